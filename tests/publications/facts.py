"""A café as its texts know it, and the rooms whose names are longest."""

from cafepol.publications.wording import Facts

ROOM = "Salle communale Les Arcades"
LONG_ROOM = "Maison de quartier intergénérationnelle Les Marronniers Roses"[:60]


def facts(**more) -> Facts:
    """A plain café of one host, without partners, topics or words of its own unless `more` says otherwise."""
    return Facts(
        **{
            "title": "Un café avec votre policier de quartier",
            "when": "mardi 12 janvier 2027, de 14 h à 16 h",
            "when_short": "mar. 12 janv., 14 h",
            "place_name": ROOM,
            "street": "place de l’Église 3",
            "locality": "7300 Grandville",
            "town": "Grandville-Centre",
            "hosts": ("M. Durant",),
            "phone": "065 00 12 31",
            "link": "https://cafes.policelocale.be/s/6789BC",
            "typed_link": "cafes.policelocale.be/s/6789BC",
            "zone_name": "Zone de Police du Canal",
            **more,
        }
    )
