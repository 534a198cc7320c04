"""Announcements, for residents: no account, no cookie, the same thanks whatever is stored; ended by one click."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from cafepol.core.clock import now
from cafepol.core.errors import Refused
from cafepol.core.web import one_click
from cafepol.outreach import subscription_guards as guards
from cafepol.outreach import subscriptions
from cafepol.outreach.subscription_forms import SubscribeForm, SubscriptionForm
from cafepol.zone.queries import commune_by_slug

blueprint = Blueprint("subscriptions", __name__)


@blueprint.get("/communes/<slug>/annonces")
def create(slug: str) -> Any:
    """« Prévenez-moi des prochains cafés »: one address."""
    return _page(slug, SubscribeForm(slug))


@blueprint.post("/communes/<slug>/annonces")
def subscribe(slug: str) -> Any:
    """Ask by mail whether it was really them; thank in the same words whatever is stored."""
    guards.count_attempt(request.remote_addr, now=now())
    form = SubscribeForm(slug)
    if form.validate_on_submit():
        try:
            if not form.is_trap:  # a machine gets the same thanks, and nothing is stored
                subscriptions.subscribe(commune_by_slug(slug), mail=form.mail.data, now=now(), key=form.key)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for(".thanks", slug=slug), 303)
    return _page(slug, form)


def _page(slug: str, form: SubscribeForm) -> Any:
    return render_template("outreach/create.html", commune=commune_by_slug(slug), form=form), form.status


@blueprint.get("/communes/<slug>/annonces/merci")
def thanks(slug: str) -> str:
    """The same page for everybody."""
    return render_template("outreach/thanks.html", commune=commune_by_slug(slug))


@blueprint.get("/annonces/<token>")
def detail(token: str) -> Any:
    """By the link of a mail: confirm, or end it. Looking changes nothing."""
    subscription = guards.living(token, now=now())
    form = SubscriptionForm(str(subscription.id))
    return render_template("outreach/detail.html", subscription=subscription, token=token, form=form)


@blueprint.post("/annonces/<token>/confirmer")
def confirm(token: str) -> Any:
    """It was really them; said twice, it is simply said."""
    subscription = guards.living(token, now=now())
    SubscriptionForm(str(subscription.id))
    subscriptions.confirm_subscription(subscription, now=now())
    return redirect(url_for(".detail", token=token, fait="oui"), 303)


@blueprint.get("/annonces/<token>/desabonnement")
def leaving(token: str) -> Any:
    """What the link in a mail program opens in a browser: one button; looking ends nothing."""
    subscription = guards.held(token, now=now())
    form = SubscriptionForm(str(subscription.id)) if subscription is not None else None
    return render_template("outreach/leave.html", token=token, form=form)


@blueprint.post("/annonces/<token>/desabonnement")
@one_click
def leave(token: str) -> Any:
    """End it: by the button, or by a mail program that posts here without having seen a page (RFC 8058)."""
    subscription = guards.held(token, now=now())
    if subscription is not None:
        subscriptions.end_subscription(subscription, now=now())
    return render_template("outreach/leave.html", token=token, form=None)
