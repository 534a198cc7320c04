"""Tables of the directory for tests."""

HEADINGS = "Organisation;Sorte;Communes;Contact;Fonction;E-mail;Téléphone;Langue"
GOOD = {
    "organisation": "Le Logis borain",
    "sorte": "Logement social",
    "communes": "Colfontaine",
    "contact": "Mme Lambert",
    "fonction": "Concierge",
    "mail": "c.lambert@logis.example",
    "phone": "065 00 99 11",
    "langue": "français",
}


def line(**changes) -> str:
    return ";".join((GOOD | changes).values())


def nobody(**changes) -> str:
    """An organisation without anybody to call."""
    return line(**dict.fromkeys(("contact", "fonction", "mail", "phone", "langue"), "") | changes)


def table(*lines: str) -> bytes:
    return "\n".join([HEADINGS, *lines]).encode()
