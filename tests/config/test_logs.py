"""Rule: answers and invitations cannot be joined, not by what stands in a log either."""

from __future__ import annotations

import logging
from datetime import timedelta
from logging.config import DictConfigurator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from gunicorn.config import Config

from rodtrad.config.gunicorn_log import DiscreetLogger
from rodtrad.config.management.commands import serve


def test_a_code_that_leads_nowhere_is_not_written_down() -> None:
    formatter = _formatter()
    record = logging.getLogger("django.request").makeRecord(
        "django.request", logging.WARNING, "", 0, "Not Found: %s", ("/svara/4ex37hcz48rj/tack/",), None
    )

    assert formatter.format(record).endswith("Not Found: /svara/…")


def test_a_code_in_a_traceback_is_taken_out_too() -> None:
    formatter = _formatter()
    try:
        raise RuntimeError("<WSGIRequest: POST '/svara/4ex37hcz48rj/'>")
    except RuntimeError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Internal error", (), info)

    assert "4ex37hcz48rj" not in formatter.format(record)


@pytest.mark.parametrize(
    "path", ["/svara/mote/4ex37h/0a1b2c3d4e/nu/", "/svara/4ex37hcz48rj/tack/0a1b2c3d4e/"]
)
def test_neither_the_seat_of_a_phone_nor_the_receipt_of_an_answer_is_written_down(path: str) -> None:
    """A receipt stands in the database beside its answer: with a line of the log it would have a time."""
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, f"Error at {path}?lang=sv", (), None)

    written = _formatter().format(record)

    assert "4ex37h" not in written
    assert "0a1b2c3d4e" not in written


def test_gunicorn_writes_no_line_of_those_who_answer_and_no_code_in_its_errors(tmp_path: Path) -> None:
    lines = _served(tmp_path, "/svara/4ex37hcz48rj/", "/oppet/", "//svara/4ex37hcz48rj/")

    assert len(lines["access"].splitlines()) == 1
    assert "/oppet/" in lines["access"]
    assert "Error handling request /svara/…" in lines["error"]
    assert "4ex37hcz48rj" not in lines["access"] + lines["error"]


def _served(folder: Path, *paths: str) -> dict[str, str]:
    """What gunicorn writes when the pages have been asked for, with the logger that `rodtrad serve` names."""
    command = serve.web_command("127.0.0.1", 8000, 1)
    assert command[command.index("--logger-class") + 1] == f"{DiscreetLogger.__module__}.DiscreetLogger"
    cfg = Config()
    cfg.set("accesslog", str(folder / "access"))
    cfg.set("errorlog", str(folder / "error"))
    logger = DiscreetLogger(cfg)
    answer = SimpleNamespace(status="200 OK", headers=[], sent=1)
    asked = {"REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "192.0.2.7"}
    for path in paths:
        environ = {**asked, "PATH_INFO": path, "RAW_URI": path}
        logger.access(answer, SimpleNamespace(headers=[]), environ, timedelta(seconds=1))
        logger.error("Error handling request %s", path)
    for log in (logger.error_log, logger.access_log):
        for handler in list(log.handlers):
            handler.close()
            log.removeHandler(handler)
    return {name: (folder / name).read_text() for name in ("access", "error")}


def _formatter() -> logging.Formatter:
    """As the settings of an installation make it."""
    made = DictConfigurator(settings.LOGGING).configure_formatter(
        dict(settings.LOGGING["formatters"]["line"])
    )
    assert isinstance(made, logging.Formatter)
    return made
