"""A table set against the directory: which organisations and people are new, changed, there already, or retired."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cafepol.core.errors import Refused
from cafepol.core.tables import LineError
from cafepol.core.text import slug
from cafepol.partners.listing import LANGUAGES, Line, Person, Words
from cafepol.partners.people import Known as KnownPerson
from cafepol.partners.people import Met, meet


@dataclass(frozen=True)
class Known:
    """An organisation of the directory, with the people there. `kind` and `communes` are ids."""

    id: int
    name: str
    kind: int
    communes: frozenset[int]
    is_active: bool
    people: tuple[KnownPerson, ...]


@dataclass(frozen=True)
class Settled:
    """An organisation of the table: which one it is in the directory (None: none yet), and how it is afterwards."""

    known: Known | None
    name: str
    kind: int
    communes: frozenset[int]
    people: tuple[Met, ...]

    @property
    def is_changed(self) -> bool:
        """Whether its kind or its communes become otherwise."""
        return self.known is not None and (self.known.kind, self.known.communes) != (self.kind, self.communes)


@dataclass
class Plan:
    """What an import would do, and whatever stands in the way. `retired`: who stays out of the directory."""

    settled: list[Settled] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)

    @property
    def new_partners(self) -> list[Settled]:
        """The organisations to add."""
        return [each for each in self.settled if each.known is None]

    @property
    def changed_partners(self) -> list[Settled]:
        """The organisations to correct."""
        return [each for each in self.settled if each.is_changed]

    @property
    def new_people(self) -> list[tuple[Settled, Met]]:
        """The people to add, each with the organisation."""
        return [(each, met) for each in self.settled for met in each.people if met.is_new]

    @property
    def changed_people(self) -> list[tuple[Settled, Met]]:
        """The people to correct, each with the organisation."""
        return [(each, met) for each in self.settled for met in each.people if met.is_changed]

    @property
    def same(self) -> int:
        """How many organisations and people are there already, just as the table says."""
        partners = sum(1 for each in self.settled if each.known and not each.is_changed)
        people = sum(len(each.people) for each in self.settled)
        retired = sum(1 for each in self.settled for met in each.people if met.is_retired)
        return partners + people - retired - len(self.new_people) - len(self.changed_people)

    @property
    def is_nothing(self) -> bool:
        """Whether everything is there already."""
        return not (self.new_partners or self.changed_partners or self.new_people or self.changed_people)


def make_plan(lines: Sequence[Line], directory: Iterable[Known], words: Words, *, within: Collection[int]) -> Plan:
    """Settle every line. `directory`: what the author sees of it; `within`: the communes that the author keeps.

    A name decides which organisation is meant: capitals and accents do not matter, and of several of one name it is
    the one that shares a commune with the line. Who was retired stays so.
    """
    plan, groups = Plan(), defaultdict[object, list[Line]](list)
    known_by_id = {each.id: each for each in directory}
    named = _by_name(known_by_id.values())
    for line in lines:
        try:
            known = _meant(line, named)
            _check_communes(line, known, words, within)
        except Refused as refusal:
            plan.errors.append(LineError(line.number, refusal.message))
        else:
            groups[known.id if known else line.organisation.casefold()].append(line)
    for key, group in groups.items():
        _settle(plan, group, known_by_id.get(key) if isinstance(key, int) else None, words, within)
    plan.errors += _taken_names(plan.settled, known_by_id.values(), groups)
    return plan


def _exactly(name: str) -> str:
    return f"\n{name.casefold()}"  # no name holds a line break: it is never the key of another one


def _name_key(name: str) -> str:
    return slug(name) or name.casefold()


_Named = dict[str, list[Known]]


def _by_name(directory: Iterable[Known]) -> _Named:
    found: _Named = defaultdict(list)
    for each in directory:
        for key in {_exactly(each.name), _name_key(each.name)}:
            found[key].append(each)
    return found


def _meant(line: Line, named: _Named) -> Known | None:
    """The organisation that a line speaks of, or None. Raises Refused when it may be several."""
    found = named.get(_exactly(line.organisation)) or named.get(_name_key(line.organisation), [])
    found = [each for each in found if each.is_active] or found
    if len(found) > 1:
        found = [each for each in found if each.communes & line.communes]
        if len(found) != 1:
            raise Refused(f"Plusieurs partenaires s’appellent « {line.organisation} » : vérifiez les communes.")
    return next(iter(found), None)


def _check_communes(line: Line, known: Known | None, words: Words, within: Collection[int]) -> None:
    """A commune out of scope may only be one that the organisation has already. Raises Refused."""
    foreign = line.communes - set(within) - (known.communes if known else frozenset())
    if foreign:
        raise Refused(f"{words.names_of(foreign)} : ce n’est pas de votre commissariat.")
    if not line.communes & set(within):
        raise Refused("Gardez au moins une commune de votre commissariat.")


def _settle(plan: Plan, lines: Sequence[Line], known: Known | None, words: Words, within: Collection[int]) -> None:
    first = lines[0]
    if known is not None and not known.is_active:
        plan.retired.append(known.name)
        return
    plan.errors += [
        LineError(line.number, f"Ce partenaire a une autre sorte à la ligne {first.number}.")
        for line in lines
        if line.kind != first.kind
    ]
    met, errors = meet(lines, known.people if known else (), words.languages[0])
    name = known.name if known else first.organisation
    outside = known.communes - set(within) if known else frozenset[int]()
    communes = outside.union(*(line.communes for line in lines))
    plan.errors += errors
    plan.retired += [f"{each.person.name} – {name}" for each in met if each.is_retired]
    plan.settled.append(Settled(known, name, first.kind, communes, tuple(met)))


def _taken_names(
    settled: Iterable[Settled], directory: Iterable[Known], groups: dict[object, list[Line]]
) -> list[LineError]:
    """The lines after which two organisations of one name would serve the same commune."""
    touched = {each.known.id for each in settled if each.known}
    taken = {
        (each.name.casefold(), commune)
        for each in directory
        if each.is_active and each.id not in touched
        for commune in each.communes
    }
    errors = []
    for each in settled:
        places = {(each.name.casefold(), commune) for commune in each.communes}
        if places & taken:
            line = groups[each.known.id if each.known else each.name.casefold()][0]
            errors.append(LineError(line.number, f"« {each.name} » est déjà dans l’annuaire de cette commune."))
        taken |= places
    return errors


def changes_in_words(plan: Plan, words: Words, say_number: Callable[[str], str]) -> list[str]:
    """What becomes otherwise: « Mme Lambert (Hygea) – fonction : concierge → directrice ».

    `say_number`: how a telephone number is written for people.
    """
    said = []
    for each in plan.settled:
        if each.known is not None and each.is_changed:
            said.append(f"{each.name} – {_of_partner(each.known, each, words)}")
        said += [
            f"{met.person.name} ({each.name}) – {_of_person(met.known.person, met.person, say_number)}"
            for met in each.people
            if met.known is not None and met.is_changed
        ]
    return said


def _of_partner(before: Known, after: Settled, words: Words) -> str:
    facts = {
        "sorte": (words.kind_names[before.kind], words.kind_names[after.kind]),
        "communes": (words.names_of(before.communes), words.names_of(after.communes)),
    }
    return _differences(facts)


def _of_person(before: Person, after: Person, say_number: Callable[[str], str]) -> str:
    facts = {
        "nom": (before.name, after.name),
        "fonction": (before.function, after.function),
        "e-mail": (before.mail, after.mail),
        "téléphone": (say_number(before.phone or ""), say_number(after.phone or "")),
        "langue": (LANGUAGES.get(before.language), LANGUAGES.get(after.language)),
    }
    return _differences(facts)


def _differences(facts: Mapping[str, tuple[str | None, str | None]]) -> str:
    changed = {label: pair for label, pair in facts.items() if pair[0] != pair[1]}
    return ", ".join(f"{label} : {before or 'rien'} → {after or 'rien'}" for label, (before, after) in changed.items())
