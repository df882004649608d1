"""The product's own settings with one address more: a view of the same stack that returns a constant page."""

from rodtrad.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench._stack_urls"
