import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafepol.core.errors import Refused
from cafepol.printing import fit as fitting
from cafepol.printing.fit import STEPS, Block, Style, fit
from cafepol.printing.fonts import ASCENT, DESCENT, Face, width
from cafepol.printing.wrapping import wrap, wrap_anything, wrap_balanced

ROOM, HEIGHT = 60.0, 30.0
WORDS = st.text(alphabet="abcÉœ’&<>/ -?», ", max_size=120)


def block(text, field="title", style=None, **more):
    return Block(text, style or Style(6, 4), field, f"le champ {field}", **more)


def test_a_short_text_keeps_its_size_and_stands_at_the_top():
    stack = fit([block("Un café")], room=ROOM, height=HEIGHT)
    (line,) = stack.lines
    assert (line.text, line.size) == ("Un café", 6)
    assert 6 * ASCENT <= line.drop <= 6
    assert stack.height == pytest.approx(6 * 1.2)


def test_a_longer_text_wraps_then_shrinks():
    stack = fit([block("une rencontre de quartier " * 5)], room=ROOM, height=HEIGHT)
    assert 4 <= stack.lines[0].size < 6
    assert len(stack.lines) > 1
    assert stack.height <= HEIGHT


def test_a_text_too_long_at_its_floor_is_refused_at_its_field():
    with pytest.raises(Refused, match="Le champ place ne tient pas sur la feuille") as refusal:
        fit([block("court"), block("une rencontre " * 40, "place")], room=ROOM, height=HEIGHT)
    assert refusal.value.field == "place"


def test_a_word_wider_than_the_box_is_refused_not_cut():
    with pytest.raises(Refused) as refusal:
        fit([block("une rencontre de quartier " * 5), block("x" * 40, "place")], room=ROOM, height=HEIGHT)
    assert refusal.value.field == "place"


def test_a_text_with_too_many_lines_is_refused():
    with pytest.raises(Refused):
        fit([block("065 00 12 32 " * 6, style=Style(6, 4, max_lines=1))], room=ROOM, height=HEIGHT)


def test_empty_texts_take_no_place():
    full = fit([block("a"), block("b", before=2)], room=ROOM, height=HEIGHT)
    with_empty = fit([block(" "), block("a"), block("", before=9), block("b", before=2)], room=ROOM, height=HEIGHT)
    assert with_empty == full


def test_nothing_to_draw_is_an_empty_stack():
    assert fit([block("")], room=ROOM, height=HEIGHT).height == 0


@pytest.mark.parametrize("text", ["venez ?", "Conseils :", "« Le", "Tilleul »", "8 %", "14\u00a0h"])
def test_a_line_never_breaks_where_a_reader_would_stumble(text):
    assert wrap(text, size=6, face=Face.REGULAR, room=1) == [text]


def test_a_newline_ends_a_line():
    assert wrap("rue\nville", size=6, face=Face.REGULAR, room=ROOM) == ["rue", "ville"]


def test_a_telephone_number_stays_on_one_line_and_breaks_only_where_none_holds_it():
    lines = wrap("Contrôle Interne, 7340 Colfontaine, 065  00 12 01.", size=6, face=Face.REGULAR, room=90)
    assert lines == ["Contrôle Interne, 7340 Colfontaine,", "065  00 12 01."]
    assert len(wrap("065 00 12 01", size=6, face=Face.REGULAR, room=20)) > 1


HYPHENS = "Saint-Jean-Baptiste-de-la-Salle-Sainte-Marie-Madeleine"


def test_a_name_wider_than_the_line_breaks_after_its_hyphens():
    lines = wrap(f"Salle {HYPHENS}", size=6, face=Face.REGULAR, room=ROOM)
    assert len(lines) > 1
    assert all(line.endswith("-") and width(line, 6, Face.REGULAR) <= ROOM for line in lines[:-1])
    assert "".join(lines) == f"Salle {HYPHENS}"


