"""Bringing the directory as a table: all of it or nothing."""

from collections.abc import Collection

from cafepol.core.db import db
from cafepol.core.links import Purpose, drop_links
from cafepol.core.tables import BadLines, Table, read_table
from cafepol.core.text import mail_key
from cafepol.partners.listing import COLUMNS, MAX_ROWS, Person, read_lines
from cafepol.partners.matching import Plan, Settled, make_plan
from cafepol.partners.models import Partner, PartnerContact
from cafepol.partners.queries import known_directory, partners_of, spoken_words, take_directory
from cafepol.zone.models import Commune
from cafepol.zone.queries import communes


def read_directory(data: bytes) -> Table:
    """The rows of a CSV file, as far as their shape goes. Raises Refused for what is no such table."""
    return read_table(data, COLUMNS, max_rows=MAX_ROWS)


def plan_import(table: Table, *, within: Collection[int]) -> Plan:
    """What bringing this table would do; `within`: the communes that the author keeps. Raises BadLines."""
    words = spoken_words()
    lines, errors = read_lines(table.rows, words)
    plan = make_plan(lines, known_directory(within), words, within=within)
    plan.errors += [*table.errors, *errors]
    if plan.errors:
        raise BadLines(plan.errors)
    return plan


def import_directory(table: Table, *, within: Collection[int]) -> Plan:
    """Add and correct what the table says; what it does not name stays. Twice is once. Raises as plan_import."""
    take_directory()
    plan = plan_import(table, within=within)
    places = {commune.id: commune for commune in communes()}
    present = {each.id: each for each in partners_of(within)}
    for settled in plan.settled:
        if settled.known is None:
            db.session.add(_new_partner(settled, places))
        else:
            _correct(present[settled.known.id], settled, places)
    db.session.flush()
    return plan


def _new_partner(settled: Settled, places: dict[int, Commune]) -> Partner:
    return Partner(
        name=settled.name,
        kind_id=settled.kind,
        communes=[place for number, place in places.items() if number in settled.communes],
        contacts=[_contact(met.person) for met in settled.people],
    )


def _correct(partner: Partner, settled: Settled, places: dict[int, Commune]) -> None:
    if settled.is_changed:
        partner.kind_id = settled.kind
        partner.communes = [place for number, place in places.items() if number in settled.communes]
    contacts = {each.id: each for each in partner.contacts}
    for met in settled.people:
        if met.is_new:
            partner.contacts.append(_contact(met.person))
        elif met.known is not None and met.is_changed:
            _rewrite(contacts[met.known.id], met.person)


def _rewrite(contact: PartnerContact, person: Person) -> None:
    """Correct a person as edit_contact does; the table was checked as a whole, so that two may exchange addresses."""
    if mail_key(contact.mail or "") != mail_key(person.mail or ""):
        drop_links(Purpose.PARTNER, contact.id)
    contact.name, contact.function, contact.language = person.name, person.function, person.language
    contact.mail, contact.phone = person.mail, person.phone


def _contact(person: Person) -> PartnerContact:
    return PartnerContact(
        name=person.name,
        function=person.function,
        mail=person.mail,
        phone=person.phone,
        language=person.language,
    )
