from datetime import timedelta

import pytest
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint, delete, func, insert, select, update

from cafepol.core.clock import now
from cafepol.core.db import Base, db, past_orm, transaction
from cafepol.core.errors import NotFound, Refused
from cafepol.core.links import Link, Purpose, issue_link, subject_of
from cafepol.invitations import merging, operations
from cafepol.invitations.answers import Answer, State
from cafepol.invitations.collapsing import Standing, which_stands
from cafepol.invitations.guards import invited
from cafepol.invitations.models import Invitation
from cafepol.invitations.presence import note_presence
from cafepol.invitations.queries import get_invitation
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import post_message
from cafepol.partners import operations as directory
from cafepol.partners import queries
from cafepol.partners.models import MergedPartner, Partner, PartnerContact
from cafepol.zone.queries import communes, partner_kinds
from tests.post import TUESDAY, plan


@pytest.fixture
def ids(app):
    """The ids of the communes, by slug."""
    return {commune.slug: commune.id for commune in communes()}


@pytest.fixture
def person(app):
    """`person("Mme Lambert", partner="Hygea", mail=…)`: the id of a new contact."""

    def add(name="Mme Lambert", *, partner="Le Logis", phone="065 00 12 12", mail=""):
        with transaction():
            mine = [communes()[1].id]
            known = {each.name: each for each in queries.partners_of(mine)}
            found = known.get(partner) or directory.create_partner(
                name=partner, kind_id=partner_kinds()[0].id, commune_ids=mine, within=mine
            )
            return directory.add_contact(found, name=name, mail=mail, phone=phone).id

    return add


def partner_of(contact_id):
    return db.session.scalars(select(PartnerContact.partner_id).where(PartnerContact.id == contact_id)).one()


def merge(kept_id, gone_id, *, name="Le Logis", within, chosen=None, kind=1):
    with transaction():
        kept, gone = (queries.get_partner(each, within) for each in (kept_id, gone_id))
        merging.merge_partners(
            kept,
            gone,
            name=name,
            kind_id=kind,
            commune_ids=within if chosen is None else chosen,
            within=within,
            now=now(),
        )


def merge_people(one_id, other_id):
    with transaction():
        partner = queries.get_partner(partner_of(one_id), [commune.id for commune in communes()])
        one, other = (queries.get_contact_of(partner, each) for each in (one_id, other_id))
        return merging.merge_contacts(one, other, person=queries.person_of(one), now=now()).id


def invite(meeting_id, contact_id):
    with transaction():
        contact = queries.get_contact(contact_id)
        return operations.invite(get_meeting_by_id(meeting_id), contact, by=None, now=now()).id


def answer(invitation_id, said, **more):
    with transaction():
        invitation = get_invitation(invitation_id)
        operations.answer(invitation, get_meeting_by_id(invitation.meeting_id), answer=said, now=now(), **more)


def link_of(invitation_id):
    with transaction():
        return issue_link(Purpose.INVITATION, invitation_id, expires_at=now() + timedelta(days=30))


def rows(model=Invitation):
    db.session.remove()
    return list(db.session.scalars(select(model).order_by(model.id)))


def keys_to(*tables):
    return [column for table in tables for column in merging.keys_to(Base.metadata.tables[table])]


def test_every_key_to_a_double_follows_or_has_a_rule_of_its_own(app):
    """A later table is no exception: where a row may be there once only, somebody must say what happens."""
    found = keys_to("partner", "partner_contact", "invitation")
    names = {f"{column.table.name}.{column.name}" for column in found}
    assert {"partner_contact.partner_id", "invitation.contact_id", "merged_partner.into_id"} <= names
    assert names >= merging.BY_HAND
    for column in found:
        kinds = (UniqueConstraint, PrimaryKeyConstraint)
        once = [each for each in column.table.constraints if isinstance(each, kinds) and column.name in each.columns]
        once += [index for index in column.table.indexes if index.unique and column.name in index.columns]
        assert not once or f"{column.table.name}.{column.name}" in merging.BY_HAND, column


