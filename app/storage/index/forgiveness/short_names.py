"""Which names are called for one another: the short form for the given name, both ways, and short forms of one name.

English ones come from the library ``nicknames``; it has none of other languages, so the commonest of those stand here.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache

_FURTHER = """
alberto: beto tito berto
alejandra: ale jandra sandra alex
alejandro: ale alex jano
alfonso: poncho fonso
alfredo: fredo fredy
alicia: licha
anastasia: nastya stasya asya ana
andrei: andrey andrew drew
antonio: tono toni tony antonino nino
armando: mando
arturo: turo
beatriz: bety betty
benjamin: benja mincho
carlos: charlie carlitos calin litos
carmen: carmela carmelita mencha menchu
catalina: cata lina caty
cecilia: ceci chila
concepcion: concha conchita conchi
consuelo: chelo
cristina: cris tina
daniel: dani danny danilo
dmitri: dima mitya
dmitriy: dima mitya
dmitry: dima mitya
dolores: lola lolita
eduardo: lalo edu eddie eddy guayo
ekaterina: katya katia kate
elena: lena lenochka nelly
enrique: quique kike henry rico
ernesto: neto
esperanza: pera espe lancha
evgeni: zhenya gene
evgenia: zhenya
evgeny: zhenya gene
federico: fede fico lico
felipe: pipe lipe felo
fernando: fer nando ferni
francisca: paca paquita kika pancha fran
francisco: paco pancho kiko quico curro frank cisco fran chico
gabriel: gabo gabi gabe
gabriela: gabi gaby
gerardo: gera jerry lalo
gilberto: beto gil
gonzalo: chalo gonza
graciela: chela
gregorio: goyo grego
guadalupe: lupe lupita pita
guillermo: memo guille william willy
gustavo: gus tavo
hector: tito eto
hernan: nan
humberto: beto
ignacio: nacho iggy
irina: ira
isabel: chavela chabela isa bel chabelita
ivan: vanya ivo juan
jesus: chuy chucho suso jesse
jorge: coque yoyo george koke
jose: pepe chepe joe pepito joselito
josefa: pepa chepa
josefina: fina pepa chepina
josemaria: chema
juan: juancho juanito john johnny
juana: juanita
julio: julito
konstantin: kostya kosta
leonardo: leo nardo
leticia: lety leti
lorenzo: lencho renzo
lucia: lucy chia
luis: lucho luisito louis
lyudmila: lyuda mila lyusya
luz: lucha lucecita
magdalena: magda malena lena
manuel: manolo manny manu meno
manuela: manola manoli
marcelo: chelo
margarita: margo rita mago maggie
maria: mari mary marita maruja cuca masha mariya mariquita
mercedes: meche merche mercy
miguel: mike migue miguelito mick
mikhail: misha mike michael
mohammad: mo moe hamada mohd
mohammed: mo moe hamada mohd
muhammad: mo moe hamada mohd
nadezhda: nadya
natalia: natasha nata naty tasha
nikolai: kolya nick nikolay
octavio: tavo
olga: olya
oksana: ksusha ksenia
pablo: paul pablito
patricia: pati paty tricia
pavel: pasha paul
pedro: perico pete peter pedrito
pilar: pili
rafael: rafa rafi fallo ralph
ramon: moncho mon ray
raul: rulo
refugio: cuco cuca
ricardo: ricky rick rico cardo richard
roberto: beto rob bob robert bobby tito
rodolfo: fito rudy rodo
rogelio: roge yeyo
rosario: chayo charo
salvador: chava salva sal
santiago: chago santi diego jaime james
sergei: seryozha serge sergey
sergio: checo sergi
socorro: coco coquis
soledad: chole sole
stanislav: stas slava
svetlana: sveta lana
tatiana: tanya tania
teodoro: teo doro
teresa: tere teresita
theodora: dora
vicente: chente vince vincent
victor: vic vito
viktor: vitya victor
vladimir: vova volodya vlad
vyacheslav: slava
yekaterina: katya katia kate
yelena: lena
yevgeny: zhenya gene
yolanda: yola yoli
yusuf: yousef joseph joe
abdullah: abdul abdallah abdo
abdulrahman: abdul abdo rahman
ibrahim: ibo brahim abe abraham
mustafa: mus mousa
giovanni: gianni nino vanni john
giuseppe: beppe peppe pino joe joseph
wojciech: wojtek
katarzyna: kasia
malgorzata: gosia
aleksandr: sasha sanya shura alex alexander
aleksandra: sasha sanya shura alex alexandra
alexander: sasha sanya xander alejandro
alexandra: sasha shura alejandra
alexei: alyosha lyosha alex
aleksei: alyosha lyosha alex
boris: borya
grigory: grisha greg
anna: anya nyura ana
maksim: max maks maxim
"""


@cache
def _families() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Short forms by given name, and given names by short form. Read when first asked for: the list is a file."""
    from nicknames import NickNamer  # noqa: PLC0415 - nobody misses a short name before the window stands

    short_forms: dict[str, set[str]] = defaultdict(set)
    for given, shorts in NickNamer.default_lookup().items():
        short_forms[given] |= shorts
    for line in _FURTHER.split("\n"):
        given, _colon, shorts_typed = line.partition(":")
        short_forms[given] |= set(shorts_typed.split())
    given_names: dict[str, set[str]] = defaultdict(set)
    for given, shorts in short_forms.items():
        for short in shorts:
            given_names[short].add(given)
    return dict(short_forms), dict(given_names)


@lru_cache(1000)
def called(word: str) -> tuple[frozenset[str], frozenset[str]]:
    """Names that a folded ``word`` is called for, or that it is called by; and other short forms of the same names."""
    short_forms, given_names = _families()
    givens = given_names.get(word, set())
    direct = (givens | short_forms.get(word, set())) - {word}
    siblings = {short for given in givens for short in short_forms[given]} - direct - {word}
    return frozenset(direct), frozenset(siblings)
