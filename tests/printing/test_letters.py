from dataclasses import replace

import pytest

from cafepol.core.errors import Refused
from cafepol.printing.letters import LetterContent, letter, letters
from tests.printing.paper import Paper, area

WINDOW = (110, 45, 200, 85)
LETTER = LetterContent(
    sender=("Zone de Police Boraine", "Commissariat de Colfontaine", "place de Pâturages 1", "7340 Colfontaine"),
    recipient=("Madame Marie Delvaux", "rue des Mineurs 12 bte 3", "7340 Colfontaine"),
    place_and_date="Colfontaine, le 26 janvier 2027",
    subject="la vitesse rue de l’École",
    paragraphs=("Madame,", "Nous avons mesuré la vitesse pendant deux semaines.", "Nos salutations les meilleures."),
    signature=("Inspecteur M. Dupont", "Policier de quartier"),
    reference="D-2026-118",
)
LONG = "La commune placera deux coussins berlinois au mois de mars. " * 12


@pytest.fixture
def on_paper(tmp_path):
    return lambda content: Paper(letter(content), tmp_path)


def test_a_letter_says_all_of_it_as_text_in_an_embedded_face(on_paper):
    paper = on_paper(LETTER)
    for text in (*LETTER.sender, *LETTER.recipient, *LETTER.paragraphs, *LETTER.signature, LETTER.place_and_date):
        assert text in paper.text
    assert "Nos références : D-2026-118" in paper.text
    assert "Objet : la vitesse rue de l’École" in paper.text
    assert {font["name"] for font in paper.fonts} == {"SourceSansPro-Regular", "SourceSansPro-Bold"}
    assert {font["embedded"] for font in paper.fonts} == {"yes"}


def test_a_letter_is_an_a4_page_with_its_subject_as_title(on_paper):
    paper = on_paper(LETTER)
    assert paper.size == (210, 297)
    assert paper.info["Pages"] == "1"
    assert paper.info["Title"] == "la vitesse rue de l’École"
    assert paper.info["Author"] == "Zone de Police Boraine"
    assert str(paper.pdf.Root.Lang) == "fr-BE"


def test_the_address_and_nothing_else_shows_in_the_window(on_paper):
    page = on_paper(replace(LETTER, sender=(*LETTER.sender, *("une ligne de l’expéditeur",) * 5))).pages[0]
    seen = [word for word in page if word.meets(*WINDOW)]
    assert " ".join(word.text for word in seen) == " ".join(LETTER.recipient)
    assert all(word.within(115, 50, 195, 80) for word in seen)


def test_an_address_of_six_long_lines_still_fits_the_window(on_paper):
    address = (
        "Madame Marie-Françoise Vandenbroucke-Łukasz", "Résidence « Les Charbonniers », bloc B", "appartement 127",
        "avenue du Général de Gaulle et des Combattants 127", "7340 Colfontaine", "Belgique",
    )  # fmt: skip
    paper = on_paper(replace(LETTER, recipient=address))
    seen = [word for word in paper.pages[0] if word.meets(*WINDOW)]
    assert " ".join(word.text for word in seen) == " ".join(address)
    assert all(word.within(*WINDOW) for word in seen)
    assert paper.overlaps() == []


@pytest.mark.parametrize(
    "recipient",
    [
        ("x" * 80, "rue des Mineurs 12 bte 3", "7340 Colfontaine"),
        ("Monsieur et Madame van der Straeten-Vandenbroucke " * 2, "rue du Centre culturel polyvalent " * 3, *"abcd"),
    ],
    ids=["one word", "six lines"],
)
def test_a_long_name_or_address_shrinks_or_breaks_but_stays_in_the_window(recipient, on_paper):
    paper = on_paper(replace(LETTER, recipient=recipient))
    seen = "".join(word.text for word in paper.pages[0] if word.within(*WINDOW))
    assert seen == "".join("".join(recipient).split())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"recipient": ()}, "recipient"),
        ({"recipient": (" ",)}, "recipient"),
        ({"recipient": ("une ligne",) * 20}, "recipient"),
        ({"sender": ("une ligne",) * 40}, "sender"),
        ({"subject": "un objet très long " * 60}, "subject"),
        ({"signature": ("Inspecteur",) * 12}, "signature"),
        ({"paragraphs": ("Bonjour", "😀")}, "paragraphs"),
        ({"place_and_date": "ع"}, "place_and_date"),
    ],
)
def test_what_cannot_be_printed_is_refused_at_its_field(change, field):
    with pytest.raises(Refused) as refusal:
        letter(replace(LETTER, **change))
    assert refusal.value.field == field


