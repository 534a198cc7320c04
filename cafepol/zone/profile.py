"""A zone's profile: everything that makes CaféPol this zone's own, read from `profiles/<name>.toml`."""

import re
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable

from cafepol.zone.colours import check_colours
from cafepol.zone.contents import (
    ChannelData,
    ChoiceData,
    ClosureData,
    CommissariatData,
    CommuneData,
    LogoData,
    PreparationData,
    PriorityData,
    Profile,
    ThemeData,
    VenueData,
    ZoneData,
)
from cafepol.zone.logos import check_logo
from cafepol.zone.section import BadProfile, Section
from cafepol.zone.streets import KEY_MAX, street_key

CLOSURE_KINDS = ("closure", "blocked", "local_event")
DERIVED_STEPS = ("published", "invited", "flyer", "handed_out")
CHANNEL_KINDS = ("event", "notice", "article", "page")
ADDRESS_MAX = 300
_PICTURE = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*\.png")
PRIORITY_KINDS = ("phenomenon", "attention")


def profile_names() -> list[str]:
    """The profiles that ship with CaféPol."""
    return sorted(each.name.removesuffix(".toml") for each in _folder().iterdir() if each.name.endswith(".toml"))


def read_profile(name: str) -> Profile:
    """The profile of that name. Raises BadProfile, also when there is none."""
    if name not in profile_names():
        raise BadProfile(f"Profil inconnu « {name} ». Choisissez : {', '.join(profile_names())}.", field="zone")
    return parse_profile((_folder() / f"{name}.toml").read_text(encoding="utf-8"))


