"""Signing in and out, inviting staff, giving and taking roles."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from cafepol.accounts import audit, mails
from cafepol.accounts.mails import Letterhead
from cafepol.accounts.models import Account, Grant, SignIn
from cafepol.accounts.passwords import hash_password, is_password
from cafepol.accounts.queries import active_administrators, find_account, token_hash
from cafepol.accounts.roles import Role, check_grants, check_password
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.links import Purpose, issue_link, revoke_links
from cafepol.core.text import normal_mail
from cafepol.messages.drafts import Recipient
from cafepol.messages.operations import post_message, withdraw_all

Grants = frozenset[tuple[Role, int | None]]
INVITATION = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)


def sign_in(*, mail: str, password: str, now: datetime) -> str | None:
    """Check a name and a password; returns the random id for the browser's cookie, or None.

    An unknown name, a wrong password and an inactive account are told apart neither by the answer nor by the time.
    """
    account = find_account(mail)
    known = account is not None and account.is_active
    if not is_password(password, account.password_hash if account and known else None):
        audit.record("sign_in_refused", account_id=account.id if account else None, now=now)
        return None
    assert account is not None  # noqa: S101 -- a verified password belongs to somebody
    audit.record("sign_in", account_id=account.id, now=now)
    return _new_sign_in(account, now)


def _new_sign_in(account: Account, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    db.session.add(SignIn(token_hash=token_hash(token), account_id=account.id, created_at=now, last_seen_at=now))
    db.session.flush()
    return token


def note_seen(sign_in: SignIn, session: Session, *, now: datetime) -> None:
    """Remember, at most once a minute, that this browser is in use. On a GET, `session` is not the one it came from."""
    if now - sign_in.last_seen_at >= SEEN_EVERY:
        seen = update(SignIn).where(SignIn.id == sign_in.id).values(last_seen_at=now)
        session.execute(seen.execution_options(synchronize_session=False))


def narrow_to_room(token: str, *, code: str, until: datetime, now: datetime) -> None:
    """Let this browser open the room of one meeting only, until an instant: other eyes see that screen."""
    narrowed = update(SignIn).where(SignIn.token_hash == token_hash(token)).values(room_code=code, room_until=until)
    account_id = db.session.scalar(
        narrowed.returning(SignIn.account_id), execution_options={"synchronize_session": False}
    )
    audit.record("room_entered", account_id=account_id, now=now, code=code)


def sign_out(token: str, *, now: datetime) -> None:
    """End one browser's sign-in: its cookie, replayed, opens nothing any more."""
    ended = db.session.scalar(delete(SignIn).where(SignIn.token_hash == token_hash(token)).returning(SignIn.account_id))
    if ended is not None:
        audit.record("sign_out", account_id=ended, now=now)


def end_sign_ins(account: Account) -> None:
    """End every sign-in of an account, at once."""
    db.session.execute(delete(SignIn).where(SignIn.account_id == account.id))


def open_account(*, mail: str, name: str, grants: Grants, now: datetime) -> Account:
    """An account without a password yet. Raises Refused when the address is taken or the roles do not go together."""
    address = normal_mail(mail)
    check_grants(grants)
    if find_account(address) is not None:
        raise Refused("Cette adresse a déjà un compte.", field="mail")
    account = Account(mail=address, name=name, created_at=now)
    account.grants = [Grant(role=role, commissariat_id=place) for role, place in sorted(grants, key=str)]
    db.session.add(account)
    db.session.flush()
    return account


def invite_account(
    *, mail: str, name: str, grants: Grants, zone: Letterhead, now: datetime, by_account_id: int | None = None
) -> Account:
    """Open an account and mail its holder a one-time link, good for 7 days, to choose a password."""
    account = open_account(mail=mail, name=name, grants=grants, now=now)
    audit.record("account_invited", account_id=by_account_id, now=now, subject="account", subject_id=account.id)
    _mail_link(account, zone, now)
    return account