def test_a_name_that_a_line_holds_is_never_broken_even_to_balance():
    text = "Ici Sainte-Marie-Madeleine"
    assert wrap(text, size=6, face=Face.REGULAR, room=ROOM) == ["Ici", "Sainte-Marie-Madeleine"]
    balanced = wrap_balanced(f"{text} de Wasmes en bas", size=6, face=Face.REGULAR, room=ROOM + 6)
    assert any("Sainte-Marie-Madeleine" in line for line in balanced)


@pytest.mark.parametrize(
    "text",
    ["x-y-z-a-b-c", "2027-01-12-14-16", "cafe-pol.example/sainte-marie", "a@saint-jean.example", "-Saint", "065-00"],
)
def test_letters_numbers_and_addresses_do_not_break_at_hyphens(text):
    assert wrap(text, size=6, face=Face.REGULAR, room=1) == [text]


def test_a_long_hyphenated_name_prints_where_it_was_refused():
    stack = fit([block(HYPHENS, style=Style(6.4, 5, Face.BOLD, balanced=True))], room=77, height=46)
    assert "".join(line.text for line in stack.lines) == HYPHENS


def slowly(blocks, *, room, height):
    """The first of all the steps that fits, looked at one after another."""
    for step in range(STEPS + 1):
        stack = fitting._try_stack([(each, each.text) for each in blocks], step, room, balanced=True)
        if stack and stack.height <= height:
            return stack
    raise AssertionError


@pytest.mark.parametrize("words", [1, 4, 6, 8, 9, 10, 11])
def test_halving_finds_the_same_size_as_looking_at_every_step(words, monkeypatch):
    blocks = [block("un petit café à la salle " * 2, style=Style(9, 4, balanced=True)), block("rencontre " * words)]
    looked = []
    once = fitting._try_stack
    monkeypatch.setattr(fitting, "_try_stack", lambda *args, **more: looked.append(args) or once(*args, **more))
    found = fit(blocks, room=ROOM, height=HEIGHT)
    assert len(looked) <= 8
    assert found == slowly(blocks, room=ROOM, height=HEIGHT)


def test_a_name_that_becomes_whole_and_then_needs_a_line_more_still_finds_a_size(monkeypatch):
    monkeypatch.setattr(fitting, "_fits", lambda stack, _: stack.lines[0].size == pytest.approx(5.5))
    assert fit([block("un")], room=ROOM, height=HEIGHT).lines[0].size == pytest.approx(5.5)


def test_balanced_lines_are_as_few_and_shorter():
    text = "Un café avec votre policier de quartier"
    greedy = wrap(text, size=13.5, face=Face.BOLD, room=98)
    balanced = wrap_balanced(text, size=13.5, face=Face.BOLD, room=98)
    assert greedy == ["Un café avec", "votre policier de", "quartier"]
    assert balanced == ["Un café avec", "votre policier", "de quartier"]


@given(WORDS, WORDS)
def test_whatever_fits_is_whole_inside_its_box_and_without_overlap(first, second):
    try:
        stack = fit([block(first), block(second, "place", Style(8, 5, Face.BOLD))], room=ROOM, height=HEIGHT)
    except Refused:
        return
    assert "".join("".join(line.text for line in stack.lines).split()) == "".join((first + second).split())
    assert all(width(line.text, line.size, line.face) <= ROOM + 0.001 for line in stack.lines)
    bottoms = [line.drop + line.size * DESCENT for line in stack.lines]
    tops = [line.drop - line.size * ASCENT for line in stack.lines]
    assert all(top >= bottom - 0.001 for bottom, top in zip(bottoms, tops[1:], strict=False))
    assert stack.height <= HEIGHT
    assert all(bottom <= stack.height + 0.001 for bottom in bottoms)


@given(WORDS, st.floats(1, 80))
def test_wrapping_anything_loses_nothing_and_stays_in_the_room(text, room):
    lines = wrap_anything(text, size=4, face=Face.REGULAR, room=room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) == 1 or width(line, 4, Face.REGULAR) <= room + 0.001 for line in lines)
