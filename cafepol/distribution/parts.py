"""Who carries flyers to the mailboxes, and the bounds of what a round may count."""

from enum import StrEnum


class Carrier(StrEnum):
    """Who hands the flyers out."""

    OFFICER = "officer"
    PREVENTION = "prevention"  # the commune's prevention service
    PARTNER = "partner"


CARRIER_LABELS = {
    Carrier.OFFICER: "un policier",
    Carrier.PREVENTION: "le service de prévention",
    Carrier.PARTNER: "un partenaire",
}

LABEL, SEGMENT, NOTE, NAME, PART = 80, 300, 300, 80, 80  # characters
CODE_LENGTH = 5  # a meeting's code has 6: neither can be taken for the other
MOST_MAILBOXES = 50_000  # of one round
