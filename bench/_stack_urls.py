"""The product's addresses, and the constant page that others are measured beside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from rodtrad.config.urls import urlpatterns as of_the_product

SIZE = 16_000
PAGE = b"<!doctype html><title>Constant</title><p>" + b"x" * SIZE


def constant(request: HttpRequest) -> HttpResponse:
    """A page that costs nothing to make."""
    return HttpResponse(PAGE)


urlpatterns = [path("oppet/_constant/", constant, name="constant"), *of_the_product]
