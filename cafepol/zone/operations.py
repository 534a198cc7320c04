"""Installing a zone: its profile becomes rows, once."""

from flask import g

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.zone.closure_models import Closure
from cafepol.zone.contents import CommuneData, Profile
from cafepol.zone.models import (
    Commissariat,
    Commune,
    PartnerKind,
    PlanPriority,
    PreparationItem,
    PreventionTopic,
    Quarter,
    Street,
    Theme,
    Venue,
    Zone,
)
from cafepol.zone.publishing_models import PublicationChannel, ZoneLogo
from cafepol.zone.queries import find_zone
from cafepol.zone.streets import street_key


def install_profile(profile: Profile) -> Zone:
    """Fill an empty database with a zone; then the database is the truth. Raises Refused if it has one."""
    if find_zone() is not None:
        raise Refused("Une zone est déjà installée dans cette base de données.", field="zone")
    zone = Zone(id=1, colours=profile.colours, **_fields(profile.zone, "languages"))
    zone.languages = list(profile.zone.languages)
    db.session.add(zone)
    _install_lists(profile)
    if profile.logo is not None:
        db.session.add(ZoneLogo(zone_id=zone.id, **vars(profile.logo)))
    communes = _install_places(profile)
    for closure in profile.closures:
        commune_id = communes[closure.commune].id if closure.commune else None
        db.session.add(Closure(**_fields(closure, "commune"), commune_id=commune_id))
    db.session.flush()
    g.pop("cafepol_zone", None)
    return zone


def _fields(data: object, *without: str) -> dict[str, object]:
    return {name: value for name, value in vars(data).items() if name not in without}


def _install_lists(profile: Profile) -> None:
    priorities = {
        each.slug: PlanPriority(position=position, **vars(each)) for position, each in enumerate(profile.priorities)
    }
    db.session.add_all(priorities.values())
    for position, theme in enumerate(profile.themes):
        priority = priorities[theme.priority] if theme.priority else None
        db.session.add(Theme(slug=theme.slug, label=theme.label, priority=priority, position=position))
    for position, kind in enumerate(profile.partner_kinds):
        db.session.add(PartnerKind(position=position, **vars(kind)))
    for position, item in enumerate(profile.preparation):
        db.session.add(PreparationItem(position=position, **vars(item)))
    for position, channel in enumerate(profile.channels):
        db.session.add(PublicationChannel(position=position, **vars(channel)))
    for position, topic in enumerate(profile.topics):
        db.session.add(PreventionTopic(position=position, **vars(topic)))


def _install_places(profile: Profile) -> dict[str, Commune]:
    stations = {each.slug: Commissariat(**vars(each)) for each in profile.commissariats}
    db.session.add_all(stations.values())
    db.session.flush()
    communes = {}
    for position, each in enumerate(profile.communes):
        communes[each.slug] = _install_commune(each, position, stations[each.commissariat].id)
    return communes


def _install_commune(data: CommuneData, position: int, commissariat_id: int) -> Commune:
    commune = Commune(
        slug=data.slug,
        name=data.name,
        postal_code=data.postal_code,
        commissariat_id=commissariat_id,
        nearby=list(data.nearby),
        position=position,
    )
    db.session.add(commune)
    db.session.flush()
    quarters = {name: Quarter(commune_id=commune.id, name=name) for name in data.quarters}
    db.session.add_all(quarters.values())
    db.session.flush()
    for quarter, name in data.streets:
        db.session.add(Street(quarter_id=quarters[quarter].id, name=name, key=street_key(name)))
    for venue in data.venues:
        quarter_id = quarters[venue.quarter].id if venue.quarter else None
        db.session.add(Venue(commune_id=commune.id, quarter_id=quarter_id, **_fields(venue, "quarter")))
    db.session.flush()
    return commune