def test_a_batch_without_a_letter_is_refused():
    with pytest.raises(Refused, match="aucune lettre"):
        letters([], title="Lettres")


def test_what_a_person_typed_is_text_and_never_markup(on_paper):
    typed = '<b>gras</b> & <img src="/etc/passwd"/> <para> %s {0} œ ’ € É ł \\n'
    paper = on_paper(replace(LETTER, paragraphs=(typed,), recipient=(typed,), subject=typed))
    assert paper.text.count(typed) == 3  # address, subject, text
    assert "root:" not in paper.text
    assert not any("/XObject" in page.Resources for page in paper.pdf.pages)


def test_text_is_12_points(on_paper):
    sizes = {round(word.bottom - word.top, 2) for word in on_paper(LETTER).pages[0]}
    assert sizes == {round(12 * 25.4 / 72, 2)}


def test_a_long_letter_takes_several_pages_and_numbers_them(on_paper):
    paper = on_paper(replace(LETTER, paragraphs=tuple(f"{n} {LONG}" for n in range(9))))
    assert paper.info["Pages"] == "3"
    assert "D-2026-118 – page 2 de 3" in paper.text
    assert " ".join(LONG.split()) in paper.text
    assert paper.overlaps() == []
    assert paper.outside(10) == []


@pytest.mark.parametrize("lines", range(28, 40))
def test_the_signature_is_never_alone_on_its_page_nor_a_line_of_a_paragraph(on_paper, lines):
    paper = on_paper(replace(LETTER, paragraphs=(*("mot",) * 14, "\n".join(f"ligne{n}" for n in range(lines - 14)))))
    last = [word.text for word in paper.pages[-1]]
    assert last.count("Inspecteur") == 1
    assert len([text for text in last if text.startswith("ligne")]) >= 2
    first = [word.text for word in paper.pages[0]]
    assert len([text for text in first if text.startswith("ligne")]) != 1


def test_a_word_wider_than_the_page_goes_on_on_the_next_line(on_paper):
    address = "https://cafepol.example/suivi/" + "aB3" * 80
    paper = on_paper(replace(LETTER, paragraphs=(address,)))
    assert address in paper.text.replace(" ", "")
    assert paper.outside(19) == []


def test_a_newline_in_a_paragraph_ends_a_line(on_paper):
    words = {word.text: word for word in on_paper(replace(LETTER, paragraphs=("un\ndeux",))).pages[0]}
    assert words["deux"].top > words["un"].bottom


def test_empty_parts_are_left_out(on_paper):
    bare = LetterContent(
        sender=(), recipient=("Marie",), place_and_date="", subject="un mot", paragraphs=(), signature=(), reference=""
    )
    assert on_paper(bare).text == "Marie Objet : un mot"


def test_marks_at_the_left_edge_show_where_to_fold(on_paper):
    picture = on_paper(LETTER).picture()
    for fold in (99, 198):
        assert area(picture, 6, fold - 0.4, 9, fold + 0.4).getextrema()[0] < 100
    assert area(picture, 1, 110, 10, 190).getextrema() == (255, 255)


def test_a_batch_gives_each_letter_its_own_pages(tmp_path):
    other = replace(LETTER, recipient=("Monsieur Jean Petit", "7340 Colfontaine"), paragraphs=(LONG,) * 4)
    paper = Paper(letters([LETTER, other, LETTER], title="Lettres de retour"), tmp_path)
    assert paper.info["Title"] == "Lettres de retour"
    assert paper.info["Pages"] == "4"
    seen = [" ".join(word.text for word in page if word.meets(*WINDOW)) for page in paper.pages]
    assert seen[0] == seen[3] == " ".join(LETTER.recipient)
    assert seen[1] == "Monsieur Jean Petit 7340 Colfontaine"


def test_the_same_letter_gives_the_same_bytes():
    assert letter(LETTER) == letter(LETTER)
