"""Two partners, or two contacts, that are one: what pointed to the double points to the one that stays.

Whatever has a foreign key to the double follows: the keys are read from the tables themselves, so that a later table is
not forgotten. What cannot simply follow (because it may be there once only) is in `BY_HAND`, each with its own rule.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, literal, select, update

from cafepol.core.db import Base, db, past_orm
from cafepol.core.errors import NotFound, Refused
from cafepol.core.links import Purpose, drop_links, hand_over_links
from cafepol.core.text import mail_key
from cafepol.invitations.answers import State
from cafepol.invitations.collapsing import Standing, which_stands
from cafepol.invitations.models import Invitation
from cafepol.invitations.queries import get_invitation, invitations_to_come
from cafepol.invitations.readdressing import is_given_up, say_unheard
from cafepol.invitations.waiting import last_told
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.messages.operations import withdraw_about, withdraw_all
from cafepol.partners.distinct import hand_over_contact, hand_over_partner
from cafepol.partners.listing import Person
from cafepol.partners.models import MergedPartner, Partner, PartnerContact
from cafepol.partners.operations import edit_contact, edit_partner
from cafepol.partners.queries import find_merged_into, get_partner, person_of, take_directory

_partner: Table = Partner.__table__  # type: ignore[assignment]  # a declarative model's table is one
_contact: Table = PartnerContact.__table__  # type: ignore[assignment]
_invitation: Table = Invitation.__table__  # type: ignore[assignment]
# the communes are chosen; a double leads to one partner; a meeting has one invitation of a contact; a pair is told
# apart once
BY_HAND = frozenset({
    "partner_commune.partner_id", "merged_partner.partner_id", "invitation.contact_id",
    "distinct_partners.one_id", "distinct_partners.other_id", "distinct_contacts.one_id", "distinct_contacts.other_id",
})  # fmt: skip
_OTHER_PERSON = "Choisissez une autre personne du même partenaire."
_MERGED = "Cette fiche vient d’être fusionnée avec une autre. Rouvrez l’annuaire."


def keys_to(table: Table) -> Iterator[Column[Any]]:
    """The columns of all tables that point to rows of this one."""
    for other in Base.metadata.sorted_tables:
        for column in other.columns:
            if any(key.column.table is table for key in column.foreign_keys):
                yield column


def _follow(table: Table, gone_id: int, kept_id: int) -> None:
    for column in keys_to(table):
        if f"{column.table.name}.{column.name}" not in BY_HAND:
            past_orm(update(column.table).where(column == gone_id).values({column: kept_id}))


def merge_partners(
    kept: Partner,
    gone: Partner,
    *,
    name: str,
    kind_id: int,
    commune_ids: Collection[int],
    within: Collection[int],
    now: datetime,
) -> Partner:
    """Merge a double into the partner that stays, with the name, kind and communes that were chosen; the partner.

    Both are loaded with communes and contacts. Communes outside `within` stay, those of both. People with one mail
    address become one. The double stays as an empty row that leads to the other. Raises Refused as edit_partner does,
    NotFound when somebody else merged one of them meanwhile.
    """
    if kept.id == gone.id:
        raise Refused("Choisissez un autre partenaire.", field="other")
    kept, gone = _taken(kept, gone, within)
    own = {each.id for each in kept.contacts}
    outside = [each for each in gone.communes if each.id not in set(within) and each not in kept.communes]
    kept.communes = [*kept.communes, *outside]
    kept.is_active = kept.is_active or gone.is_active
    gone.communes, gone.is_active = [], False
    db.session.flush()
    _follow(_partner, gone.id, kept.id)
    hand_over_partner(gone.id, kept.id)
    db.session.add(MergedPartner(partner_id=gone.id, into_id=kept.id))
    db.session.flush()
    db.session.expire(gone)
    merged = _anew(kept, [*within, *(each.id for each in outside)])
    edit_partner(merged, name=name, kind_id=kind_id, commune_ids=commune_ids, within=within)
    for one, other in _of_one_mail(sorted(merged.contacts, key=lambda each: (each.id not in own, each.id))):
        merge_contacts(one, other, person=_filled(person_of(one), person_of(other)), now=now)
    return _anew(merged, [commune.id for commune in merged.communes])


def _taken(kept: Partner, gone: Partner, within: Collection[int]) -> tuple[Partner, Partner]:
    """Both as they are now that their rows are ours. Raises NotFound."""
    take_directory()
    _lock(_partner, kept.id, gone.id)
    if any(find_merged_into(each.id) for each in (kept, gone)):
        raise NotFound(_MERGED)
    return _anew(kept, within), _anew(gone, within)


def _anew(partner: Partner, commune_ids: Collection[int]) -> Partner:
    """The partner as the database has it, with communes and contacts."""
    db.session.expire(partner)
    return get_partner(partner.id, commune_ids)


def merge_contacts(one: PartnerContact, other: PartnerContact, *, person: Person, now: datetime) -> PartnerContact:
    """Make one contact of two of the same partner, with the facts that were chosen; the contact that stays.

    The younger row stays, so that the number of the other is never given again. Invitations of both to one meeting
    become one, which every link to answer opens that went to the address that stays. One that went to the address
    given up opens nothing, as when an address is corrected: nobody says who reads there. What was not heard there is
    said at the one that stays. Raises Refused as edit_contact does, NotFound when somebody else merged one of them
    meanwhile.
    """
    gone, kept = sorted((one, other), key=lambda each: each.id)
    if gone is kept:
        raise Refused(_OTHER_PERSON, field="other")
    take_directory()
    _take_people(gone, kept)
    left = [each.id for each in (gone, kept) if is_given_up(each.mail, person.mail)]
    unheard = _merge_invitations(gone.id, kept.id, left=left, now=now)
    _follow(_contact, gone.id, kept.id)
    hand_over_contact(gone.id, kept.id)
    partner = kept.partner
    kept.is_active = kept.is_active or gone.is_active
    partner.contacts.remove(gone)
    db.session.delete(gone)
    edit_contact(
        kept,
        name=person.name, function=person.function, mail=person.mail or "", phone=person.phone or "",
        language=person.language,
    )  # fmt: skip
    _keep_own_page(gone, kept)
    for number in unheard:
        invitation = get_invitation(number)
        say_unheard(invitation, get_meeting_by_id(invitation.meeting_id), now=now)
    return kept


def _take_people(gone: PartnerContact, kept: PartnerContact) -> None:
    """Take both rows, and read them as they are now. Raises NotFound and Refused, as merge_contacts does."""
    if _lock(_contact, gone.id, kept.id) < len((gone, kept)):
        raise NotFound(_MERGED)
    for each in (gone, kept):
        db.session.refresh(each, list(_contact.columns.keys()))
    if gone.partner_id != kept.partner_id:
        raise Refused(_OTHER_PERSON, field="other")


def _keep_own_page(gone: PartnerContact, kept: PartnerContact) -> None:
    """The links to the double's own page open the other's, unless they went to an address that is given up."""
    if mail_key(gone.mail or "") == mail_key(kept.mail or ""):
        hand_over_links(Purpose.PARTNER, gone.id, kept.id)
    else:
        drop_links(Purpose.PARTNER, gone.id)


def _merge_invitations(gone_id: int, kept_id: int, *, left: Collection[int], now: datetime) -> list[int]:
    """Give the invitations of the one to the other; of two to one meeting, one stands and the other is no more.

    `left`: of the two contacts those who are not reached any more where they were. Gives the ids of the invitations to
    come that stand and went there.
    """
    theirs = Invitation.contact_id.in_((gone_id, kept_id))
    taken = select(Meeting.id).where(Meeting.id.in_(select(Invitation.meeting_id).where(theirs))).order_by(Meeting.id)
    past_orm(taken.with_for_update(key_share=True))  # who answers or takes back queues at the meeting, too
    rows = db.session.scalars(select(Invitation).where(theirs).execution_options(populate_existing=True)).all()
    astray = {each.id for each in invitations_to_come(left, now=now)}
    meetings: dict[int, list[Invitation]] = {}
    for row in rows:
        meetings.setdefault(row.meeting_id, []).append(row)
    for number in astray:
        drop_links(Purpose.INVITATION, number)
    stood = [_make_one(together, astray) for together in meetings.values()]
    for stays in stood:
        stays.contact_id = kept_id
    db.session.flush()
    ids = [each.id for each in stood if each.id in astray]
    for stays in stood:
        db.session.expire(stays)  # its contact is another
    return ids


def _make_one(together: Sequence[Invitation], astray: Collection[int]) -> Invitation:
    """Of one person's invitations to one meeting the one that stands; the others are no more."""
    standing = which_stands(Standing(each.id, each.status, each.answered_at) for each in together)
    (stays,) = [each for each in together if each.id == standing]
    doubles = [each for each in together if each is not stays]
    if stays.id in astray and any(each.id not in astray and _is_heard(each) for each in doubles):
        withdraw_all(stays.every_key)  # at the address that stays they have heard it
    for each in doubles:
        _collapse(each, stays)
    return stays