def test_every_sort_of_link_has_a_say_in_a_merge():
    """A new purpose whose subject is a partner, a contact or an invitation must be handed over, too."""
    residents = {Purpose.REGISTRATION, Purpose.CONFIRMATION, Purpose.SUBSCRIPTION}
    concerns = {Purpose.FOLLOWUP, Purpose.SATISFACTION}
    asked_anew = {Purpose.RELAY}  # of whom a question went astray, the worker asks again (cafepol/relays)
    staff = {Purpose.ACCOUNT, Purpose.CALENDAR}
    merged = {Purpose.INVITATION, Purpose.PARTNER}
    assert set(Purpose) == residents | concerns | asked_anew | staff | merged


def test_all_that_pointed_to_the_double_points_to_the_one_that_stays(ids, person):
    first, second = person(), person("M. Petit", partner="Logis asbl")
    kept, gone = partner_of(first), partner_of(second)
    invitation = invite(plan(), second)
    merge(kept, gone, name="Logis asbl", within=[ids["colfontaine"]], kind=partner_kinds()[2].id)
    merged = queries.get_partner(kept, [ids["colfontaine"]])
    assert (merged.name, merged.kind_id) == ("Logis asbl", partner_kinds()[2].id)
    assert [each.name for each in merged.active_contacts] == ["Mme Lambert", "M. Petit"]
    assert get_invitation(invitation).contact.partner_id == kept
    assert queries.partners_of(ids.values()) == [merged]
    assert queries.partners_of(ids.values(), active=False) == []
    with pytest.raises(NotFound):
        queries.get_partner(gone, ids.values())
    assert queries.find_merged_into(gone) == kept


def test_a_double_of_a_double_leads_to_the_one_that_stays_in_the_end(ids, person):
    a, b, c = (partner_of(person(partner=name)) for name in ("A", "B", "C"))
    within = [ids["colfontaine"]]
    merge(b, a, name="B", within=within)
    merge(c, b, name="C", within=within)
    assert {each.partner_id: each.into_id for each in db.session.scalars(select(MergedPartner))} == {a: c, b: c}


def test_the_number_of_a_double_is_never_given_again(ids, person):
    first, second = (partner_of(person(partner=name)) for name in ("A", "B"))
    merge(first, second, name="A", within=[ids["colfontaine"]])
    assert partner_of(person(partner="C")) not in {first, second}


def test_communes_are_chosen_within_reach_and_stay_beyond_it(ids, person):
    first = partner_of(person())
    with transaction():
        wide = directory.create_partner(
            name="Logis", kind_id=1, commune_ids=[ids["colfontaine"], ids["boussu"]], within=ids.values()
        ).id
    merge(first, wide, within=[ids["colfontaine"], ids["frameries"]], chosen=[ids["frameries"]])
    merged = queries.get_partner(first, ids.values())
    assert {each.slug for each in merged.communes} == {"boussu", "frameries"}


def test_a_retired_double_comes_back_with_the_one_that_is_not(ids, person):
    first, second = (partner_of(person(partner=name)) for name in ("A", "B"))
    with transaction():
        directory.deactivate_partner(queries.get_partner(first, ids.values()))
    merge(first, second, name="A", within=[ids["colfontaine"]])
    assert queries.get_partner(first, ids.values()).is_active


@pytest.mark.parametrize(("name", "chosen"), [("Hygea", None), ("Le Logis", [])])
def test_a_merge_that_leads_to_no_right_partner_is_refused_whole(ids, person, name, chosen):
    first, second = (partner_of(person(partner=partner)) for partner in ("A", "B"))
    person(partner="Hygea")
    with pytest.raises(Refused):
        merge(first, second, name=name, within=[ids["colfontaine"]], chosen=chosen)
    assert db.session.scalar(select(func.count()).select_from(MergedPartner)) == 0
    assert len(queries.partners_of(ids.values())) == 3


def test_a_partner_is_no_double_of_itself(ids, person):
    first = partner_of(person())
    with pytest.raises(Refused, match="un autre partenaire"):
        merge(first, first, within=[ids["colfontaine"]])


def test_people_with_one_address_become_one_with_their_partners(ids, person):
    first = person(mail="C.lambert@logis.example", phone="")
    second = person("Mme C. Lambert", partner="Logis asbl", mail="c.lambert@logis.example", phone="065 00 99 11")
    other = person("M. Petit", partner="Logis asbl", mail="petit@logis.example")
    merge(partner_of(first), partner_of(second), within=[ids["colfontaine"]])
    assert [(each.id, each.name, each.phone) for each in rows(PartnerContact)] == [
        (second, "Mme Lambert", "+3265009911"),
        (other, "M. Petit", "+3265001212"),
    ]


