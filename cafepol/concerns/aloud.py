"""What is not read out in a room: a text that names somebody who raised a concern, or says how they are reached."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from cafepol.concerns.names import is_of_a_place
from cafepol.core.errors import Refused

_TITLES = ("m", "m.", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle")
_WORD = re.compile(r"[^\W\d_](?:-?\w)*")
_SHORTEST = 3  # letters of a name: « de » and « Le » are in every text
_SHORTEST_STREET = 6
_END_OF_NUMBER = 8  # digits: with or without +32


@dataclass(frozen=True)
class Person:
    """What is known of somebody who raised a concern; empty where it is not."""

    name: str = ""
    mail: str = ""
    phone: str = ""
    address: str = ""


def names_somebody(text: str, people: Iterable[Person]) -> bool:
    """Whether a text seems to name one of these people, or to give their address, telephone or mail.

    A name counts where it has a capital letter or follows « Mme »: « un petit parking » does not name M. Petit, nor
    « rue Dubois » Mme Dubois.
    """
    return any(_names(text, person) or _tells_contact(text, person) for person in people)


def check_names_nobody(text: str, people: Iterable[Person], *, field: str) -> None:
    """What others will read names none of these people. Raises Refused."""
    if names_somebody(text, people):
        raise Refused(
            "Ce texte semble nommer une personne qui a parlé, ou dire où la joindre : d’autres le liront.", field=field
        )


def _names(text: str, person: Person) -> bool:
    names = {_fold(word) for word in _WORD.findall(person.name) if len(word) >= _SHORTEST} - set(_TITLES)
    capitals = {
        _fold(word.group()) for word in _WORD.finditer(text)
        if word.group()[0].isupper() and not is_of_a_place(text[: word.start()], word.group())
    }  # fmt: skip
    spoken = " ".join(_fold(text).split())
    return bool(names & capitals) or any(
        re.search(rf"\b{re.escape(title)} {re.escape(name)}\b", spoken) for title in _TITLES for name in names
    )


def _tells_contact(text: str, person: Person) -> bool:
    folded, digits = _fold(text), re.sub(r"\D", "", text)
    street = _fold(person.address.partition("\n")[0]).strip()
    number = re.sub(r"\D", "", person.phone)[-_END_OF_NUMBER:]
    return (
        bool(person.mail and _fold(person.mail) in folded)
        or bool(number and number in digits)
        or (len(street) >= _SHORTEST_STREET and street in folded)
    )


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
