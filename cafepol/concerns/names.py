"""Names in what is written about a concern: nobody needs to be named to be answered, and a minor never is.

A program does not know names. What is found here is what usually stands before one, or an age beside a word that
begins with a capital: it warns too often rather than too rarely, and asks again rather than forbids. Only a minor's
name is refused.
"""

import re
from collections.abc import Iterator

MAJORITY = 18
_NAME = r"(?:[DdLlO][’'])?[A-ZÀ-ÖØ-Þ][^\W\d_]+(?:[-’'][^\W\d_]+)*"
_NAMES = rf"{_NAME}(?: {_NAME})*"
_TITLE = r"(?:[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|M(?:r|me|mes|lle|elle|M)\b\.?|M\.|M|Dr\b\.?|Me)"
_NEAR = (
    r"(?:[Vv]oisine?s?|[Mm]ari|[Ff]emme|[Ff]rère|[Ss]œur|[Ss]oeur|[Pp]ère|[Mm]ère|[Ff]ils|[Ff]ille|[Aa]mie?|[Cc]opine?"
    r"|[Cc]opain|[Cc]ousine?|[Oo]ncle|[Tt]ante|[Ll]ocataires?|[Pp]ropriétaires?|[Pp]atronn?e?|[Nn]ommée?|[Aa]ppelée?"
    r"|s’appelle|s'appelle|[Pp]rénomm?ée?)"
)
_CHILD = (
    r"(?:[Ee]nfants?|[Gg]amine?s?|[Gg]osses?|[Bb]ébé|[Éé]lèves?|[Éé]coliers?|[Éé]colières?|[Mm]ineure?s?|[Aa]dos?"
    r"|[Aa]dolescente?s?|[Gg]arçons?|[Ff]illettes?)"
)
_CALLED = r"(?:\s+(?:nommée?s?|appelée?s?|prénommée?s?|qui s[’']appelle))?"
_ADULT = re.compile(rf"\b(?:{_TITLE}|{_NEAR})\s+({_NAMES})")
_CHILD_NAMED = re.compile(rf"\b{_CHILD}{_CALLED},?\s+({_NAMES})")
_AGED = r"(?:qui a|a|n’a que|âgée? de|de)?"
_NAME_AGE = re.compile(rf"\b({_NAMES})\s{{0,3}}[,(]?\s{{0,3}}{_AGED}\s{{0,3}}(\d{{1,2}})\s+ans\b")
_AGE_NAME = re.compile(rf"\b(\d{{1,2}})\s+ans\s*[,(:]?{_CALLED}\s*({_NAMES})")
# words that begin a sentence, or a place, as often as a name does
_NO_NAME = re.compile(
    r"(?:Depuis|Pendant|Après|Avant|Voilà|Dans|Sur|Sous|Pour|Par|Avec|Sans|Chez|Vers|Ils?|Elles?|On|Je|Tu|Nous|Vous"
    r"|Ça|Cela|Ce|Cette|Ces|Le|La|Les|Un|Une|Des|Du|De|Mon|Ma|Mes|Son|Sa|Ses|Leurs?|Notre|Nos|Tous|Toutes|Et|Mais|Ou"
    r"|Où|Car|Quand|Si|Environ|Presque|Plus|Moins|Comme|Rue|Place|Avenue|Chaussée|Parc|École|Cité|Police)\b"
)
_PLACE = (
    r"(?:rue|place|avenue|chaussée|boulevard|allée|impasse|ruelle|sentier|parc|école|cité|square|quartier|clos|salle"
    r"|résidence|pont|gare|arrêt)"
)
_IS_PLACE = re.compile(_PLACE, re.IGNORECASE)
_PLACES = re.compile(rf"\b{_PLACE}\s+(?:(?:du|de|des|la|le|les|l’|d’|saint-?|sainte-?)\s*)*$", re.IGNORECASE)
_LONGEST_PLACE = 60  # signs before a name that may make it one
NO_MINORS = "N’écrivez jamais le nom d’un mineur : « un enfant » ou « une élève » suffit."


def named(text: str) -> list[str]:
    """The names that a text seems to hold, each once, in their order."""
    return list(dict.fromkeys(" ".join(match.group(1).split()) for match in _ADULT.finditer(text)))


def names_minor(text: str) -> bool:
    """Whether a text seems to name somebody younger than 18: a child's word before a name, or an age beside it."""
    return any(not (_NO_NAME.match(name) or _PLACES.search(before)) for before, name in _minors(text))


def is_of_a_place(before: str, word: str) -> bool:
    """Whether a word after `before` is « Place », or the « Dubois » of « rue Dubois »."""
    return bool(_IS_PLACE.fullmatch(word) or _PLACES.search(before[-_LONGEST_PLACE:]))


def _minors(text: str) -> Iterator[tuple[str, str]]:
    """What may be a minor's name, each with what stands before it."""
    for match in _CHILD_NAMED.finditer(text):
        yield text[: match.start(1)], match.group(1)
    for match in _NAME_AGE.finditer(text):
        if int(match.group(2)) < MAJORITY:
            yield text[: match.start(1)], match.group(1)
    for match in _AGE_NAME.finditer(text):
        if int(match.group(1)) < MAJORITY:
            yield text[: match.start(2)], match.group(2)


def warning(found: list[str]) -> str:
    """What is asked about the names that were found; empty when there are none."""
    if not found:
        return ""
    shown = ", ".join(f"« {name} »" for name in found)
    return (
        f"Ce texte semble nommer quelqu’un : {shown}. Écrivez plutôt « un voisin », « une dame ». "
        "Si ce nom est vraiment utile, enregistrez encore une fois."
    )
