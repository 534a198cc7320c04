"""Two who write the same new partner at the same time: it is in the directory once."""

import pytest
from sqlalchemy import func, select

from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.partners import operations
from cafepol.partners.importing import import_directory, read_directory
from cafepol.partners.models import Partner, PartnerContact
from cafepol.partners.queries import get_partner
from cafepol.zone.queries import communes, partner_kinds
from tests.partners.tables import line, table
from tests.waiting import meanwhile

NAME = "Le Logis borain"


def within():
    return [commune.id for commune in communes()]


def bring():
    return import_directory(read_directory(table(line())), within=within())


def create(name=NAME):
    places = within()
    return operations.create_partner(name=name, kind_id=partner_kinds()[0].id, commune_ids=places, within=places)


def counted():
    db.session.remove()
    return [db.session.scalar(select(func.count()).select_from(model)) for model in (Partner, PartnerContact)]


def test_a_table_imported_twice_at_once_is_imported_once(app):
    assert meanwhile(app, bring, lambda: bring().is_nothing)
    assert counted() == [1, 1]


def test_a_table_imported_while_somebody_writes_the_partner_finds_it_there(app):
    plan = meanwhile(app, create, bring)
    assert (plan.new_partners, len(plan.new_people)) == ([], 1)
    assert counted() == [1, 1]


def test_a_partner_written_while_a_table_brings_it_is_refused(app):
    with pytest.raises(Refused, match="est déjà dans l’annuaire"):
        meanwhile(app, bring, create)
    assert counted() == [1, 1]


@pytest.fixture
def other(app):
    """A partner of another name; its id."""
    with transaction():
        return create("Hygea").id


@pytest.fixture
def retired(app):
    """A partner of the name, out of the directory; its id."""
    with transaction():
        found = create()
        operations.deactivate_partner(found)
        return found.id


def test_a_partner_renamed_while_another_of_that_name_is_written_is_refused(app, other):
    def rename():
        places, partner = within(), get_partner(other, within())
        operations.edit_partner(partner, name=NAME, kind_id=partner.kind_id, commune_ids=places, within=places)

    with pytest.raises(Refused, match="est déjà dans l’annuaire"):
        meanwhile(app, create, rename)


def test_a_partner_put_back_while_another_of_that_name_is_written_is_refused(app, retired):
    with pytest.raises(Refused, match="est déjà dans l’annuaire"):
        meanwhile(app, create, lambda: operations.reactivate_partner(get_partner(retired, within())))