def send_link(account: Account, *, zone: Letterhead, now: datetime, by_account_id: int | None) -> None:
    """Mail a new one-time link: the invitation was lost or lapsed, or the password was forgotten.

    Earlier links die; a password lasts until another is chosen. Raises Refused for a closed account.
    """
    if not account.is_active:
        raise Refused("Ce compte est fermé.")
    audit.record("access_link_sent", account_id=by_account_id, now=now, subject="account", subject_id=account.id)
    _mail_link(account, zone, now)


def _mail_link(account: Account, zone: Letterhead, now: datetime) -> None:
    token = invitation_link(account, now=now)
    post_message(
        mails.access_link(account, token, zone=zone),
        to=Recipient(name=account.name, mail=account.mail),
        kind="account_invitation",
        unique_key=f"{_mail_key(account)}{token_hash(token)}",
        now=now,
        expires_at=now + INVITATION,
    )


def _mail_key(account: Account) -> str:
    return f"account_invitation:{account.id}:"


def invitation_link(account: Account, *, now: datetime) -> str:
    """A one-time token to choose a password; earlier ones die, and the mails that have not left with them."""
    _revoke_link(account, now)
    return issue_link(Purpose.ACCOUNT, account.id, expires_at=now + INVITATION)


def _revoke_link(account: Account, now: datetime) -> None:
    revoke_links(Purpose.ACCOUNT, account.id, now=now)
    withdraw_all(_mail_key(account))


def choose_password(account: Account, password: str, *, now: datetime) -> None:
    """Set a new password: the link that led here is used up and every other sign-in ends. Raises Refused."""
    check_password(password, mail=account.mail)
    account.password_hash = hash_password(password)
    revoke_links(Purpose.ACCOUNT, account.id, now=now)
    end_sign_ins(account)
    audit.record("password_chosen", account_id=account.id, now=now)


def set_grants(account: Account, grants: Grants, *, now: datetime, by_account_id: int | None) -> None:
    """Give an account exactly these roles; its sign-ins end. Never takes away one's own or the last administrator's."""
    check_grants(grants)
    if (Role.ADMINISTRATOR, None) not in grants:
        _spare_administrator(account, by_account_id)
    kept = [grant for grant in account.grants if (Role(grant.role), grant.commissariat_id) in grants]
    new = grants - {(Role(grant.role), grant.commissariat_id) for grant in kept}
    account.grants = kept + [Grant(role=role, commissariat_id=place) for role, place in sorted(new, key=str)]
    end_sign_ins(account)
    audit.record("roles_changed", account_id=by_account_id, now=now, subject="account", subject_id=account.id)


def deactivate_account(account: Account, *, now: datetime, by_account_id: int | None) -> None:
    """Close an account at once. Never one's own, never the last administrator's."""
    if account.id == by_account_id:
        raise Refused("Vous ne pouvez pas fermer votre propre compte.")
    _spare_administrator(account, by_account_id)
    account.is_active = False
    end_sign_ins(account)
    _revoke_link(account, now)
    audit.record("account_closed", account_id=by_account_id, now=now, subject="account", subject_id=account.id)


def reopen_account(account: Account, *, zone: Letterhead, now: datetime, by_account_id: int | None) -> None:
    """Open a closed account again with its roles. Its former password is forgotten: a new link is mailed.

    Raises Refused for an account that is not closed.
    """
    if account.is_active:
        raise Refused("Ce compte n’est pas fermé.")
    account.is_active, account.password_hash = True, None
    audit.record("account_reopened", account_id=by_account_id, now=now, subject="account", subject_id=account.id)
    _mail_link(account, zone, now)


def _spare_administrator(account: Account, by_account_id: int | None) -> None:
    if not account.is_active or Role.ADMINISTRATOR not in account.viewer.roles:
        return
    if account.id == by_account_id:
        raise Refused("Vous ne pouvez pas vous retirer le rôle d’administration.")
    if active_administrators() <= 1:
        raise Refused("C’est le dernier compte d’administration. Nommez d’abord quelqu’un d’autre.")
