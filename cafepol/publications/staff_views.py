"""The texts of a meeting to paste elsewhere, and where and when that was done."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core import receipts
from cafepol.core.clock import now, today
from cafepol.core.forms import StaffForm
from cafepol.meetings.guards import READERS, readable_meeting
from cafepol.meetings.models import Meeting
from cafepol.publications import operations
from cafepol.publications.forms import StampForm
from cafepol.publications.guards import STAMPERS, may_keep, may_stamp, stampable_meeting
from cafepol.publications.queries import get_channel, get_publication, published_of
from cafepol.publications.texts import texts_of

blueprint = Blueprint("publications_staff", __name__, url_prefix="/equipe/rencontres/<code>/textes")


@blueprint.get("")
@staff_only(*READERS)
def index(code: str) -> Any:
    """A card for each channel: its text, where it was published, and the small form to say so."""
    return _page(readable_meeting(code))


@blueprint.post("/<channel>/publie")
@staff_only(*STAMPERS)
def stamp(code: str, channel: str) -> Any:
    """A text was published in a channel."""
    meeting, where = stampable_meeting(code), get_channel(channel)
    form = StampForm().of(channel)

    def act() -> str:
        operations.stamp_publication(
            meeting,
            where,
            published_on=form.published_on.data,
            link=form.link.data or "",
            shown=form.shown.data,
            by_account_id=current_viewer().account_id,
            today=today(),
            now=now(),
        )
        flash("C’est noté.")
        return url_for(".index", code=code, _anchor=f"canal-{channel}")

    target = form.once(act)
    return redirect(target) if target else _page(meeting, channel, form)


@blueprint.post("/<int:publication_id>/retirer")
@staff_only(*STAMPERS)
def take_back(code: str, publication_id: int) -> Any:
    """A stamp was a mistake, or the text is there no longer."""
    if done := receipts.settled(request.form.get("key")):
        return redirect(done)
    meeting = stampable_meeting(code)
    get_publication(publication_id, meeting.id)

    def act() -> str:
        operations.take_stamp_back(meeting, publication_id, by_account_id=current_viewer().account_id, now=now())
        flash("C’est retiré.")
        return url_for(".index", code=code)

    return redirect(StaffForm().once(act) or url_for(".index", code=code))


def _page(meeting: Meeting, slug: str = "", sent: StampForm | None = None) -> Any:
    """The page; `sent` is the form of a channel that is still to be corrected."""
    published = published_of(meeting, now=now(), today=today())
    is_announced = meeting.was_published and not meeting.is_over(now())
    blank = {each.channel.slug: _blank(meeting, each.channel.slug) for each in published.places}
    return render_template(
        "publications/staff/texts.html",
        meeting=meeting,
        published=published,
        texts={each.place.channel.slug: each for each in texts_of(published)} if is_announced else {},
        stamp_forms=blank | ({slug: sent} if sent else {}),
        sent=sent,
        form=StaffForm(formdata=None),
        may_stamp=may_stamp(meeting),
        may_keep=may_keep(meeting.commune),
        today=today(),
        now=now(),
    ), sent.status if sent else 200


def _blank(meeting: Meeting, slug: str) -> StampForm:
    return StampForm(formdata=None, published_on=today(), shown=meeting.sequence).of(slug)
