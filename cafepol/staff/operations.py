"""Who works where: officers of the commissariats, and the accounts they sign in with."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from cafepol.accounts import operations as accounts
from cafepol.accounts.models import Account
from cafepol.accounts.roles import Role
from cafepol.core.db import db
from cafepol.core.errors import NotFound, Refused
from cafepol.core.text import clean_line, normal_mail, normal_phone
from cafepol.staff.models import Officer, OfficerPhoto
from cafepol.staff.portraits import Portrait
from cafepol.staff.queries import find_officer, officers_of
from cafepol.zone.models import Commune, Quarter
from cafepol.zone.queries import the_zone

OFFICER_ROLES = (Role.OFFICER, Role.CHIEF)


@dataclass(frozen=True)
class Post:
    """What an administrator says of an officer besides the name: rank, how they are called, phone, quarters."""

    rank: str = ""
    title: str = ""
    phone: str = ""
    quarter_ids: Collection[int] = ()


def add_officer(
    *, name: str, commissariat_id: int, post: Post, mail: str | None = None, account_id: int | None = None
) -> Officer:
    """Add an officer to a commissariat. Raises Refused for a bad phone number or mail, or a quarter of elsewhere."""
    officer = Officer(account_id=account_id, quarters=[])
    _write(officer, name, mail, commissariat_id, post)
    db.session.add(officer)
    db.session.flush()
    return officer


def edit_officer(officer: Officer, *, name: str, commissariat_id: int, post: Post, mail: str | None = None) -> None:
    """Correct an officer (quarters loaded); one who had left is back. Raises Refused as add_officer does."""
    _write(officer, name, mail, commissariat_id, post)
    db.session.flush()


def choose_shown(officer: Officer, *, name: bool, phone: bool, mail: bool, photo: bool = False) -> None:
    """What residents are shown of an officer besides the commissariat. Raises Refused for what is not there to show."""
    for shown, stored, field, what in (
        (phone, officer.phone, "phone", "de téléphone de service"),
        (mail, officer.mail, "mail", "d’adresse e-mail"),
    ):
        if shown and not stored:
            raise Refused(f"Vous n’avez pas {what}. L’administration peut l’ajouter.", field=field)
    chosen = update(OfficerPhoto).where(OfficerPhoto.officer_id == officer.id).values(is_shown=photo)
    given = db.session.scalar(chosen.returning(OfficerPhoto.officer_id))
    if photo and given is None:
        raise Refused("Vous n’avez pas encore de photo ici. Envoyez-la d’abord.", field="photo")
    officer.shows_name, officer.shows_phone, officer.shows_mail = name, phone, mail
    db.session.flush()


def keep_portrait(officer: Officer, portrait: Portrait) -> None:
    """Keep a portrait of an officer instead of the one before. Residents see it once the officer chooses so anew.

    Raises NotFound for one who left meanwhile.
    """
    # the officer's row is taken first: of two who write at once, the second waits and sees what the first did
    is_here = db.session.scalar(select(Officer.is_active).where(Officer.id == officer.id).with_for_update())
    if not is_here:
        raise NotFound
    erase_portrait(officer)
    row = {"officer_id": officer.id, "digest": portrait.digest, "picture": portrait.picture}
    db.session.execute(insert(OfficerPhoto), row)


def erase_portrait(officer: Officer) -> None:
    """Forget an officer's portrait. Twice is once."""
    db.session.execute(delete(OfficerPhoto).where(OfficerPhoto.officer_id == officer.id))


def assign_quarter(quarter: Quarter, officer_ids: Collection[int]) -> None:
    """Give a quarter (its commune loaded) exactly these officers. Raises Refused for one of elsewhere, or who left."""
    officers = officers_of([quarter.commune.commissariat_id])
    if not set(officer_ids) <= {officer.id for officer in officers}:
        raise Refused("Cette personne n’est pas de ce commissariat.", field="officer_ids")
    for officer in officers:
        others = [each for each in officer.quarters if each.id != quarter.id]
        officer.quarters = [*others, quarter] if officer.id in officer_ids else others
    db.session.flush()