def test_two_people_of_one_partner_become_one(person):
    first, second = person(), person("Mme C. Lambert", mail="c.lambert@logis.example")
    invitation = invite(plan(), first)
    with transaction():
        directory.deactivate_contact(queries.get_contact(second))
    stays = merge_people(first, second)
    (only,) = rows(PartnerContact)
    assert (only.id, only.name, only.mail, only.is_active) == (stays, "Mme Lambert", None, True)
    assert get_invitation(invitation).contact_id == stays


def test_the_links_of_both_open_the_page_of_the_one_that_stays_but_for_an_address_given_up(person):
    first, second = person(), person("Mme C. Lambert", mail="old@logis.example")
    third = person("Mme Cl. Lambert")
    with transaction():
        gone_astray = issue_link(Purpose.PARTNER, second, expires_at=now() + timedelta(days=1))
        handed_over = issue_link(Purpose.PARTNER, first, expires_at=now() + timedelta(days=1))
    stays = merge_people(first, third)
    assert subject_of(handed_over, Purpose.PARTNER, now=now()) == stays
    merge_people(stays, second)
    with pytest.raises(NotFound):
        subject_of(gone_astray, Purpose.PARTNER, now=now())


def test_the_links_of_both_open_the_page_of_the_one_that_stays(person):
    first, second = person(), person("Mme C. Lambert")
    with transaction():
        tokens = [issue_link(Purpose.PARTNER, each, expires_at=now() + timedelta(days=1)) for each in (first, second)]
    stays = merge_people(first, second)
    assert [subject_of(token, Purpose.PARTNER, now=now()) for token in tokens] == [stays, stays]


def test_people_of_two_partners_or_one_person_are_not_merged(person):
    first, second = person(), person(partner="Hygea")
    one = queries.get_contact(first)
    for other in (second, first):
        with pytest.raises(Refused, match="une autre personne"):
            merging.merge_contacts(one, queries.get_contact(other), person=queries.person_of(one), now=now())


def test_of_two_invitations_to_one_meeting_the_answered_one_stands(person):
    first, second = person(), person("Mme C. Lambert")
    meeting = plan()
    said, silent = invite(meeting, first), invite(meeting, second)
    answer(said, Answer.OTHER, substitute="M. Petit", note="Je préviens.")
    tokens = link_of(said), link_of(silent)
    stays = merge_people(first, second)
    (only,) = rows()
    assert (only.id, only.contact_id, only.status, only.substitute, only.note) == (
        said,
        stays,
        State.ACCEPTED,
        "M. Petit",
        "Je préviens.",
    )
    assert [subject_of(token, Purpose.INVITATION, now=now()) for token in tokens] == [said, said]
    answer(said, Answer.NO)
    assert rows()[0].status is State.DECLINED


@pytest.mark.parametrize("answers", [0, 1])
def test_links_to_answer_open_what_stands_but_for_those_that_went_to_an_address_given_up(person, answers):
    """Whichever of the two stands: nobody says who reads at the address that the merge gives up."""
    people = person(mail="a@logis.example"), person("Mme C. Lambert", mail="b@logis.example")
    meeting = plan()
    both = [invite(meeting, each) for each in people]
    living, dead = [link_of(each) for each in both]
    answer(both[answers], Answer.YES)
    merge_people(*people)
    assert invited(living, now=now())[0].id == both[answers]
    with pytest.raises(NotFound):
        invited(dead, now=now())


def unsaid():
    return [(each.kind, each.recipient_mail) for each in rows(Message) if each.state == "queued"]


def test_what_was_not_heard_at_an_address_given_up_is_said_at_the_one_that_stays(person):
    first, second = person(mail="a@logis.example"), person("Mme C. Lambert", mail="b@logis.example")
    invite(plan(), second)
    merge_people(first, second)
    assert unsaid() == [("invitation", "a@logis.example")]


