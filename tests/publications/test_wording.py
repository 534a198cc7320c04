"""Texts to paste: all that a channel holds, never cut, refused at the field that is too long."""

import pytest

from cafepol.core.errors import Refused
from cafepol.core.languages import gettext, speaking
from cafepol.core.typography import plain_spaces
from cafepol.publications.wording import PAPER, Kind, text
from tests.publications.facts import LONG_ROOM, ROOM, facts

EVERYTHING = {
    "hosts": ("M. Durant", "Mme Petit"),
    "partners": ("le CPAS", "la maison de jeunes", "Infor-Aînés"),
    "topics": ("les vols", "les arnaques"),
    "public_text": "On parlera de la place de l’Église.",
}


def said(kind, maximum=None, **more):
    return plain_spaces(text(kind, facts(**more), maximum=maximum))


@pytest.mark.parametrize("kind", [Kind.EVENT, Kind.PAGE, Kind.ARTICLE])
def test_a_long_text_says_all_there_is_to_know(kind):
    found = said(kind, **EVERYTHING)
    for part in (
        "Un café avec votre policier de quartier", "mardi 12 janvier 2027, de 14 h à 16 h", ROOM, "place de l’Église 3",
        "7300 Grandville", "M. Durant et Mme Petit", "le CPAS, la maison de jeunes et Infor-Aînés",
        "les vols et les arnaques", "On parlera de la place de l’Église.", "065 00 12 31",
        "cafes.policelocale.be/s/6789BC", "Zone de Police du Canal",
    ):  # fmt: skip
        assert part in found


def test_what_is_read_on_a_screen_has_a_link_to_tap_and_what_is_read_on_paper_one_to_type():
    assert "https://cafes.policelocale.be/s/6789BC" in said(Kind.EVENT)
    paper = said(Kind.ARTICLE)
    assert "https://" not in paper
    assert paper.index("065 00 12 31") < paper.index("cafes.policelocale.be")


def test_nothing_is_said_of_partners_topics_and_words_that_there_are_not():
    found = said(Kind.EVENT)
    assert "Seront là" not in found
    assert "Conseils" not in found
    assert "\n\n\n" not in found


def test_french_texts_have_french_spaces():
    assert "Quand\u00a0: mardi" in text(Kind.EVENT, facts())
    assert "Quand : mardi" in text(Kind.EVENT, facts(is_french=False))


def test_an_article_leaves_out_whole_parts_until_it_is_of_the_size_that_a_paper_takes():
    whole = said(Kind.ARTICLE, **EVERYTHING)
    assert "On parlera" in whole
    shorter = said(Kind.ARTICLE, **EVERYTHING | {"public_text": "Une longue histoire. " * 30})
    assert len(shorter) <= PAPER
    assert "Une longue histoire" not in shorter
    assert "le CPAS" in shorter
    least = said(Kind.ARTICLE, partners=("Une association au nom très long",) * 4, topics=("un thème",) * 20)
    assert "un thème" not in least
    bare = said(Kind.ARTICLE, partners=("Une association au nom très très long " * 3,) * 4)
    assert "association" not in bare


def test_an_article_without_a_bound_of_its_paper_is_never_refused():
    found = said(Kind.ARTICLE, title="Un café " * 15, place_name="Salle " * 20, street="rue " * 80)
    assert len(found) > PAPER


def test_a_notice_of_a_room_with_sixty_characters_fits_into_160():
    assert len(LONG_ROOM) == 60
    found = said(Kind.NOTICE, 160, place_name=LONG_ROOM, locality="7300 Saint-Symphorien-les-Bains")
    assert len(found) <= 160
    assert LONG_ROOM in found
    assert found.endswith("https://cafes.policelocale.be/s/6789BC")


def test_a_notice_is_the_longest_sentence_that_fits_to_the_character():
    longest = said(Kind.NOTICE)
    assert "Le café est offert" in longest
    exact = len(text(Kind.NOTICE, facts()))
    assert said(Kind.NOTICE, exact) == longest
    assert "Le café est offert" not in said(Kind.NOTICE, exact - 1)


