"""French typography: the apostrophe, the guillemets, and the spaces at which a line must not break."""

import re
from collections.abc import Iterable, Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

NO_BREAK = "\u00a0"
NARROW = "\u202f"

_SPACE = f"[ {NO_BREAK}{NARROW}]"
_WORDS = (
    (re.compile(r"(?<=[^\W\d_])'(?=[\w«])"), "’"),
    (re.compile(r'(?<![\w"=])"([^"\n]+)"(?![\w"])'), "«\\1»"),
)
_SPACES = (
    (re.compile(rf"{_SPACE}+(?=[;!?%](?!\w))"), NARROW),
    (re.compile(rf"(?:(?<=[\w»)…])|^){_SPACE}+(?=:(?!\w))"), NO_BREAK),
    (re.compile(rf"«{_SPACE}*"), f"«{NO_BREAK}"),
    (re.compile(rf"{_SPACE}*»"), f"{NO_BREAK}»"),
    (re.compile(rf"(?<!\d)(\d{{1,3}}){_SPACE}(?=\d{{3}}(?!\d))"), rf"\1{NARROW}"),
    (re.compile(rf"(?<=\d){_SPACE}h{_SPACE}(?=\d\d\b)"), f"{NO_BREAK}h{NO_BREAK}"),
    (re.compile(rf"(?<=\d){_SPACE}(?=h\b|[kM]o\b)"), NO_BREAK),
    (re.compile(rf"\b(MM?\.|Mmes?|Dr|n°){_SPACE}(?=\S|$)"), rf"\1{NO_BREAK}"),
)

_PLAIN = {ord(NO_BREAK): " ", ord(NARROW): " "}
_TAG_EDGES = re.compile(r"(?<=>)|(?=<[a-zA-Z/!])")
_TAG_START = re.compile(r"<[a-zA-Z/!]")


def typo(text: str) -> str:
    """French typography for a person's text: ’ and « » for ' and ", no-break spaces. Twice is once.

    Markup comes back as it is: it is a template's own words.
    """
    if hasattr(text, "__html__"):
        return text
    for pattern, replacement in _WORDS:
        text = pattern.sub(replacement, text)
    return french_spaces(text)


def plain_spaces(text: str) -> str:
    """The same words with ordinary spaces alone."""
    return text.translate(_PLAIN)


def french_spaces(text: str) -> str:
    """No-break spaces before ; ! ? % : and », after «, in « 14 h 30 », « 2 Mo », « 2 013 » and « M. Dupont »."""
    for pattern, replacement in _SPACES:
        text = pattern.sub(replacement, text)
    return text


class FrenchSpaces(Extension):
    """What a template itself says gets French spaces when it is compiled; values and HTML tags do not."""

    def filter_stream(self, stream: TokenStream) -> TokenStream | Iterable[Token]:
        """Rewrite the text between the tags and expressions of a template."""
        return _between_tags(stream)


def _between_tags(stream: TokenStream) -> Iterator[Token]:
    inside_tag = False
    for token in stream:
        if token.type != "data":
            yield token
            continue
        pieces = []
        for piece in _TAG_EDGES.split(token.value):
            inside_tag = inside_tag or bool(_TAG_START.match(piece))
            pieces.append(piece if inside_tag else french_spaces(piece))
            inside_tag = inside_tag and not piece.endswith(">")
        yield Token(token.lineno, token.type, "".join(pieces))