@pytest.mark.parametrize(("revoked", "said"), [(False, []), (True, [("invitation", "a@logis.example")])])
def test_what_was_heard_at_the_address_that_stays_is_not_said_again(person, revoked, said):
    first, second = person(mail="a@logis.example"), person("Mme C. Lambert", mail="b@logis.example")
    meeting = plan()
    waits, heard = invite(meeting, second), invite(meeting, first)
    with transaction() as session:
        session.execute(update(Message).where(Message.unique_key == f"invitation:{heard}:1").values(state="sent"))
        if revoked:
            operations.revoke(get_invitation(heard), now=now())
            session.execute(update(Message).where(Message.kind == "invitation_end").values(state="sent"))
    merge_people(first, second)
    assert [each.id for each in rows()] == [waits]
    assert unsaid() == said


def test_what_was_not_said_to_the_double_is_not_said_any_more_and_its_key_is_free(person):
    first, second = person(mail="a@logis.example"), person("Mme C. Lambert", mail="b@logis.example")
    meeting = plan()
    kept, double = invite(meeting, first), invite(meeting, second)
    merge_people(first, second)
    states = {each.unique_key: each.state for each in rows(Message) if "invitation:" in each.unique_key}
    assert states == {f"invitation:{kept}:1": "queued", f"merged:invitation:{double}:1": "dropped"}
    third = person("M. Neuf", mail="c@logis.example")
    fresh = invite(meeting, third)
    assert f"invitation:{fresh}:1" in {each.unique_key for each in rows(Message)}


def test_who_came_by_either_invitation_came(person):
    first, second = person(), person("Mme C. Lambert")
    meeting = plan()
    one, other = invite(meeting, first), invite(meeting, second)
    with transaction():
        note_presence([get_invitation(one), get_invitation(other)], present=[other])
    answer(one, Answer.YES)
    merge_people(first, second)
    (only,) = rows()
    assert (only.id, only.was_present) == (one, True)


def test_a_link_that_was_taken_back_stays_dead(person):
    first, second = person(), person("Mme C. Lambert")
    meeting = plan()
    revoked, sent = invite(meeting, first), invite(meeting, second)
    dead, living = link_of(revoked), link_of(sent)
    with transaction():
        operations.revoke(get_invitation(revoked), now=now())
    merge_people(first, second)
    assert [each.id for each in rows()] == [sent]
    assert invited(living, now=now())[0].id == sent
    with pytest.raises(NotFound):
        invited(dead, now=now())
    assert db.session.scalar(select(func.count()).select_from(Link).where(Link.subject_id == revoked)) == 0


def test_invitations_to_different_meetings_are_all_kept(person):
    first, second = person(), person("Mme C. Lambert")
    one = invite(plan(), first)
    other = invite(plan(day=TUESDAY + timedelta(days=7)), second)
    stays = merge_people(first, second)
    assert [(each.id, each.contact_id) for each in rows()] == [(one, stays), (other, stays)]


@pytest.mark.parametrize(
    ("first", "second", "wins"),
    [
        (State.SENT, State.DECLINED, 2),
        (State.TENTATIVE, State.SENT, 1),
        (State.SENT, State.REVOKED, 1),
        (State.PREPARED, State.SENT, 2),
        (State.REVOKED, State.PREPARED, 2),
        (State.SENT, State.SENT, 1),
    ],
)
def test_which_invitation_stands(clock, first, second, wins):
    assert which_stands([Standing(1, first, None), Standing(2, second, None)]) == wins


def test_of_two_answers_the_last_one_counts(clock):
    earlier, later = clock.now, clock.now + timedelta(hours=1)
    assert which_stands([Standing(1, State.ACCEPTED, later), Standing(2, State.DECLINED, earlier)]) == 1
    assert which_stands([Standing(1, State.ACCEPTED, earlier), Standing(2, State.DECLINED, later)]) == 2


def test_the_first_answer_counts_until_the_invitation_is_sent_anew(clock, person):
    meeting = plan()
    invitation = invite(meeting, person())
    first = clock.advance(days=1)
    answer(invitation, Answer.YES)
    clock.advance(days=1)
    answer(invitation, Answer.NO)
    assert (rows()[0].first_answered_at, rows()[0].answered_at) == (first, clock.now)
    with transaction():
        operations.open_again(get_invitation(invitation), get_meeting_by_id(meeting), now=now())
    assert rows()[0].first_answered_at is None