def test_each_way_to_say_a_notice_is_shorter_than_the_one_before_and_keeps_day_place_and_link():
    lengths, maximum = [], 400
    while True:
        try:
            found = text(Kind.NOTICE, facts(), maximum=maximum)
        except Refused:
            break
        assert len(found) <= maximum
        assert "12 janv" in found
        assert ROOM in found
        assert "https://cafes.policelocale.be/s/6789BC" in found
        lengths.append(len(found))
        maximum = len(found) - 1
    assert len(lengths) == 6


@pytest.mark.parametrize(
    ("field", "words", "more"),
    [
        ("place_name", "le nom du lieu", {"place_name": "Salle " * 20}),
        ("link", "l’adresse de ce site", {"link": "https://" + "a" * 120}),
    ],
)
def test_a_notice_that_does_not_fit_is_refused_at_what_is_too_long(field, words, more):
    with pytest.raises(Refused, match=f"160 au plus. Raccourcissez {words}") as refusal:
        text(Kind.NOTICE, facts(**more), maximum=160)
    assert refusal.value.field == field


def test_the_text_of_an_event_may_be_bounded_too():
    with pytest.raises(Refused, match="le titre"):
        text(Kind.EVENT, facts(title="Un café " * 15), maximum=300)


def test_what_was_published_otherwise_says_that_it_changed():
    assert said(Kind.NOTICE, is_changed=True).startswith("Changement. Un café avec votre policier")
    assert said(Kind.ARTICLE, is_changed=True).index("Attention, ce café a changé") > 0
    assert "Attention" not in said(Kind.EVENT, is_changed=True)


@pytest.mark.parametrize("kind", Kind)
def test_a_cancelled_cafe_is_announced_as_such_everywhere(kind):
    found = said(kind, is_cancelled=True, reason="La salle est inondée", is_changed=True)
    assert found.startswith("ANNULÉ : ")
    assert "La salle est inondée." in found
    assert "12 janv" in found
    assert "Le café est offert" not in found


def test_a_place_whose_name_says_where_it_is_says_it_once():
    assert said(Kind.NOTICE, 150, place_name="Salle de Grandville-Centre").count("Grandville-Centre") == 1


def test_a_cancellation_fits_into_a_notice_even_where_its_room_does_not():
    found = said(Kind.NOTICE, 160, is_cancelled=True, reason="Vraiment ?", place_name="Salle " * 20)
    assert found == (
        "ANNULÉ : café police, mar. 12 janv., 14 h, Grandville-Centre. https://cafes.policelocale.be/s/6789BC"
    )
    assert "Pourquoi" not in said(Kind.EVENT, is_cancelled=True)
    assert "Vraiment ?" in said(Kind.NOTICE, is_cancelled=True, reason="Vraiment ?")


def test_what_somebody_typed_is_text_and_is_never_filled_in():
    found = said(Kind.EVENT, title="100 % <b>café</b> %(phone)s", place_name="Salle & Cie %s")
    assert "100 % <b>café</b> %(phone)s" in found
    assert "Salle & Cie %s" in found


@pytest.mark.parametrize(("language", "word"), [("nl", "koffie"), ("de", "Kaffee"), ("en", "coffee")])
@pytest.mark.parametrize("kind", Kind)
def test_the_sentences_are_said_in_the_language_of_the_meeting(language, word, kind):
    with speaking(language):
        found = text(kind, facts(is_french=False, **EVERYTHING), say=gettext)
    assert word in found
    assert "Le café est offert" not in found


@pytest.mark.parametrize("language", ["nl", "de", "en"])
def test_a_notice_fits_in_every_language(language):
    with speaking(language):
        assert len(text(Kind.NOTICE, facts(place_name=LONG_ROOM, is_french=False), maximum=160, say=gettext)) <= 160
