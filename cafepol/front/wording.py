"""Places in a French sentence: « à Wasmes », « au Rœulx », « d’Hornu »."""

from cafepol.meetings.naming import cafe_of

_ARTICLES = (("Le ", "au "), ("Les ", "aux "))


def at(place: str) -> str:
    """Where something is: « à Wasmes », « au Rœulx », « aux Sartis », « à La Bouverie »."""
    for article, contracted in _ARTICLES:
        if place.startswith(article):
            return contracted + place.removeprefix(article)
    return f"à {place}"


def of(place: str) -> str:
    """Near what something is: « de Wasmes », « d’Hornu », « du Rœulx »."""
    return cafe_of(place).removeprefix("café ")
