"""Settings: nothing that is meant for one's own machine is left on a public one, and reverse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rodtrad.config import environment
from tests.config.conftest import run_in

PUBLIC = {"RODTRAD_PUBLIC_URL": "https://rodtrad.lindvalla.example"}
SHOW = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}))
"""


def shown(folder: Path, *names: str, **settings: str) -> dict[str, object]:
    code = SHOW.replace("sys.argv[1:]", repr(list(names)))
    answer = run_in(folder, "django", "shell", "--no-imports", "-c", code, **settings)
    assert answer.returncode == 0, answer.stderr
    found: dict[str, object] = json.loads(answer.stdout.splitlines()[-1])
    return found


def test_django_finds_nothing_to_say_of_a_public_installation(folder: Path) -> None:
    answer = run_in(folder, "django", "check", "--deploy", "--fail-level", "WARNING", **PUBLIC)

    assert answer.returncode == 0, answer.stderr


def test_one_address_sets_hosts_cookies_and_transport(folder: Path) -> None:
    found = shown(
        folder,
        *("ALLOWED_HOSTS", "HTTPS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS"),
        *("SECURE_SSL_REDIRECT", "CSRF_TRUSTED_ORIGINS", "ALLAUTH_TRUSTED_PROXY_COUNT", "DEBUG", "DEMO"),
        **PUBLIC,
    )

    assert found == {
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]", "rodtrad.lindvalla.example"],
        "HTTPS": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_SSL_REDIRECT": True,
        "CSRF_TRUSTED_ORIGINS": ["https://rodtrad.lindvalla.example"],
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
        "DEBUG": False,
        "DEMO": False,
    }


def test_without_https_nothing_demands_it_and_no_proxy_is_believed(folder: Path) -> None:
    found = shown(
        folder,
        *("ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT"),
        *("SECURE_PROXY_SSL_HEADER", "ALLAUTH_TRUSTED_PROXY_COUNT"),
    )

    assert found == {
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
        "SESSION_COOKIE_SECURE": False,
        "SECURE_HSTS_SECONDS": 0,
        "SECURE_SSL_REDIRECT": False,
        "SECURE_PROXY_SSL_HEADER": None,
        "ALLAUTH_TRUSTED_PROXY_COUNT": 0,
    }


@pytest.mark.parametrize(
    "value", ["rodtrad.example", "ftp://rodtrad.example", "https://", "https://a.example/x"]
)
def test_an_address_that_is_none_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RODTRAD_PUBLIC_URL", value)

    with pytest.raises(environment.WrongSettingError, match="RODTRAD_PUBLIC_URL"):
        environment.address("RODTRAD_PUBLIC_URL")


@pytest.mark.parametrize("value", ["-1", "one", "", "1.5"])
def test_a_number_that_is_none_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RODTRAD_PROXIES", value)

    with pytest.raises(environment.WrongSettingError, match="RODTRAD_PROXIES"):
        environment.number("RODTRAD_PROXIES", 0)


def test_two_processes_that_start_together_have_one_key(folder: Path) -> None:
    first = environment.secret_key(folder)
    (folder / "secret-key").chmod(0o600)

    environment._make_key(folder / "secret-key")

    assert environment.secret_key(folder) == first
    assert [path.name for path in folder.iterdir()] == ["secret-key"]
    assert (folder / "secret-key").stat().st_mode & 0o777 == 0o600
