"""The partners of the zone: some for all its communes, one for each; some with mail, some with a phone only."""

from collections.abc import Sequence

from cafepol.demo.names import Person, person, pool_of
from cafepol.partners.models import Partner
from cafepol.partners.operations import add_contact, create_partner
from cafepol.zone.models import Commune
from cafepol.zone.queries import communes, partner_kinds, the_zone

FIRST = 200  # the number of the first contact among the invented people
EVERYWHERE = ("Le Trait d’union", "Toit et jardin", "Propre et net")
FUNCTIONS = ("coordination", "référence de quartier", "équipe de terrain", "accueil")


def fill_directory() -> list[Partner]:
    """Three organisations for the whole zone, then one for each commune, of every kind that the zone knows in turn."""
    everywhere = communes()
    kinds = partner_kinds()
    partners: list[Partner] = []
    for served, name in [*((everywhere, name) for name in EVERYWHERE), *(([each], each.name) for each in everywhere)]:
        kind = kinds[len(partners) % len(kinds)]
        title = f"{kind.label} {name}" if served is everywhere else f"{kind.label} – {name}"
        partners.append(_partner(title, kind.id, served, len(partners)))
    return partners


def _partner(title: str, kind_id: int, served: Sequence[Commune], number: int) -> Partner:
    ids = [commune.id for commune in served]
    partner = create_partner(name=title, kind_id=kind_id, commune_ids=ids, within=ids)
    who = person(pool_of(the_zone().languages[0]), FIRST + number)
    by_phone_only = number % 3 == 1
    add_contact(
        partner,
        name=who.short,
        function=FUNCTIONS[number % len(FUNCTIONS)],
        mail="" if by_phone_only else _mail(who),
        phone=who.landline if by_phone_only or number % 2 else "",
    )
    return partner


def _mail(who: Person) -> str:
    return who.mail