def parse_profile(text: str, *, folder: Traversable | None = None) -> Profile:
    """The profile that a TOML text describes; its logo lies in `folder`. Raises BadProfile, with the key to correct."""
    try:
        top = Section("", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadProfile(f"Ce profil ne se lit pas ({error}).") from error
    commissariats = tuple(_commissariat(each) for each in top.sections("commissariats"))
    priorities = tuple(_priority(each) for each in top.sections("priorities"))
    stations, plan = [each.slug for each in commissariats], [each.slug for each in priorities]
    rows, zone = top.sections("communes"), top.section("zone")
    slugs = [row.slug() for row in rows]
    profile = Profile(
        logo=_logo(zone, folder or _folder()),
        zone=_zone(zone, top.section("oversight")),
        colours=_colours(top.section("colours")),
        commissariats=commissariats,
        communes=tuple(_commune(each, stations, slugs) for each in rows),
        priorities=priorities,
        themes=tuple(_theme(each, plan) for each in top.sections("themes")),
        partner_kinds=tuple(_choice(each) for each in top.sections("partner_kinds")),
        topics=tuple(_choice(each) for each in top.sections("topics")),
        closures=tuple(_closure(each, slugs) for each in top.sections("closures", least=0)),
        preparation=tuple(_preparation(each) for each in top.sections("preparation", least=0)),
        channels=tuple(_channel(each) for each in top.sections("channels", least=0)),
    )
    top.close()
    return profile


def _folder() -> Traversable:
    return files("cafepol.zone") / "profiles"


def _logo(row: Section, folder: Traversable) -> LogoData | None:
    """The picture that the key `logo` names, beside the profile; None without the key."""
    name = row.optional_text("logo", 60)
    if name is None:
        return None
    if not _PICTURE.fullmatch(name) or not (folder / name).is_file():
        raise row.bad("logo", "le nom d’un fichier PNG à côté du profil, par exemple zone.png")
    try:
        return check_logo((folder / name).read_bytes())
    except ValueError as error:
        raise row.bad("logo", str(error)) from error


def _zone(row: Section, oversight: Section) -> ZoneData:
    low, high = row.number("cadence_min", 0, 30), row.number("cadence_max", 1, 30)
    if high < low:
        raise row.bad("cadence_max", "au moins cadence_min")
    return row.done(
        ZoneData(
            slug=row.slug(),
            name=row.text("name"),
            short_name=row.text("short_name", 60),
            phone=row.phone("phone"),
            mail=row.mail("mail"),
            website=row.text("website", 200),
            address=row.text("address", 200),
            publisher=row.text("publisher", 200),
            controller=row.text("controller", 300),
            dpo=row.mail("dpo"),
            languages=row.texts("languages", least=1),
            default_title=row.text("default_title"),
            promise_days=row.number("promise_days", 1, 60),
            cadence_min=low,
            cadence_max=high,
            travel_gap_minutes=row.number("travel_gap_minutes", 0, 240),
            flyer_days=row.number("flyer_days", 0, 90),
            round_late_days=row.number("round_late_days", 0, 60),
            same_quarter_days=row.number("same_quarter_days", 0, 365),
            horizon_months=row.number("horizon_months", 1, 60),
            internal_control=oversight.lines("internal_control", ADDRESS_MAX),
            oversight=oversight.done(oversight.lines("committee", ADDRESS_MAX)),
        )
    )


def _colours(row: Section) -> dict[str, str]:
    colours = row.all_texts()
    check_colours(colours)
    return colours


def _commissariat(row: Section) -> CommissariatData:
    return row.done(
        CommissariatData(
            slug=row.slug(),
            name=row.text("name"),
            chief_title=row.optional_text("chief_title", 80),
            address=row.text("address", 200),
            phone=row.phone("phone"),
            mail=row.mail("mail"),
            hours=row.text("hours", 200),
        )
    )


def _commune(row: Section, stations: list[str], slugs: list[str]) -> CommuneData:
    quarters = row.texts("quarters", least=1)
    postal_code = row.text("postal_code", 10)
    return row.done(
        CommuneData(
            slug=row.slug(),
            name=row.text("name", 80),
            postal_code=postal_code,
            commissariat=row.one_of("commissariat", stations),
            nearby=row.texts("nearby", among=slugs),
            quarters=quarters,
            venues=tuple(_venue(each, quarters, postal_code) for each in row.sections("venues")),
            streets=_streets(row, quarters),
        )
    )


def _streets(row: Section, quarters: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The streets by quarter, with names that may be stored. Raises BadProfile."""
    found = row.pairs("streets", quarters)
    if any(not 1 <= len(street_key(name)) <= KEY_MAX for _, name in found):
        raise row.bad(
            "streets",
            f"des noms de rue avec des lettres, et de {KEY_MAX} caractères au plus une fois écrits en toutes lettres",
        )
    return found


def _venue(row: Section, quarters: tuple[str, ...], postal_code: str) -> VenueData:
    return row.done(
        VenueData(
            name=row.text("name"),
            quarter=row.optional_one_of("quarter", quarters),
            street=row.text("street"),
            postal_code=row.optional_text("postal_code", 10) or postal_code,
            locality=row.text("locality", 80),
            capacity=row.optional_number("capacity", 1, 5000),
            access_note=row.optional_text("access_note", 300) or "",
            is_accessible=row.flag("is_accessible"),
        )
    )


def _priority(row: Section) -> PriorityData:
    starts_on, ends_on = row.period()
    return row.done(
        PriorityData(
            slug=row.slug(),
            plan=row.text("plan", 40),
            kind=row.one_of("kind", PRIORITY_KINDS),
            label=row.text("label", 200),
            starts_on=starts_on,
            ends_on=ends_on,
        )
    )


def _theme(row: Section, priorities: list[str]) -> ThemeData:
    return row.done(ThemeData(row.slug(), row.text("label", 80), row.optional_one_of("priority", priorities)))


def _choice(row: Section) -> ChoiceData:
    return row.done(ChoiceData(row.slug(), row.text("label")))


def _closure(row: Section, communes: list[str]) -> ClosureData:
    starts_on, ends_on = row.period()
    return row.done(
        ClosureData(
            starts_on=starts_on,
            ends_on=ends_on,
            label=row.text("label"),
            kind=row.one_of("kind", CLOSURE_KINDS),
            commune=row.optional_one_of("commune", communes),
        )
    )


def _preparation(row: Section) -> PreparationData:
    return row.done(
        PreparationData(
            slug=row.slug(),
            label=row.text("label"),
            days_before=row.number("days_before", 0, 180),
            derived=row.optional_one_of("derived", DERIVED_STEPS),
        )
    )


def _channel(row: Section) -> ChannelData:
    return row.done(
        ChannelData(
            slug=row.slug(),
            label=row.text("label", 60),
            kind=row.one_of("kind", CHANNEL_KINDS),
            maximum=row.optional_number("maximum", 60, 10_000),
        )
    )
