"""The French words for what the tables keep as codes."""

from cafepol.concerns.deadlines import Lane
from cafepol.concerns.debts import Channel, ImpossibleCode, RaiserKind
from cafepol.concerns.transitions import Orientation, Outcome, State

STATES = {
    State.HEARD: "entendue",
    State.IN_PROGRESS: "en cours",
    State.RELAYED: "chez un partenaire",
    State.AWAITING_INFO: "question posée",
    State.FEEDBACK_DUE: "retour à donner",
    State.CLOSED: "clôturée",
    State.REOPEN_REQUESTED: "réouverture demandée",
    State.MERGED: "fusionnée",
    State.VOIDED: "annulée",
}
OUTCOMES = {
    Outcome.RESOLVED: "réglé",
    Outcome.PARTIAL: "réglé en partie",
    Outcome.UNRESOLVED: "pas réglé, avec une raison",
    Outcome.OUTSIDE_COMPETENCE: "hors de notre compétence",
    Outcome.ON_RECORD: "acté ailleurs",
    Outcome.WITHDRAWN: "retiré par la personne",
}
ORIENTATIONS = {
    Orientation.CONCERN: "Une doléance",
    Orientation.OFFENCE_TO_RECORD: "Une infraction à acter",
    Orientation.COMPLAINT_AGAINST_POLICE: "Une plainte contre un policier",
    Orientation.EMERGENCY: "Une urgence",
}
ORIENTATION_HINTS = {
    Orientation.CONCERN: "Une gêne dans la rue ou le quartier : nous la suivons ici.",
    Orientation.OFFENCE_TO_RECORD: "Elle est actée ailleurs. Ici, seule la référence est gardée.",
    Orientation.COMPLAINT_AGAINST_POLICE: "Contrôle interne ou Comité P. Rien n’est gardé ici.",
    Orientation.EMERGENCY: "Le 101 ou le 112, maintenant.",
}
CHANNELS = {
    Channel.MAIL: "par courriel",
    Channel.LETTER: "par courrier",
    Channel.PHONE: "par téléphone",
    Channel.VISIT: "lors d’une visite",
    Channel.MEETING: "à la rencontre",
    Channel.NONE: "pas de retour demandé",
}
# what the button beside a person says, in the channel that she asked for
CHANNEL_BUTTONS = {
    Channel.MAIL: "Écrire le courriel",
    Channel.LETTER: "Écrire la lettre",
    Channel.PHONE: "Noter l’appel",
    Channel.VISIT: "Noter la visite",
    Channel.MEETING: "Noter le retour",
    Channel.NONE: "Noter un retour",
}
ANSWER, NEWS = "answer", "news"
# what somebody is told: only an answer discharges
TOLD = {
    ANSWER: "notre réponse",
    NEWS: "une nouvelle, ou un accusé de réception",
}
RAISER_KINDS = {
    RaiserKind.PERSON: "Une personne",
    RaiserKind.ANONYMOUS: "Quelqu’un qui ne donne pas son nom",
    RaiserKind.COLLECTIVE: "Un groupe",
}
NAMELESS = {
    RaiserKind.PERSON: "une personne sans nom noté",
    RaiserKind.ANONYMOUS: "une personne anonyme",
    RaiserKind.COLLECTIVE: "un groupe d’habitants",
}
IMPOSSIBLE = {
    ImpossibleCode.ANONYMOUS: "personne anonyme",
    ImpossibleCode.REFUSES_CONTACT: "ne veut pas être recontactée",
    ImpossibleCode.UNREACHABLE: "injoignable, après deux essais à deux jours différents",
    ImpossibleCode.MOVED: "a déménagé",
    ImpossibleCode.DECEASED: "est décédée",
}
LANES = {
    Lane.AGAIN: ("Retours à redonner", "Clôturées, mais une réponse est revenue."),
    Lane.REOPENING: ("Réouvertures demandées", "Clôturées. Le chef décide de les reprendre, ou non."),
    Lane.LATE: ("En retard", "La date promise, ou celle de la prochaine étape, est passée."),
    Lane.THIS_WEEK: ("Cette semaine", "À répondre avant dimanche soir."),
    Lane.TO_TELL: ("Retour à donner", "Tout est fait, il reste à le dire."),
    Lane.PARTNER: ("Chez un partenaire", "Le partenaire doit répondre."),
    Lane.OPEN: ("En cours", "La date promise est plus loin."),
}
LANE_SLUGS = {
    Lane.AGAIN: "a-redonner",
    Lane.REOPENING: "reouvertures",
    Lane.LATE: "en-retard",
    Lane.THIS_WEEK: "cette-semaine",
    Lane.TO_TELL: "retour-a-donner",
    Lane.PARTNER: "chez-un-partenaire",
    Lane.OPEN: "en-cours",
}
COMPARTMENTS = {
    "internal": "Équipe",
    "resident": "Habitant",
    "partner": "Partenaire",
}
READ_BY = {
    "internal": ("note interne", "line"),
    "partner": ("pour le partenaire", "plate"),
    "resident": ("lu par l’habitant", "leaf"),
}
ENTRIES = {
    "heard": "Entendue",
    "started": "Suivi commencé",
    "decided": "Réponse décidée",
    "returned": "Reprise",
    "feedback": "Retour donné",
    "attempt": "Essai sans réponse",
    "impossible": "Retour impossible",
    "handed_over": "Nouveau responsable",
    "closed": "Clôturée",
    "voided": "Annulée",
    "note": "Note",
    "planned": "Étape changée",
    "corrected": "Corrigée",
    "relayed": "Question posée à un partenaire",
    "relay_answered": "Réponse du partenaire",
    "relay_expired": "Pas de réponse du partenaire",
    "relay_ended": "Question au partenaire reprise",
    "asked": "Question posée à la personne",
    "answered": "Réponse de la personne",
    "lapsed": "Pas de réponse de la personne",
    "extended": "Date promise repoussée",
    "reopen_asked": "Réouverture demandée",
    "reopened": "Rouverte",
    "kept_closed": "Reste clôturée",
    "merged": "Fusionnée",
    "merged_in": "Une autre doléance jointe",
    "said": "Dit à une rencontre",
    "returned_mail": "Retour revenu",
    "resident_note": "Précision de la personne",
    "satisfaction": "Avis de la personne",
    "wiped": "Textes effacés",
}
# who wrote a line that no account wrote
WRITERS = {
    "staff": "",
    "resident": "la personne",
    "partner": "le partenaire",
    "system": "CaféPol",
}
# the resident's own words for the steps
RESIDENT_STEPS = ("Entendu", "On s’en occupe", "Réponse prête", "Réponse donnée")
STAFF_STEPS = ("Entendue", "En cours", "Retour à donner", "Clôturée")
STEP_OF = {
    State.HEARD: 0,
    State.IN_PROGRESS: 1,
    State.RELAYED: 1,
    State.AWAITING_INFO: 1,
    State.FEEDBACK_DUE: 2,
    State.CLOSED: 3,
    State.REOPEN_REQUESTED: 3,
    State.MERGED: 0,
    State.VOIDED: 0,
}
