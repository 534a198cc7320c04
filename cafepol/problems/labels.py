"""The French words for what the tables keep as codes."""

from cafepol.problems.counting import Comparison
from cafepol.problems.stages import WINDOWS, Stage, Step, Verdict

STAGES = {
    Stage.SCANNING: "repérage",
    Stage.ANALYSIS: "analyse",
    Stage.RESPONSE: "réponse",
    Stage.ASSESSMENT: "évaluation",
    Stage.CLOSED: "clos",
}
STEPS_SHOWN = ("Repérage", "Analyse", "Réponse", "Évaluation", "Clos")
STEP_TITLES = {
    Step.ANALYSE: "Écrire l’analyse",
    Step.RESPOND: "Décider de la réponse",
    Step.ASSESS: "Évaluer",
    Step.CLOSE: "Clore le problème",
}
BACK_TITLE = "Revenir en arrière"
VERDICTS = {
    Verdict.BETTER: "mieux",
    Verdict.PARTLY: "mieux en partie",
    Verdict.SAME: "pas de changement",
    Verdict.WORSE: "pire",
}
WINDOW_CHOICES = {days: f"{days} jours avant et {days} jours après" for days in WINDOWS}
ENTRIES = {
    "grouped": "Problème ouvert",
    "added": "Doléances ajoutées",
    "left_out": "Doléance retirée",
    "analysed": "Analyse écrite",
    "responded": "Réponse décidée",
    "assessed": "Évaluation faite",
    "back": "Retour en arrière",
    "closed": "Problème clos",
}
NOT_COUNTED = "NC"


def counts_said(counted: Comparison) -> str:
    """The two counts in a sentence, with the number that they rest on; « NC » where a window is not complete."""
    before = NOT_COUNTED if counted.before is None else counted.before
    after = NOT_COUNTED if counted.after is None else counted.after
    n = NOT_COUNTED if counted.n is None else counted.n
    return f"Avant : {before}, après : {after} (n = {n}), sur {counted.window} jours de chaque côté."
