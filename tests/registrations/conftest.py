"""A published meeting with little room, and a page with the form as a meeting's public page shows it."""

import pytest
from flask import redirect, render_template, render_template_string, request, url_for
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import DomainError
from cafepol.meetings.queries import get_meeting_by_id, get_public_meeting
from cafepol.messages.models import Message
from cafepol.registrations.forms import RegistrationForm
from cafepol.registrations.guards import count_attempt
from cafepol.registrations.joining import answer_on_web, register_resident
from cafepol.registrations.models import Registration
from cafepol.registrations.queries import get_registration
from cafepol.registrations.rounds import answer_by_mails
from tests import cafes

meeting = cafes.meeting

PAGE = """{% extends "layouts/public.html" %}{% import "registrations/_form.html" as parts with context %}
{% import "components/forms.html" as forms %}{% block title %}Essai{% endblock %}
{% block main %}{{ forms.error_summary(form) }}<h1>Essai</h1>
{{ parts.registration_form(form, meeting) }}{% endblock %}"""


def page_with_form(code):
    """What the meeting's public page does with the form."""
    if request.method == "POST":
        count_attempt(request.remote_addr, now=now())
    form = RegistrationForm(code)
    meeting = get_public_meeting(code)
    if form.validate_on_submit():
        try:
            outcome = answer_on_web(meeting, **form.answer, flyer=request.args.get("tournee", ""), now=now())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            if outcome.token:
                return redirect(url_for("registrations.detail", token=outcome.token, fait="merci"), 303)
            return redirect(url_for("thanks", code=code, par=outcome.contact, complet=int(outcome.is_waiting)), 303)
    return render_template_string(PAGE, form=form, meeting=meeting), form.status


def thanks(code):
    """What the page after it does."""
    full = request.args.get("complet") == "1"
    return render_template(
        "registrations/thanks.html", meeting=get_public_meeting(code), contact=request.args["par"], is_waiting=full
    )


def add_pages(app):
    """Give the app a page that holds nothing but the form."""
    app.add_url_rule("/essai/<code>", "form", page_with_form, methods=["GET", "POST"])
    app.add_url_rule("/essai/<code>/merci", "thanks", thanks)


@pytest.fixture
def prepare():
    return add_pages


@pytest.fixture
def register(app):
    """`register(meeting, mail="…")`: one answer in a transaction of its own; gives its outcome, rows loaded."""

    def make(meeting, *, kind="going", party_size=1, **answer):
        with transaction():
            fresh = get_meeting_by_id(meeting.id)
            return register_resident(fresh, **{"kind": kind, "party_size": party_size, "now": now(), **answer})

    return make


@pytest.fixture
def act(app):
    """`act(confirm_registration, registration)`: one operation on the row as the database has it, committed."""

    def make(operation, registration, **values):
        with transaction():
            return operation(get_registration(registration.id), now=now(), **values)

    return make


@pytest.fixture
def states(app):
    """`states(meeting)`: the states of its registrations in the order in which they came."""

    def read(meeting) -> list[str]:
        query = select(Registration.state).where(Registration.meeting_id == meeting.id).order_by(Registration.id)
        with transaction() as session:
            return list(session.scalars(query))

    return read


@pytest.fixture
def messages(app):
    """`messages()`: everything that was written to somebody, oldest first; `messages(kind)`: of one kind.

    The worker has written first what answers on the web lead to.
    """

    def read(kind=None) -> list[Message]:
        answer_by_mails(now())
        with transaction() as session:
            found = session.scalars(select(Message).order_by(Message.id)).all()
            session.expunge_all()
        return [each for each in found if kind in {None, each.kind}]

    return read


@pytest.fixture
def reload(app):
    """`reload(registration)`: the row as the database has it now."""

    def read(registration) -> Registration:
        with transaction() as session:
            found = session.get(Registration, registration.id)
            session.expunge_all()
        return found

    return read