def deactivate_officer(officer: Officer) -> None:
    """The officer has left: no longer proposed as host or owner; what they did stays, their portrait does not.

    Twice is once.
    """
    officer.is_active = False
    db.session.flush()
    erase_portrait(officer)


def invite_colleague(
    *, name: str, mail: str, grants: accounts.Grants, post: Post, now: datetime, by_account_id: int
) -> Account:
    """Open an account, mail its one-time link, and add the officer if a role needs one. Raises Refused."""
    account = accounts.invite_account(
        mail=mail, name=clean_line(name), grants=grants, zone=the_zone(), now=now, by_account_id=by_account_id
    )
    place = _officer_place(grants)
    if place is not None:
        add_officer(name=name, commissariat_id=place, post=post, mail=account.mail, account_id=account.id)
    return account


def edit_colleague(
    account: Account, *, name: str, grants: accounts.Grants, post: Post, now: datetime, by_account_id: int
) -> None:
    """Give an account (its grants loaded) a name, exactly these roles, and the officer that goes with them.

    New roles end its sign-ins. Raises Refused for a closed account, one's own administration, the last one.
    """
    if not account.is_active:
        raise Refused("Ce compte est fermé.")
    if grants != account.viewer.grants:
        accounts.set_grants(account, grants, now=now, by_account_id=by_account_id)
    account.name = clean_line(name)
    officer, place = find_officer(account.id), _officer_place(grants)
    if place is None:
        if officer is not None:
            deactivate_officer(officer)
    elif officer is None:
        add_officer(name=name, commissariat_id=place, post=post, mail=account.mail, account_id=account.id)
    else:
        edit_officer(officer, name=name, commissariat_id=place, post=post, mail=account.mail)
    db.session.flush()


def close_account(account: Account, *, now: datetime, by_account_id: int) -> None:
    """End an account (its grants loaded) and the officer's service. Raises Refused for oneself and the last one."""
    accounts.deactivate_account(account, now=now, by_account_id=by_account_id)
    officer = find_officer(account.id)
    if officer is not None:
        deactivate_officer(officer)


def invite_again(account: Account, *, now: datetime, by_account_id: int) -> None:
    """Mail a new link to choose a password; earlier ones die. Raises Refused for a closed account."""
    accounts.send_link(account, zone=the_zone(), now=now, by_account_id=by_account_id)


def reopen_account(account: Account, *, now: datetime, by_account_id: int) -> None:
    """Open a closed account (its grants loaded) again, mail a link, and put its officer back in service.

    Raises Refused for an account that is not closed.
    """
    accounts.reopen_account(account, zone=the_zone(), now=now, by_account_id=by_account_id)
    officer = find_officer(account.id)
    if officer is not None and _officer_place(account.viewer.grants) is not None:
        officer.is_active = True
        db.session.flush()


def _officer_place(grants: accounts.Grants) -> int | None:
    """The commissariat in which these roles make somebody an officer."""
    return min((place for role, place in grants if role in OFFICER_ROLES and place is not None), default=None)


def _write(officer: Officer, name: str, mail: str | None, commissariat_id: int, post: Post) -> None:
    officer.name, officer.commissariat_id, officer.is_active = clean_line(name), commissariat_id, True
    officer.rank, officer.title = clean_line(post.rank), clean_line(post.title)
    officer.phone = normal_phone(post.phone) if post.phone.strip() else None
    officer.mail = normal_mail(mail) if mail else None
    officer.quarters = _quarters(post.quarter_ids, commissariat_id)


def _quarters(ids: Collection[int], commissariat_id: int) -> list[Quarter]:
    query = select(Quarter).join(Quarter.commune).where(Quarter.id.in_(ids)).order_by(Quarter.id)
    with db.session.no_autoflush:
        found = list(db.session.scalars(query.where(Commune.commissariat_id == commissariat_id)))
    if len(found) != len(set(ids)):
        raise Refused("Un de ces quartiers n’est pas de ce commissariat.", field="quarter_ids")
    return found
