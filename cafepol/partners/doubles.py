"""Partners and contacts that may be one and the same; a person decides."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from cafepol.core.text import mail_key, slug

# Two words compared by difflib (2 × letters in common / letters of both). A letter too many, too few or wrong in a word
# of five letters or more gives 0.8 and above (« borain », « borrain »: 0.92); other words stay below (« Dour »,
# « Douai »: 0.67; « prévention », « logement »: 0.44). Whole names are not compared so: « Gardiens de la paix » of two
# communes have 84 % of their letters in common.
ONE_WORD = 0.8
MOST = 50  # pairs on a page
# domains at which anybody has an address: they say nothing of an organisation
ANYBODY = frozenset((
    "gmail.com", "hotmail.com", "hotmail.be", "hotmail.fr", "outlook.com", "outlook.be", "outlook.fr", "live.be",
    "live.com", "live.fr", "yahoo.com", "yahoo.fr", "icloud.com", "me.com", "skynet.be", "proximus.be", "voo.be",
    "telenet.be", "scarlet.be", "belgacom.net", "msn.com", "gmx.com", "gmx.be", "protonmail.com", "proton.me",
))  # fmt: skip
_FORMS = frozenset(("asbl", "aisbl", "vzw", "sa", "nv", "srl", "sprl", "bv", "bvba", "scrl", "sc", "cvba", "ag"))
_LINKS = frozenset(("de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "et", "en"))
_LONG_FORMS = {
    "centre-public-d-action-sociale": "cpas",
    "centre-public-d-aide-sociale": "cpas",
    "plan-de-cohesion-sociale": "pcs",
    "administration-communale": "commune",
    "ville": "commune",
}


Pair = tuple[int, int]


def _pair(one: int, other: int) -> Pair:
    """Two ids, the lower one first."""
    return (one, other) if one < other else (other, one)


def normal_name(name: str) -> str:
    """What is left of an organisation's name without accents, legal form and « de la »; long titles are shortened.

    « ASBL Le Logis Borain » → « logis borain »; « Centre public d’action sociale de Dour » → « cpas dour ».
    """
    whole = f"-{slug(name.replace(chr(39), ' '))}-"
    for long, short in _LONG_FORMS.items():
        whole = whole.replace(f"-{long}-", f"-{short}-")
    words = [word for word in whole.split("-") if word]
    return " ".join(word for word in words if word not in _FORMS | _LINKS) or " ".join(words)


@dataclass(frozen=True)
class Candidate:
    """An organisation as far as doubles are looked for."""

    id: int
    name: str
    mails: frozenset[str]

    @property
    def domains(self) -> frozenset[str]:
        """The mail domains of its people, those of anybody left out."""
        return frozenset(mail_key(mail).rpartition("@")[2] for mail in self.mails) - ANYBODY


@dataclass(frozen=True)
class Double:
    """Two ids that may be one, how much the names are alike (0 to 1), and why they are proposed."""

    one: int
    other: int
    likeness: float
    reason: str


def probable_doubles(candidates: Sequence[Candidate], distinct: Collection[Pair] = ()) -> list[Double]:
    """The pairs of organisations that may be one, the most alike first, at most `MOST`.

    `distinct`: those that somebody said to be two, the lower id first.
    """
    names = {each.id: normal_name(each.name) for each in candidates}
    found = [
        double
        for one, other in _pairs(candidates, names)
        if _pair(one.id, other.id) not in distinct
        and (double := _double(one, other, names[one.id], names[other.id])) is not None
    ]
    return sorted(found, key=lambda each: (-each.likeness, each.one, each.other))[:MOST]


def _double(one: Candidate, other: Candidate, first: str, second: str) -> Double | None:
    shared = sorted(one.domains & other.domains)
    at = f", adresses en @{shared[0]}" if shared else ""
    if first == second:
        return Double(one.id, other.id, 1.0, f"même nom{at}")
    if not _is_within(first, second) or not (shared or _is_same_length(first, second)):
        return None
    return Double(one.id, other.id, _likeness(first, second), f"noms presque pareils{at}")


def _is_same_length(first: str, second: str) -> bool:
    """Whether both names have as many words."""
    return len(first.split()) == len(second.split())


def _is_within(first: str, second: str) -> bool:
    """Whether each word of the shorter name is, but for a letter, a word of its own in the longer one."""
    short, long = sorted((first.split(), second.split()), key=len)
    left = list(long)
    for word in short:
        same = next((other for other in left if _is_one_word(word, other)), None)
        if same is None:
            return False
        left.remove(same)
    return True


@lru_cache(maxsize=10_000)
def _is_one_word(word: str, other: str) -> bool:
    return word == other or _likeness(word, other) >= ONE_WORD


def _likeness(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _pairs(candidates: Sequence[Candidate], names: dict[int, str]) -> Iterator[tuple[Candidate, Candidate]]:
    """The pairs worth comparing, each once: with a domain, a word or the beginning of one in common."""
    seen: set[tuple[int, int]] = set()
    marked: dict[str, list[Candidate]] = defaultdict(list)
    for each in candidates:
        marks = {f"@{domain}" for domain in each.domains}
        marks |= {word[:3] for word in names[each.id].split()} | {word[-3:] for word in names[each.id].split()}
        for mark in marks:
            for other in marked[mark]:
                if (other.id, each.id) not in seen:
                    seen.add((other.id, each.id))
                    yield other, each
            marked[mark].append(each)


@dataclass(frozen=True)
class Person:
    """Somebody at a partner, as far as doubles are looked for."""

    id: int
    name: str
    mail: str | None
    phone: str | None


def same_people(people: Iterable[Person], distinct: Collection[Pair] = ()) -> list[Double]:
    """The pairs of contacts of one partner that may be one person, but for those said to be two (`distinct`).

    Their names are the same but for a letter, or one is within the other and they have one telephone.
    """
    every = list(people)
    found = []
    for place, one in enumerate(every):
        for other in every[place + 1 :]:
            first, second = _bare(one.name), _bare(other.name)
            if first == second:
                found.append(Double(one.id, other.id, 1.0, "même nom"))
            elif _is_same_length(first, second) and _is_within(first, second):
                found.append(Double(one.id, other.id, _likeness(first, second), "noms presque pareils"))
            elif one.phone and one.phone == other.phone and _is_within(first, second):
                found.append(Double(one.id, other.id, _likeness(first, second), "même téléphone"))
    found = [each for each in found if _pair(each.one, each.other) not in distinct]
    return sorted(found, key=lambda each: (-each.likeness, each.one, each.other))[:MOST]


def _bare(name: str) -> str:
    """A person's name without its civility."""
    words = [word for word in slug(name).split("-") if word not in {"m", "mme", "mr", "mlle", "monsieur", "madame"}]
    return " ".join(sorted(words))
