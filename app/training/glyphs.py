"""Capitals, digits and some signs as five columns of seven dots, for pictures made without a picture library."""

import unicodedata

WIDTH = 6
"""Dots from one letter to the next."""
HEIGHT = 7

_COLUMNS = {
    " ": "0000000000", "!": "00005F0000", "#": "147F147F14", "&": "3649562050", "'": "0005030000", "(": "001C224100",
    ")": "0041221C00", "*": "14083E0814", "+": "08083E0808", ",": "0050300000", "-": "0808080808", ".": "0060600000",
    "/": "2010080402", "0": "3E5149453E", "1": "00427F4000", "2": "4261514946", "3": "2141454B31", "4": "1814127F10",
    "5": "2745454539", "6": "3C4A494930", "7": "0171090503", "8": "3649494936", "9": "064949291E", ":": "0036360000",
    "?": "0201510906", "@": "324979413E", "A": "7E1111117E", "B": "7F49494936", "C": "3E41414122", "D": "7F4141221C",
    "E": "7F49494941", "F": "7F09090901", "G": "3E4149497A", "H": "7F0808087F", "I": "00417F4100", "J": "2040413F01",
    "K": "7F08142241", "L": "7F40404040", "M": "7F020C027F", "N": "7F0408107F", "O": "3E4141413E", "P": "7F09090906",
    "Q": "3E4151215E", "R": "7F09192946", "S": "4649494931", "T": "01017F0101", "U": "3F4040403F", "V": "1F2040201F",
    "W": "3F4038403F", "X": "6314081463", "Y": "0708700807", "Z": "6151494543",
}  # fmt: skip
_SPELLED = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ß": "ss", "œ": "oe", "Đ": "D", "Ł": "L", "Ø": "O"})


def plain(text: str) -> str:
    """The text in the letters this font has; other scripts leave nothing."""
    spelled = unicodedata.normalize("NFKD", text.translate(_SPELLED)).encode("ascii", "ignore").decode()
    return "".join(sign for sign in spelled.upper() if sign in _COLUMNS)


def dots(text: str) -> list[tuple[int, int]]:
    """The (column, row) of every inked dot of the text, from its upper left corner."""
    return [
        (place * WIDTH + column, row)
        for place, sign in enumerate(text)
        for column, bits in enumerate(bytes.fromhex(_COLUMNS[sign]))
        for row in range(HEIGHT)
        if bits >> row & 1
    ]
