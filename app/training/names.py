"""Invented names of many cultures. Any likeness to a person is chance: first and last names are drawn separately."""

from typing import NamedTuple


class Culture(NamedTuple):
    """Names that are met together: (given names of women, of men, family names)."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


def _culture(women: str, men: str, families: str) -> Culture:
    return Culture(tuple(women.split("|")), tuple(men.split("|")), tuple(families.split("|")))


LATIN_CULTURES: tuple[Culture, ...] = (
    _culture(
        "Abigail|Brooke|Caitlin|Dorothy|Eleanor|Grace|Hannah|Mary-Ann|Paige|Ruth|Savannah|Tess",
        "Aaron|Bradley|Calvin|Dwight|Everett|Garrett|Howard|Jasper|Luther|Nathan|Russell|Wade",
        "Ashworth|Blackwood|Carrington|Dunmore|Ellsworth|Fairbanks|Hathaway|Kingsley|Merriweather|Pemberton|Smith-Jones",
    ),
    _culture(
        "Ana María|Beatriz|Consuelo|Guadalupe|Inés|Jimena|Lucía|Marisol|Noemí|Ximena",
        "Álvaro|Benicio|César|Efraín|Gonzalo|Hernán|Iñaki|José Ángel|Nicolás|Rubén",
        "Arévalo|Castañeda|de la Peña|Ibáñez|Muñoz|Núñez|Ordóñez|Quiñones|Villaseñor|Zúñiga-Ríos",
    ),
    _culture(
        "Aoife|Bríd|Ciara|Deirdre|Niamh|Órla|Róisín|Sinéad",
        "Cian|Darragh|Eoin|Fionn|Lorcán|Oisín|Ruairí|Tadhg",
        "D'Arcy|Fitzgibbon|Mac Giolla|O'Connell|O'Faolain|O'Shaughnessy|Ó Briain|McGillycuddy",
    ),
    _culture(
        "Amélie|Chloé|Éloïse|Geneviève|Hélène|Marie-Claire|Noëlle|Zoé",
        "Aurélien|Benoît|Étienne|François|Jean-Luc|Loïc|René|Théo",
        "Beauséjour|Crèvecœur|d'Aubigné|Lefèvre|L'Hôpital|Saint-Exupère|Thévenot|Villeneuve",
    ),
    _culture(
        "Bärbel|Greta|Heidrun|Jördis|Käthe|Liesl|Ulrike|Zäzilie",
        "Björn|Dieter|Götz|Jürgen|Kaspar|Lothar|Rüdiger|Søren",
        "Ångström|Böhringer|Großmann|Jørgensen|Müller-Lüdenscheidt|Österreicher|Schönfeld|von der Heide",
    ),
    _culture(
        "Bích Ngọc|Diệu Linh|Hương|Lan Anh|Mỹ Dung|Thảo|Thu Hà|Yến",
        "Anh Tuấn|Bảo|Đức|Hùng|Khôi|Minh Quân|Thành|Việt",
        "Bùi|Đặng|Đỗ|Lê|Ngô|Nguyễn|Phạm|Trần|Vũ",
    ),
    _culture(
        "Abena|Adaeze|Chiamaka|Folasade|Ifeoma|Ngozi|Wanjiru|Yetunde",
        "Babatunde|Chukwuemeka|Kwabena|Mandla|Oluwaseun|Sipho|Tendai|Uchenna",
        "Abiodun|Boateng|Chukwu|Dlamini|Mbeki-Nkosi|Ng'ang'a|Okonkwo|Wa Thiong'o",
    ),
    _culture(
        "Ananya|Deepika|Gurpreet|Ishwari|Kavitha|Lakshmi|Meenakshi|Priyanka",
        "Arjun|Balakrishnan|Devdas|Harpreet|Jagadish|Karthik|Subramaniam|Vikram",
        "Banerjee|Chattopadhyay|Ghosh|Iyer|Krishnamurthy|Singh Gill|Srinivasan|Venkataraman",
    ),
    _culture(
        "Aiyana|Kalani|Leilani|Mahina|Nalani|Pualani|Sefina|Tiare",
        "Ikaika|Kaimana|Keoni|Manu|Nainoa|Sione|Tavita|Vaea",
        "Fa'asavalu|Kahananui|Kealoha|Lolohea|Manu'a|Nakamura-Kai|Tau'olunga|Ka'ahumanu",
    ),
    _culture(
        "Agnieszka|Bożena|Džejna|Jadranka|Łucja|Małgorzata|Ştefania|Zdeňka",
        "Bogdan|Čestmír|Đorđe|Łukasz|Mirosław|Přemysl|Şükrü|Žarko",
        "Błaszczyk|Dvořák|Gökçe|Kovačević|Lewandowicz|Ñoñez|Szczęsny|Vašíček",
    ),
    _culture(
        "Haruka|Ji-woo|Keiko|Mei-Ling|Seo-yeon|Xiu|Yoon-ah|Yuki",
        "Da-wei|Hiroto|Jun-ho|Kenji|Min-jae|Sung-min|Takumi|Wei",
        "Chan|Fujimoto|Huang|Kobayashi|Li|Namgung|Ou|Seo|Yoshikawa|Zhao",
    ),
)
OTHER_SCRIPTS: tuple[Culture, ...] = (
    _culture("ليلى|نور|فاطمة الزهراء|سلمى", "عبد الرحمن|خالد|يوسف|عمر", "الشريف|بن عمار|النجار|أبو الخير"),
    _culture("נועה|שרה|תמר|אביגיל", "אורי|משה|יונתן|עידו", "בן־דוד|לוינסון|כהן־צדק|שפירא"),
    _culture("Анастасия|Юлия|Ольга|Ксения", "Александр|Дмитрий|Юрий|Фёдор", "Вознесенская|Щербак|Ёлкин|Римская-Корсак"),
    _culture("美咲|陽子|丽华|秀英", "健太|太郎|伟|建国", "山田|佐々木|王|欧阳"),
    _culture("서연|지우|하은|민지", "민준|도윤|지훈|현우", "김|남궁|박|최"),
    _culture(
        "Ελένη|Δέσποινα|Χρυσούλα|Ζωή", "Γιώργος|Νικόλαος|Θεόδωρος|Άγγελος", "Παπαδάκης|Οικονόμου|Ψαρρός|Κωστόπουλος"
    ),
)
LONG_FAMILY = "Wolfeschlegelsteinhausenbergerdorff-Montesqui"  # 45 characters: the most a Treez name may have
LONG_GIVEN = "Maximiliana Theodora Philippa Antoinette Zoe"  # 44 characters
EMOJI_NICKNAME = "Sunny 🌞"

STREETS = (
    "Almond Grove Ave",
    "Bayshore Terrace",
    "Copperfield Ln",
    "Dune View Dr",
    "El Camino Falso",
    "Fiddler Ct",
    "Goldfinch Way",
    "Harbor Light Rd",
    "Ironwood St",
    "Juniper Loop",
    "Kestrel Pl",
    "Lantern Hill Rd",
    "Mission Practice Blvd",
    "Nutmeg Aly",
)
TOWNS = (
    ("Oakland", "94612"),
    ("Berkeley", "94704"),
    ("San Francisco", "94110"),
    ("San Leandro", "94577"),
    ("Hayward", "94541"),
    ("Richmond", "94804"),
    ("Alameda", "94501"),
    ("Emeryville", "94608"),
    ("Vallejo", "94590"),
    ("Sacramento", "95814"),
    ("San José", "95113"),
    ("Ventura", "93004"),
)
REMARKS = (
    "Prefers to be called by the nickname.",
    "Asks for the receipt on paper.",
    "Allergic to coconut.\nNo tinctures with MCT oil.",
    "Picks up on Fridays after work.",
    "Uses a wheelchair: side door, ramp.",
    "Speaks Spanish and a little English.",
    "Left an umbrella here.\n\nKept behind the counter.\nBlue, wooden handle.",
    "Likes edibles, low dose.",
)
