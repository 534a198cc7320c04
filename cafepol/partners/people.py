"""Who of a table's people is who at a partner: the same in every word, or by mail address, or by name."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cafepol.core.errors import Refused
from cafepol.core.tables import LineError
from cafepol.core.text import mail_key, slug
from cafepol.partners.listing import Line, Person, Said


@dataclass(frozen=True)
class Known:
    """Somebody in the directory."""

    id: int
    person: Person
    is_active: bool


# what people are looked up by
_WAYS: Mapping[str, Callable[[Person], str]] = {
    "name": lambda person: person.name,
    "mail": lambda person: mail_key(person.mail or ""),
    "casefold": lambda person: person.name.casefold(),
    "slug": lambda person: slug(person.name),
}


class _Free:
    """The people of the directory whom no line has met yet, those who may be invited first."""

    def __init__(self, people: Iterable[Known]) -> None:
        self.people = sorted(people, key=lambda each: not each.is_active)
        self.taken: set[int] = set()
        self.found: dict[tuple[str, str], list[Known]] = defaultdict(list)
        for each in self.people:
            for way, key in _WAYS.items():
                self.found[way, key(each.person)].append(each)

    def by(self, way: str, key: str) -> list[Known]:
        """Who is free under this key; nobody under an empty one."""
        return [each for each in self.found.get((way, key), ()) if each.id not in self.taken] if key else []

    @property
    def left(self) -> list[Known]:
        """Whom no line has met."""
        return [each for each in self.people if each.id not in self.taken]


@dataclass(frozen=True)
class Met:
    """Somebody of the table: whom it is in the directory (None: nobody yet), and what is known after the import."""

    line: int
    known: Known | None
    person: Person

    @property
    def is_new(self) -> bool:
        """Whether nobody knows this person here."""
        return self.known is None

    @property
    def is_retired(self) -> bool:
        """Whether this person was taken off the list: a table invites nobody again."""
        return self.known is not None and not self.known.is_active

    @property
    def is_changed(self) -> bool:
        """Whether something about somebody who may be invited becomes otherwise."""
        return self.known is not None and self.known.is_active and not self.known.person.is_as(self.person)


def meet(lines: Sequence[Line], people: Iterable[Known], language: str) -> tuple[list[Met], list[LineError]]:
    """Find everybody of a partner's lines among the people there; lines that say the same twice count once.

    First those who are the same in every word, then by mail address, then by name where only one can be meant; the
    people who may be invited before those who may not. `language`: what a new person speaks when nothing is said.
    """
    free, met, errors = _Free(people), list[Met](), list[LineError]()
    waiting = [(line.number, line.said) for line in lines if line.said is not None]
    said_already: set[Said] = set()
    for find in (_in_every_word, _by_mail):
        found = [(number, said, _take(free, find(said, free))) for number, said in waiting]
        for number, said, known in found:
            if known is not None:
                said_already.add(said)
                _keep(met, errors, number, said, known, language)
        waiting = [(number, said) for number, said, known in found if known is None]
    fresh = {said: number for number, said in reversed(waiting) if said not in said_already}
    namesakes = Counter(slug(said.name) for said in fresh)
    for said, number in sorted(fresh.items(), key=lambda each: each[1]):
        try:
            known = _take(free, _by_name(said, free, is_alone=namesakes[slug(said.name)] == 1))
        except Refused as refusal:
            errors.append(LineError(number, refusal.message))
        else:
            _keep(met, errors, number, said, known, language)
    return met, errors + _shared_mails(met, free.left)


def _take(free: _Free, known: Known | None) -> Known | None:
    if known is not None:
        free.taken.add(known.id)
    return known


def _keep(met: list[Met], errors: list[LineError], number: int, said: Said, known: Known | None, language: str) -> None:
    try:
        met.append(Met(number, known, said.of(known.person if known else None, language)))
    except Refused as refusal:
        errors.append(LineError(number, refusal.message))


def _in_every_word(said: Said, free: _Free) -> Known | None:
    return next((each for each in free.by("name", said.name) if _says(said, each.person)), None)


def _says(said: Said, person: Person) -> bool:
    try:
        return said.of(person, person.language).is_as(person)
    except Refused:
        return False


def _by_mail(said: Said, free: _Free) -> Known | None:
    return next(iter(free.by("mail", mail_key(said.mail or ""))), None)


def _by_name(said: Said, free: _Free, *, is_alone: bool) -> Known | None:
    """Who bears this name: nobody, or the only one. Raises Refused when several may be meant."""
    found = free.by("casefold", said.name.casefold()) or free.by("slug", slug(said.name))
    found = [each for each in found if each.is_active] or found
    if found and (len(found) > 1 or not is_alone):
        raise Refused(f"Plusieurs personnes s’appellent « {said.name} » : écrivez l’adresse e-mail de chacune.")
    return next(iter(found), None)


def _shared_mails(met: Iterable[Met], others: Iterable[Known]) -> list[LineError]:
    """The lines whose mail address would stand twice at the partner."""
    taken = {mail_key(each.person.mail): each.person.name for each in others if each.person.mail}
    errors = []
    for each in sorted(met, key=lambda one: one.line):
        person = each.known.person if each.known and each.is_retired else each.person
        key = mail_key(person.mail or "")
        if key and key in taken:
            errors.append(LineError(each.line, f"{taken[key]} a déjà cette adresse chez ce partenaire."))
        elif key:
            taken[key] = person.name
    return errors
