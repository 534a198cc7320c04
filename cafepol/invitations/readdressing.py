"""Contacts are reached elsewhere: former links open nothing, what was not heard yet goes to the new address."""

from collections.abc import Collection
from datetime import datetime

from cafepol.core.links import Purpose, drop_links
from cafepol.core.tables import Table
from cafepol.core.text import mail_key
from cafepol.invitations.models import Invitation
from cafepol.invitations.operations import post_end, take
from cafepol.invitations.queries import invitations_to_come
from cafepol.invitations.rewriting import write_anew
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.operations import withdraw, withdraw_about
from cafepol.partners.importing import import_directory
from cafepol.partners.matching import Plan
from cafepol.partners.models import PartnerContact
from cafepol.partners.operations import edit_contact


def correct_contact(
    contact: PartnerContact, *, name: str, function: str, mail: str, phone: str, language: str, now: datetime
) -> None:
    """Correct a person at a partner as edit_contact does. Raises Refused as it does.

    With another mail address, every link to answer that went to the former one is dead; what was not heard there is
    said at the new one. Who had heard of a meeting can be asked again by a reminder.
    """
    former = contact.mail
    edit_contact(contact, name=name, function=function, mail=mail, phone=phone, language=language)
    if is_given_up(former, contact.mail):
        _say_elsewhere([contact.id], now=now)


def bring_directory(table: Table, *, within: Collection[int], now: datetime) -> Plan:
    """Bring a table as import_directory does; another address is what it is to correct_contact. Raises BadLines."""
    plan = import_directory(table, within=within)
    changed = [(met.known, met.person) for _, met in plan.changed_people if met.known is not None]
    _say_elsewhere([one.id for one, person in changed if is_given_up(one.person.mail, person.mail)], now=now)
    return plan


def is_given_up(former: str | None, mail: str | None) -> bool:
    """Whether somebody is not reached any more at the address that they had, if they had one."""
    return bool(former) and mail_key(former or "") != mail_key(mail or "")


def _say_elsewhere(contact_ids: Collection[int], *, now: datetime) -> None:
    for invitation in invitations_to_come(contact_ids, now=now):
        meeting = get_meeting_by_id(invitation.meeting_id)
        take(invitation, meeting)
        drop_links(Purpose.INVITATION, invitation.id)
        say_unheard(invitation, meeting, now=now)


def say_unheard(invitation: Invitation, meeting: Meeting, *, now: datetime) -> None:
    """Say where somebody is reached now what they have not heard; the row of the meeting to come is taken.

    News of the meeting is taken back only: notices finds that it was not said, and says how the meeting stands.
    """
    withdraw_about(meeting.id, f"invitation:{invitation.id}")
    if not meeting.is_upcoming(now):
        return
    if withdraw(invitation.end_key):
        post_end(invitation, meeting, now=now)
    write_anew(invitation, meeting, at_once=False, now=now)
