import pytest

from cafepol.core.config import BadSetting, load_settings

KEY = "k" * 40


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch):
    mail = ("MAIL_URL", "MAIL_MODE", "MAIL_REDIRECT_TO")
    for name in ("ORIGIN", "DATABASE_URL", "DEMO", "SECRET_KEY", "INSTANCE", *mail):
        monkeypatch.delenv(f"CAFEPOL_{name}", raising=False)


def test_fresh_installation_has_its_own_key_that_only_its_owner_reads(tmp_path):
    first = load_settings(tmp_path)
    assert len(first.secret_key) >= 32
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert load_settings(tmp_path).secret_key == first.secret_key


def test_database_lies_in_the_instance(tmp_path):
    assert load_settings(tmp_path).database_url == f"sqlite:///{tmp_path}/cafepol.sqlite"


def test_environment_wins_over_the_file(tmp_path, monkeypatch):
    (tmp_path / "cafepol.toml").write_text(
        'quiet_seconds = 30\nmail_from = "a@b.be"\nsecret_key_fallbacks = ["x", "y"]'
    )
    monkeypatch.setenv("CAFEPOL_QUIET_SECONDS", "45")
    settings = load_settings(tmp_path)
    assert (settings.quiet_seconds, settings.mail_from) == (45, "a@b.be")
    assert settings.secret_key_fallbacks == ("x", "y")


def test_instance_is_named_by_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("CAFEPOL_INSTANCE", str(tmp_path / "ici"))
    monkeypatch.setenv("CAFEPOL_SECRET_KEY_FALLBACKS", "a,b")
    settings = load_settings()
    assert settings.instance == tmp_path / "ici"
    assert settings.secret_key_fallbacks == ("a", "b")


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"origin": "cafepol.be"}, "CAFEPOL_ORIGIN"),
        ({"origin": "http://cafepol.be"}, "https"),
        ({"origin": "https://cafepol.be/chemin"}, "sans chemin"),
        ({"origin": "https://cafepol.be", "demo": "1"}, "CAFEPOL_DEMO"),
        ({"mail_url": "http://smtp"}, "CAFEPOL_MAIL_URL"),
        ({"mail_from": "CaféPol Boraine"}, "CAFEPOL_MAIL_FROM"),
        ({"mail_from": "Police, zone Boraine <cafepol@zone.example>"}, "CAFEPOL_MAIL_FROM"),
        ({"mail_reply_to": "prevention"}, "CAFEPOL_MAIL_REPLY_TO"),
        ({"mail_from": "Zone\r\nBcc: v@x.example <cafepol@zone.example>"}, "CAFEPOL_MAIL_FROM"),
        ({"mail_from": "=?utf-8?q?=0D=0ABcc=3A_v=40x?= <cafepol@zone.example>"}, "CAFEPOL_MAIL_FROM"),
        ({"mail_reply_to": "cafepol@zone.example\nBcc: v@x.example"}, "CAFEPOL_MAIL_REPLY_TO"),
        ({"mail_mode": "redirect", "mail_redirect_to": "a@b.be\r\nBcc: v@x.example"}, "CAFEPOL_MAIL_REDIRECT_TO"),
        ({"mail_mode": "test"}, "CAFEPOL_MAIL_MODE"),
        ({"mail_mode": "redirect"}, "CAFEPOL_MAIL_REDIRECT_TO"),
        ({"mail_mode": "redirect", "mail_redirect_to": "essai"}, "une seule adresse"),
        ({"mail_mode": "redirect", "mail_redirect_to": "Essai <essai@zone.example>"}, "sans nom"),
        ({"mail_redirect_to": "essai@zone.example"}, "CAFEPOL_MAIL_MODE=redirect"),
        ({"timezone": "Europe/Nulle-Part"}, "CAFEPOL_TIMEZONE"),
        ({"secret_key": "court"}, "32 caractères"),
        ({"quiet_seconds": "dix"}, "« dix »"),
        ({"quiet_seconds": "-1"}, "positif"),
        ({"demo": "peut-être"}, "CAFEPOL_DEMO"),
    ],
)
def test_bad_setting_stops_the_start_with_one_clear_line(tmp_path, setting, sentence):
    with pytest.raises(BadSetting, match=sentence) as error:
        load_settings(tmp_path, **setting)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("content", ["quiet_seconds = ", "inconnu = 3"])
def test_file_that_cannot_be_read_is_named(tmp_path, content):
    (tmp_path / "cafepol.toml").write_text(content)
    with pytest.raises(BadSetting, match=r"cafepol\.toml"):
        load_settings(tmp_path)


@pytest.mark.parametrize("name", ["{}", "CaféPol Boraine <{}>", '"Zone, CaféPol" <{}>'])
def test_a_sender_may_have_a_name_before_its_address(tmp_path, name):
    address = "cafepol@zone.example"
    assert load_settings(tmp_path, mail_from=name.format(address)).mail_address == address


def test_https_is_told_by_the_origin(tmp_path):
    settings = load_settings(tmp_path, origin="https://cafepol.example.be", secret_key=KEY)
    assert (settings.is_https, settings.host) == (True, "cafepol.example.be")


def test_secrets_are_not_shown(tmp_path):
    settings = load_settings(tmp_path, secret_key=KEY, mail_url="smtps://moi:motdepasse@smtp.example")
    assert KEY not in repr(settings)
    assert "motdepasse" not in repr(settings)
