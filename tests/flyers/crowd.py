"""Three hundred meetings whose texts are as long and as odd as forms let through; the same ones on every run."""

import unicodedata
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

COUNT = 300
LONGEST_VENUE = 60  # characters

_TITLES = (
    "Un café avec votre policier de quartier",
    "Un café avec votre policier de quartier",
    "Een koffie met uw wijkagent",
    "Café des aînés & des voisins : parlons-en !",
    "<b>Café</b> œuvre commune, à l’École d’Éléonore",
)
_VENUES = (
    "Salle communale Frédéric Chopin et Émile Vandervelde, Hensies",
    "Saint-Jean-Baptiste-de-la-Salle-Sainte-Marie-Madeleine-Aulne-Ath",
    "Gemeenschapsontmoetingscentrumzaal « De Oude Molen » aan de kaai",
    'Foyer <img src="/etc/passwd"/> & salle {0} %s \\ (bis) du rez-de-chaussée, côté cour',
    "Maison de quartier « Le Tilleul », première porte à gauche de l’église Saint-Łukasz",
    "Espace œcuménique n° 5 ; 3\u202f€ l’entrée ? Non : gratuit",
    "Café",
)  # fmt: skip
_PARTNERS = (
    "Hygea",
    "le service de prévention de Colfontaine",
    "la Maison des jeunes « Le Trèfle »",
    "l’Agence locale pour l’emploi",
    "<a href='x'>ici</a>",
    "Ł€ ÉŒ & œ’uvre",
    "de Sociale Huisvestingsmaatschappij",
    "]]> &amp;",
)
_TOPICS = (
    "vols dans les habitations",
    "arnaques en ligne",
    "sécurité routière",
    "<br/>",
    "incivilités",
    "drogues & nuisances",
)
_HOSTS = (
    "Inspecteur M. Dupont",
    "Inspectrice principale Marie-Françoise Vandenbroucke-Łukasz",
    "Insp. D’Œillet & fils",
    "Éloïse Straße",
    "Inspecteur principal de première classe Jean-Chrysostome Ng",
)
_STREETS = (
    "rue de l’École 5",
    "avenue du Général de Gaulle et des Combattants 127 bte 4",
    "a <b c & d",
    "place Saint-Pierre-et-Saint-Paul 12/0003",
    "",
)
_LOCALITIES = ("7340 Colfontaine", "7340 Colfontaine (Warquignies)", "7321 Harchies {0} %s", "")
_PHONES = ("065 00 12 32", "0470 12 34 56", "+33 3 20 30 40 50")
_DOMAINS = ("cafepol.example", "un-cafe.zone-de-police-boraine.example")
_ZONES = ("Zone de Police Boraine", "Politiezone Scheldekant", "Zone <i>& Cie</i> d’Œudeghien")
_PUBLISHERS = (
    "le chef de corps, Zone de Police Boraine, rue de l’Exemple 1, 7340 Colfontaine",
    "<u>de Korpschef</u> & co, Kaaistraat 1, 9991 Rietbeke",
)
_COLOURS = ("#14396b", "#5b1f5e", "#ffd700", "", "#000000")
_SIGNS = "23456789BCDFGHJKMNPQRTVWXZ"
LANGUAGES = ("fr", "nl", "de", "en")


@dataclass(frozen=True)
class Town:
    """One meeting's texts, as they were typed: what does not matter to a paper it leaves aside."""

    title: str
    day: date
    starts: time
    ends: time
    place_name: str
    street: str
    quarter: str
    locality: str
    host_name: str
    partners: tuple[str, ...]
    topics: tuple[str, ...]
    phone: str
    code: str
    link: str
    short_link: str
    zone_name: str
    publisher: str
    colour: str
    language: str


def crowd(count: int = COUNT) -> list[Town]:
    """So many meetings: the first ones of a crowd that never changes."""
    chance = Random(2027)  # noqa: S311 -- the same for everybody is what is wanted
    return [_town(chance, number) for number in range(count)]


def typed(text: str) -> str:
    """A text as it should be found on paper: composed, and without its spaces, which lines may take."""
    return "".join(unicodedata.normalize("NFC", text).split())


def _town(chance: Random, number: int) -> Town:
    code = "".join(chance.choice(_SIGNS) for _ in range(5))
    domain = chance.choice(_DOMAINS)
    street, locality = chance.choice(_STREETS), chance.choice(_LOCALITIES)
    starts = time(chance.randint(8, 18), chance.choice((0, 15, 30)))
    return Town(
        title=chance.choice(_TITLES),
        day=date(2027, 1, 1) + timedelta(days=chance.randint(0, 364)),
        starts=starts,
        ends=time(starts.hour + 2, chance.choice((0, 45))),
        place_name=_venue(chance, number),
        street=street,
        quarter=chance.choice(("", "Wasmes", "Cité du Grand-Trait & alentours")),
        locality=locality,
        host_name=_apart(chance, chance.choice(_HOSTS)),
        partners=tuple(chance.sample(_PARTNERS, chance.randint(0, 4))),
        topics=tuple(chance.sample(_TOPICS, chance.randint(0, 3))),
        phone=chance.choice(_PHONES),
        code=code,
        link=f"https://{domain}/s/{code}",
        short_link=f"{domain}/s/{code}",
        zone_name=chance.choice(_ZONES),
        publisher=chance.choice(_PUBLISHERS),
        colour=chance.choice(_COLOURS),
        language=chance.choice(LANGUAGES),
    )


def _venue(chance: Random, number: int) -> str:
    """A venue's name of exactly 60 characters in two of three meetings, of its own length in the others."""
    name = _VENUES[number % len(_VENUES)]
    if number % 3:
        name = f"{name}, salle {chance.randint(1, 9)} de l’étage supérieur à droite"[:LONGEST_VENUE].rstrip()
        name += "x" * (LONGEST_VENUE - len(name)) if len(name) < LONGEST_VENUE else ""
    return _apart(chance, name[:LONGEST_VENUE])


def _apart(chance: Random, text: str) -> str:
    """The text, one time in four with its accents typed apart, as some keyboards and files have them."""
    return unicodedata.normalize("NFD", text) if chance.random() < 1 / 4 else text
