"""Tables of past cafés for tests."""

HEADINGS = "Commune;Quartier;Lieu;Jour;Début;Fin;Personnes;Titre;Policier"
GOOD = {
    "commune": "Colfontaine",
    "quartier": "Wasmes",
    "lieu": "Salle des fêtes",
    "jour": "12/01/2026",
    "debut": "14:00",
    "fin": "16:00",
    "personnes": "18",
    "titre": "",
    "policier": "Mme Duval",
}


def line(**changes) -> str:
    return ";".join((GOOD | changes).values())


def table(*lines: str) -> bytes:
    return "\n".join([HEADINGS, *lines]).encode()


def many(how_many: int) -> bytes:
    """So many cafés, an hour each, one after the other from 2018 on."""
    return table(
        *(
            line(
                jour=f"{2018 + n // 3000}-{1 + n // 250 % 12:02d}-{1 + n // 10 % 25:02d}",
                debut=f"{8 + n % 10}h",
                fin="23:00",
            )
            for n in range(how_many)
        )
    )
