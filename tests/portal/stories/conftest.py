"""A small demo authority, built by the demo's own builder, for the stories of home, thread and search."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from rodtrad.organisation.models import Person
from rodtrad.portal.demo import Demo, DemoOrder, build_demo

NOVEMBER = date(2026, 11, 12)


@pytest.fixture(scope="package")
def built_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[Demo]:
    """One demo for all the stories of this folder, taken away again after them.

    Each test runs in a transaction of its own inside this one, so none sees what another did.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_demo(DemoOrder(), lambda line: None, NOVEMBER)
        transaction.set_rollback(True)


@pytest.fixture
def demo(built_once: Demo, db: None) -> Demo:
    """The demo as on 12 November 2026, in the middle of the rating."""
    return built_once


@pytest.fixture
def enter(demo: Demo) -> Callable[..., Client]:
    """`enter("karin")`: a browser without script, entered as one of the demo's people."""

    def entered(username: str, language: str = "sv") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(
            Person.objects.get(username=username), "allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return entered
