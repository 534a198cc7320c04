"""The French words of what passes between the team and a resident."""

# how somebody finds what was done: 4, the best, to 1
SCORES = {
    4: "Oui, tout à fait",
    3: "Oui, plutôt",
    2: "Non, pas vraiment",
    1: "Non, pas du tout",
}
QUESTION_STATES = {
    "open": "attend une réponse",
    "answered": "répondue",
    "lapsed": "sans réponse",
}
# the lines of the timeline as the resident reads them; what has no title speaks for itself
RESIDENT_TITLES = {
    "asked": "Notre question",
    "answered": "Votre réponse",
    "resident_note": "Vous avez ajouté",
    "reopen_asked": "Vous avez demandé de reprendre le suivi",
    "extended": "Une date plus lointaine",
}