def _is_heard(invitation: Invitation) -> bool:
    return invitation.status is not State.REVOKED and last_told(invitation) is not None


def _collapse(double: Invitation, stays: Invitation) -> None:
    """End a double: its links open the one that stays, what was not said yet is not said.

    Its messages give up their keys, which an invitation that is given the number of the double would need.
    """
    stays.note = stays.note or double.note
    noted = [each.was_present for each in (stays, double) if each.was_present is not None]
    stays.was_present = any(noted) if noted else None
    stays.known_sequence = max(stays.known_sequence, double.known_sequence)
    withdraw_all(f"invitation:{double.id}:")
    withdraw_about(double.meeting_id, f"invitation:{double.id}")
    hand_over_links(Purpose.INVITATION, double.id, stays.id)
    db.session.flush()
    past_orm(
        update(Message)
        .where(Message.unique_key.startswith(f"invitation:{double.id}:", autoescape=True))
        .values(unique_key=literal("merged:") + Message.unique_key)
    )
    _follow(_invitation, double.id, stays.id)
    db.session.delete(double)
    db.session.flush()


def _lock(table: Table, *ids: int) -> int:
    """Take both rows, always in one order; how many of them are there."""
    db.session.flush()
    return len(past_orm(select(table.c.id).where(table.c.id.in_(ids)).order_by(table.c.id).with_for_update()).all())


def _of_one_mail(contacts: Sequence[PartnerContact]) -> list[tuple[PartnerContact, PartnerContact]]:
    """The pairs of contacts with one mail address, each contact once."""
    first: dict[str, PartnerContact] = {}
    pairs = []
    for each in contacts:
        if each.mail and (earlier := first.pop(mail_key(each.mail), None)):
            pairs.append((earlier, each))
        elif each.mail:
            first[mail_key(each.mail)] = each
    return pairs


def _filled(one: Person, other: Person) -> Person:
    """What is known of the first, and of the second where nothing is."""
    return Person(one.name, one.function or other.function, one.mail, one.phone or other.phone, one.language)
