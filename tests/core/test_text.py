import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafepol.core.errors import Refused
from cafepol.core.text import (
    CODE_ALPHABET,
    clean_line,
    clean_text,
    has_iban,
    has_national_number,
    has_plate,
    mail_key,
    normal_mail,
    normal_phone,
    public_code,
    slug,
    spoken_reference,
)


def test_line_is_composed_single_spaced_and_trimmed():
    assert clean_line("  cafe\u0301 \t noir\nici  ") == "café noir ici"


def test_nothing_is_an_empty_line():
    assert clean_line(None) == clean_text(None) == ""


def test_invisible_and_turning_characters_are_taken_out():
    assert clean_line("A\u202eB\u200bC\x00D") == "ABCD"


def test_what_is_no_character_at_all_is_taken_out():
    assert clean_text("A\ufffeB\uffffC\ufdd0D\U0001fffeE") == clean_line("A\ufffeB\uffffCDE") == "ABCDE"


def test_text_keeps_its_lines_with_one_empty_line_at_most():
    assert clean_text("un\r\ndeux\n\n\n\ntrois  ") == "un\ndeux\n\ntrois"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(typed):
    assert clean_line(clean_line(typed)) == clean_line(typed)
    assert clean_text(clean_text(typed)) == clean_text(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Jean@X.be ", "Jean@x.be"),
        ("a@Büro.be", "a@xn--bro-hoa.be"),
        ("Prenom.Nom@Exemple.BE", "Prenom.Nom@exemple.be"),
    ],
)
def test_address_keeps_its_local_part_and_normalises_its_domain(typed, stored):
    assert normal_mail(typed) == stored


@pytest.mark.parametrize("typed", ["a@b", "jean", "a@b.be\r\nBcc: x@y.be", "@x.be", ""])
def test_what_is_no_address_is_refused_with_an_example(typed):
    with pytest.raises(Refused, match=r"prenom@exemple\.be") as refusal:
        normal_mail(typed, field="email")
    assert refusal.value.field == "email"


def test_addresses_are_compared_whatever_their_case():
    assert mail_key(normal_mail("Jean@X.be")) == mail_key(normal_mail("jean@x.BE"))


@pytest.mark.parametrize("typed", ["065/619 600", "+32 65 61 96 00", "0032 65 619600", "065.61.96.00", "065 61 96 00"])
def test_every_belgian_way_of_writing_a_number_is_one_number(typed):
    assert normal_phone(typed) == "+3265619600"


@pytest.mark.parametrize("typed", ["abc", "123", "", "0470 12 34 56 78 90 12 34"])
def test_what_is_no_number_is_refused_with_an_example(typed):
    with pytest.raises(Refused, match="0470 12 34 56"):
        normal_phone(typed)


@pytest.mark.parametrize("typed", ["0470 12 34 5", "0470 12 34 567", "065 61 96 0", "065 61 96 000"])
def test_a_digit_too_few_or_too_many_of_a_belgian_number_is_told(typed):
    with pytest.raises(Refused, match="Il manque des chiffres"):
        normal_phone(typed)


def test_a_number_of_another_country_is_taken_as_it_is():
    assert normal_phone("+33 6 12 34 56 78") == "+33612345678"


def test_name_in_a_url_is_plain():
    assert slug("Saint-Ghislain & Wasmuël, l’École") == "saint-ghislain-wasmuel-l-ecole"


def test_codes_are_six_unmistakable_signs():
    codes = {public_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 6 and set(code) <= set(CODE_ALPHABET) for code in codes)
    assert len(spoken_reference()) == 7
    assert spoken_reference()[3] == "-"


@pytest.mark.parametrize("text", ["85.07.30-033.28", "85073003328", "son numéro 85 07 30 033 28 ici", "00012556777"])
def test_national_number_is_recognised(text):
    assert has_national_number(text)


@pytest.mark.parametrize("text", ["85.07.30-033.29", "065 61 96 00", "12345", "il y a 12 voitures"])
def test_other_digits_are_no_national_number(text):
    assert not has_national_number(text)


@pytest.mark.parametrize(
    "text", ["BE68 5390 0754 7034", "be68539007547034", "compte BE68-5390-0754-7034 svp merci", "NL91ABNA0417164300"]
)
def test_account_number_is_recognised(text):
    assert has_iban(text)


@pytest.mark.parametrize("text", ["BE68 5390 0754 7035", "le10 decembre nous avons vu", "BE68 5390 0754", "XX12" * 5])
def test_other_letters_and_digits_are_no_account_number(text):
    assert not has_iban(text)


@pytest.mark.parametrize("text", ["1-ABC-234", "1ABC234", "2 VLA 001.", "une 1abc234 grise", "ABC-123", "123-ABC"])
def test_number_plate_is_recognised(text):
    assert has_plate(text)


@pytest.mark.parametrize("text", ["le 7 rue 100", "TEC 123", "7340 Colfontaine", "MO.55.L1.123/2027", "les 3 box 100"])
def test_other_letters_and_digits_are_no_plate(text):
    assert not has_plate(text)
