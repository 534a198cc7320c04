"""« Ce que les habitants voient de moi »: an officer chooses, and gives a photograph or takes it back."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for

from cafepol.accounts.guards import staff_only
from cafepol.accounts.roles import Role
from cafepol.core import receipts
from cafepol.core.clock import now
from cafepol.core.errors import Refused
from cafepol.core.forms import StaffForm
from cafepol.core.web import let_others_write, takes_photographs
from cafepol.staff import guards, operations
from cafepol.staff.models import Officer
from cafepol.staff.portraits import Portrait, draw_portrait
from cafepol.staff.queries import find_photo, own_picture
from cafepol.staff.shown_forms import PhotoForm, ShownForm

blueprint = Blueprint("shown", __name__, url_prefix="/equipe/ce-que-les-habitants-voient")


@blueprint.route("", methods=["GET", "POST"])
@staff_only(Role.OFFICER, Role.CHIEF)
def edit() -> Any:
    """Choose what residents see."""
    officer = guards.oneself()
    form = ShownForm(data=_stored(officer))
    if form.validate_on_submit():
        try:
            operations.choose_shown(
                officer, name=form.name.data, phone=form.phone.data, mail=form.mail.data, photo=form.photo.data
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash("C’est enregistré. Les habitants le voient dès maintenant.")
            return _to_the_page()
    return _page(officer, form, PhotoForm(formdata=None))


@blueprint.post("/photo")
@staff_only(Role.OFFICER, Role.CHIEF)
@takes_photographs
def upload() -> Any:
    """Give a photograph, or another one; residents do not see it yet."""
    form = PhotoForm()
    guards.oneself()  # who is none here waits for nothing
    if form.validate_on_submit():
        let_others_write()
        try:
            portrait = draw_portrait(form.content)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect(receipts.once(form.receipt, lambda: _keep(portrait), now=now()))
    officer = guards.oneself()
    return _page(officer, ShownForm(formdata=None, data=_stored(officer)), form)


def _keep(portrait: Portrait) -> str:
    operations.keep_portrait(guards.oneself(), portrait)
    flash("La photo est enregistrée. Les habitants ne la voient pas encore : cochez « Ma photo ».")
    return url_for(".edit")


@blueprint.post("/photo/effacer")
@staff_only(Role.OFFICER, Role.CHIEF)
def erase() -> Any:
    """Take the photograph back."""
    operations.erase_portrait(guards.oneself())
    flash("La photo est effacée.")
    return _to_the_page()


@blueprint.get("/photo.jpg")
@staff_only(Role.OFFICER, Role.CHIEF)
def photo() -> Response:
    """One's own portrait, shown to residents or not."""
    return Response(own_picture(guards.oneself().id), mimetype="image/jpeg")


def _stored(officer: Officer) -> dict[str, bool]:
    photo = find_photo(officer.id)
    return {
        "name": officer.shows_name,
        "phone": officer.shows_phone,
        "mail": officer.shows_mail,
        "photo": photo is not None and photo.is_shown,
    }


def _to_the_page() -> Any:
    return redirect(url_for(".edit"))


def _page(officer: Officer, form: ShownForm, photo_form: PhotoForm) -> Any:
    page = render_template(
        "staff/shown/edit.html",
        officer=officer,
        photo=find_photo(officer.id),
        form=form,
        photo_form=photo_form,
        button_form=StaffForm(formdata=None),
    )
    return page, max(form.status, photo_form.status)
