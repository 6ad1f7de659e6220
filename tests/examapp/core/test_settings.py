"""Settings: made once, kept secret, refused when they are a default."""

import stat
from pathlib import Path

import pytest

from examapp.core.settings import SettingsError, load_settings


def test_the_first_start_makes_the_installation_with_a_secret_of_its_own(tmp_path: Path) -> None:
    environ = {"EXAMAPP_DATA": str(tmp_path / "one")}
    first, again = load_settings(environ), load_settings(environ)
    other = load_settings({"EXAMAPP_DATA": str(tmp_path / "two")})
    assert first == again
    assert first.secret_key != other.secret_key
    assert stat.S_IMODE((tmp_path / "one" / "installation.toml").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o700


@pytest.mark.parametrize("secret", ["dev", "changeme", "short"])
def test_a_default_or_short_secret_is_refused_with_what_to_do(tmp_path: Path, secret: str) -> None:
    with pytest.raises(SettingsError, match=r"installation\.toml"):
        load_settings({"EXAMAPP_DATA": str(tmp_path), "EXAMAPP_SECRET_KEY": secret})


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    (tmp_path / "installation.toml").write_text(
        f'secret_key = "{"k" * 40}"\nbase_url = "https://a.example"\n'
    )
    settings = load_settings({"EXAMAPP_DATA": str(tmp_path), "EXAMAPP_BASE_URL": "http://b.example/"})
    assert (settings.base_url, settings.secret_key) == ("http://b.example", "k" * 40)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EXAMAPP_BASE_URL", "attestatsiya.example"),
        ("EXAMAPP_DEFAULT_LANGUAGE", "fr"),
        ("EXAMAPP_TRUSTED_PROXIES", "one"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({"EXAMAPP_DATA": str(tmp_path), name: value})


def test_a_broken_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "installation.toml").write_text("secret_key = ")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({"EXAMAPP_DATA": str(tmp_path)})
