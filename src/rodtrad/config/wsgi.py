"""What gunicorn serves."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rodtrad.config.settings")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
CHARSET = re.compile(r';\s*charset\s*=\s*("[^"]*"|[^;]*)', re.IGNORECASE)


def in_utf8(inner: Application) -> Application:
    """All our pages are in UTF-8, and so is what comes back from them.

    Django decodes by any codec that a request names, 'rot13' among them, which ends in a traceback before any
    of our code is met.
    """

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "CONTENT_TYPE" in environ:
            environ["CONTENT_TYPE"] = CHARSET.sub("", environ["CONTENT_TYPE"])
        return inner(environ, start_response)

    return application


application = in_utf8(get_wsgi_application())
