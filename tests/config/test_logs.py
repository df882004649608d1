"""Rule: answers and invitations cannot be joined, not by what stands in a log either."""

from __future__ import annotations

import logging
from logging.config import DictConfigurator

from django.conf import settings


def test_a_code_that_leads_nowhere_is_not_written_down() -> None:
    formatter = _formatter()
    record = logging.getLogger("django.request").makeRecord(
        "django.request", logging.WARNING, "", 0, "Not Found: %s", ("/svara/4ex37hcz48rj/tack/",), None
    )

    assert formatter.format(record).endswith("Not Found: /svara/…/tack/")


def test_a_code_in_a_traceback_is_taken_out_too() -> None:
    formatter = _formatter()
    try:
        raise RuntimeError("<WSGIRequest: POST '/svara/4ex37hcz48rj/'>")
    except RuntimeError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Internal error", (), info)

    assert "4ex37hcz48rj" not in formatter.format(record)


def _formatter() -> logging.Formatter:
    """As the settings of an installation make it."""
    made = DictConfigurator(settings.LOGGING).configure_formatter(
        dict(settings.LOGGING["formatters"]["line"])
    )
    assert isinstance(made, logging.Formatter)
    return made