def test_the_row_of_a_double_stays_with_nothing_of_its_own(ids, person):
    first, second = (partner_of(person(partner=name)) for name in ("A", "B"))
    merge(first, second, name="A", within=[ids["colfontaine"]])
    gone = db.session.get_one(Partner, second)
    assert not gone.is_active
    assert db.session.scalars(select(PartnerContact).where(PartnerContact.partner_id == second)).all() == []


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (True, False, True),
        (False, True, True),
        (False, None, False),
        (None, False, False),
        (None, None, None),
    ],
)
def test_what_was_noted_of_who_came_is_kept(person, one, other, together):
    first, second = person(), person("Mme C. Lambert")
    meeting = plan()
    for contact, noted in ((first, one), (second, other)):
        invitation = invite(meeting, contact)
        with transaction():
            get_invitation(invitation).was_present = noted
    merge_people(first, second)
    assert [each.was_present for each in rows()] == [together]


def test_news_that_was_not_said_to_the_double_is_not_said_any_more(person):
    first, second = person(mail="a@logis.example"), person("Mme C. Lambert", mail="b@logis.example")
    meeting = plan()
    kept, double = invite(meeting, first), invite(meeting, second)
    with transaction():
        for kind in ("change", "contact"):
            for each in (kept, double):
                post_message(
                    Draft("Café", "Bonjour"),
                    to=Recipient("Mme Lambert", "a@logis.example"),
                    kind=f"meeting_{kind}",
                    unique_key=f"{kind}:{meeting}:1:invitation:{each}",
                    now=now(),
                    meeting_id=meeting,
                )
    merge_people(first, second)
    states = {each.unique_key: each.state for each in rows(Message) if each.kind.startswith("meeting_")}
    assert states == {
        f"{kind}:{meeting}:1:invitation:{each}": state
        for kind in ("change", "contact")
        for each, state in ((kept, "queued"), (double, "dropped"))
    }


def test_a_person_whom_somebody_else_merged_meanwhile_is_not_there_any_more(person):
    first, second = person(), person("Mme C. Lambert")
    with transaction():
        partner = queries.get_partner(partner_of(first), [commune.id for commune in communes()])
        one, other = (queries.get_contact_of(partner, each) for each in (first, second))
        past_orm(delete(PartnerContact).where(PartnerContact.id == first))
        with pytest.raises(NotFound, match="fusionnée"):
            merging.merge_contacts(one, other, person=queries.person_of(other), now=now())


def test_a_person_who_is_at_another_partner_meanwhile_is_not_merged(person):
    first, second, third = person(), person("Mme C. Lambert"), person(partner="Hygea")
    elsewhere = partner_of(third)
    with transaction():
        partner = queries.get_partner(partner_of(first), [commune.id for commune in communes()])
        one, other = (queries.get_contact_of(partner, each) for each in (first, second))
        past_orm(update(PartnerContact).where(PartnerContact.id == first).values(partner_id=elsewhere))
        with pytest.raises(Refused, match="une autre personne"):
            merging.merge_contacts(one, other, person=queries.person_of(other), now=now())


def test_a_partner_whom_somebody_else_merged_meanwhile_is_not_there_any_more(ids, person):
    a, b, c = (partner_of(person(partner=name)) for name in ("A", "B", "C"))
    within = [ids["colfontaine"]]
    with transaction():
        kept, gone = (queries.get_partner(each, within) for each in (a, b))
        past_orm(insert(MergedPartner).values(partner_id=b, into_id=c))
        with pytest.raises(NotFound, match="fusionnée"):
            merging.merge_partners(kept, gone, name="A", kind_id=1, commune_ids=within, within=within, now=now())


def test_an_answer_to_an_invitation_that_was_merged_away_meanwhile_finds_nothing(person):
    double = invite(plan(), person())
    with transaction():
        invitation = get_invitation(double)
        meeting = get_meeting_by_id(invitation.meeting_id)
        past_orm(delete(Invitation).where(Invitation.id == double))
        with pytest.raises(NotFound):
            operations.answer(invitation, meeting, answer=Answer.YES, now=now())
