"""Entering: accounts are made by the authority, never by the one who enters."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignupAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Login with password; no self-made accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
