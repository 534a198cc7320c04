"""The checker of pages finds what it is there for."""

import pytest

from tests.pages import check_page, words

GOOD = """<!doctype html>
<html lang="fr"><head><title>Agenda – CaféPol</title><link rel="stylesheet" href="/static/css/base.css">
<script src="/static/js/a.js"></script><script type="application/ld+json">{"a": 1}</script></head>
<body><a href="#contenu">Aller au contenu</a><main id="contenu"><h1>Aujourd’hui</h1>
<form method="get"><label for="q">Commune</label><select id="q"></select><button>Filtrer</button></form>
<form method="post"><input type="hidden" name="jeton" value="x"><label><input type="checkbox" name="a"> Oui</label>
<fieldset><legend>Réponse</legend><label><input type="radio" name="r" value="1"> Une</label></fieldset>
<input aria-label="Nombre" name="n"><input type="submit" value="Envoyer"></form>
<svg aria-hidden="true"></svg><img src="/x.png" alt=""></main></body></html>"""


def test_a_good_page_passes():
    check_page(GOOD, "/")


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("<!doctype html>\n", "", "no doctype"),
        ('lang="fr"', 'lang="en"', "lang is en"),
        ("Agenda – CaféPol", " ", "no title"),
        ("Agenda – CaféPol", " – CaféPol", "says nothing of its own"),
        ("<h1>Aujourd’hui</h1>", "", "0 h1"),
        ("<h1>Aujourd’hui</h1>", "<h1>Un</h1><h1>Deux</h1>", "2 h1"),
        ('<main id="contenu">', '<main></main><main id="contenu">', "2 main"),
        ('for="q"', "", "no label for <select"),
        ("> Oui</label>", "></label>", "no label for <input"),
        ('aria-label="Nombre"', "", "no label for <input"),
        ("<fieldset><legend>Réponse</legend>", "<p>", "radio button outside a fieldset"),
        ("<legend>Réponse</legend>", "", "fieldset without legend"),
        ('name="jeton"', 'name="autre"', "no token"),
        ('<script src="/static/js/a.js">', "<script>", None),
        ('<script src="/static/js/a.js"></script>', "<script>a()</script>", "inline script"),
        ('<script src="/static/js/a.js"></script>', "<style>a{}</style>", "inline style"),
        ("<h1>", '<h1 style="color:red">', "attribute style"),
        ("<h1>", '<h1 onclick="a()">', "attribute onclick"),
        ('href="#contenu"', 'href="javascript:a()"', "attribute href"),
        ("<h1>", '<h1 id="q">', "id 'q' 2 times"),
        ("<h1>", '<h1 aria-describedby="nulle-part">', "which is nowhere"),
        ('href="#contenu"', 'href="#"', "link to nowhere"),
        ('href="#contenu"', 'href=""', "link to nowhere"),
        ('href="#contenu"', 'href="#ailleurs"', "link to nowhere"),
        ("Aller au contenu", "", "link without words"),
        (">Filtrer</button>", "></button>", "button without words"),
        (' alt=""', "", "no alt"),
        ('<svg aria-hidden="true">', "<svg>", "neither named nor hidden"),
        ("Aujourd’hui", "Aujourd'hui", "straight apostrophe"),
    ],
)
def test_a_page_that_breaks_one_rule_fails(good, bad, said):
    assert good in GOOD
    broken = GOOD.replace(good, bad, 1)
    with pytest.raises(AssertionError, match=f"^/x: .*{said or 'inline script'}"):
        check_page(broken, "/x")


def test_the_visible_words_have_plain_spaces_and_no_title():
    assert words("<title>Titre</title><p>Vous venez\u202f?</p>\n<p>14\u00a0h</p>") == "Vous venez ? 14 h"


def test_the_visible_words_come_in_the_order_in_which_they_are_read():
    assert words("<p>Un <b>deux <i>trois</i></b> quatre</p>") == "Un deux trois quatre"
