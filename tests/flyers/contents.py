"""A believable meeting on paper, and one whose every text is as long or as odd as a form lets through."""

from dataclasses import replace
from datetime import date, time

from cafepol.flyers.content import FlyerContent, SignInSheetContent

FLYER = FlyerContent(
    title="Un café avec votre policier de quartier",
    day=date(2027, 1, 12),
    starts=time(14),
    ends=time(16),
    place_name="Maison de quartier « Le Tilleul »",
    street="rue de l’École 5",
    quarter="Wasmes",
    locality="7340 Colfontaine",
    host_name="Inspecteur M. Dupont",
    partners=("Hygea", "le service de prévention"),
    topics=("vols dans les habitations", "arnaques en ligne"),
    phone="065 00 12 32",
    link="https://cafepol.example/s/K7M9RT",
    short_link="cafepol.example/s/K7M9RT",
    zone_name="Zone de Police Boraine",
    publisher="le chef de corps, Zone de Police Boraine, rue de l’Exemple 1, 7340 Colfontaine",
    colour="#14396b",
)
LONGEST = replace(
    FLYER,
    place_name="Salle communale Frédéric Chopin et Émile Vandervelde, Hensies",
    street="avenue du Général de Gaulle et des Combattants 127 bte 4",
    locality="7340 Colfontaine (Warquignies)",
    host_name="Inspectrice principale Marie-Françoise Vandenbroucke-Łukasz",
    partners=(
        "le service de prévention de Colfontaine",
        "Hygea",
        "la Maison des jeunes « Le Trèfle »",
        "l’Agence locale pour l’emploi",
    ),
    topics=("vols dans les habitations", "arnaques en ligne", "sécurité routière"),
    day=date(2027, 9, 1),
    starts=time(17, 30),
    ends=time(19, 45),
    short_link="un-cafe.zone-de-police-boraine.example/s/K7M9RT",
)
HOSTILE = replace(
    FLYER,
    title="<b>Café</b> & <para>",
    place_name='<img src="/etc/passwd"/>',
    street="a <b c & d",
    quarter="œ ’ € É ł",
    locality="{0} %s \\ (x) <font color=red>",
    host_name="Insp. D’Œillet & fils",
    partners=("<a href='x'>ici</a>", "&amp;", "]]>", "Ł€"),
    topics=("<br/>",),
    zone_name="Zone <i>& Cie</i>",
    publisher="<u>le chef</u> & co",
)
BAREST = replace(FLYER, street="", quarter="", locality="", partners=(), topics=(), colour="")

# as long as names may be on every format, three sorts of 60 letters: with spaces, with hyphens, with one very long word
_FULL = replace(
    LONGEST,
    title="Un café avec votre policier de quartier et le service de prévention de la zone",
    host_name="Inspectrice principale Marie-Françoise Vandenbroucke-Łukasze",
    partners=("l’Agence locale pour l’emploi et les titres-services, Wasmes",) * 4,
    topics=("les cambriolages pendant les vacances",) * 6,
)
CROWDED = {
    "spaces": replace(_FULL, place_name="Salle communale Frédéric Chopin et Émile Vandervelde, Hensie"),
    "hyphens": replace(_FULL, place_name="Saint-Jean-Baptiste-de-la-Salle-Sainte-Marie-Madeleine-Wasme"),
    "long word": replace(_FULL, place_name="Anticonstitutionnellementsuperlati Maison de quartier Tilleu"),
    "two hosts": replace(
        _FULL,
        co_hosts=("Inspecteur principal Jean-Baptiste Vandenbroucke-Dumont",),
        partners=("le service de prévention de Colfontaine",) * 4,
        title="Un café avec votre policier de quartier",
    ),
    "round": replace(
        _FULL,
        round_code="K7M9R",
        link="https://un-cafe.zone-de-police-boraine.example/s/K7M9R",
        short_link="un-cafe.zone-de-police-boraine.example/s/K7M9R",
    ),
    "Dutch": replace(_FULL, language="nl"),
    "German": replace(_FULL, language="de"),
}

SHEET = SignInSheetContent(
    title=FLYER.title,
    day=FLYER.day,
    starts=FLYER.starts,
    ends=FLYER.ends,
    place="Maison de quartier « Le Tilleul », rue de l’École 5, Wasmes",
    host_name=FLYER.host_name,
    code="K7M9RT",
    privacy="Votre nom sert seulement à savoir qui est là. La feuille est détruite dans les 30 jours.",
    zone_name=FLYER.zone_name,
    registered=(("Marie D.", 2), ("Łukasz Kowalski", 1), ('<img src="/etc/passwd"/> & fils', 3)),
)
