"""The product's own settings and a view of the same stack that only inserts an answer's rows."""

from rodtrad.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench._bare_urls"
