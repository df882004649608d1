"""The product's own settings, with a data directory that lives as long as the test run.

Tests must never touch the data of the person who runs them, and two runs on one machine must not meet.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "RODTRAD_TEST_RUN" not in os.environ:
    # Set before the product's settings are read; worker processes and commands that tests start inherit it.
    directory = tempfile.mkdtemp(prefix="rodtrad-test-")
    os.environ.update(RODTRAD_TEST_RUN=directory, RODTRAD_DATA_DIR=directory)
    atexit.register(shutil.rmtree, directory, ignore_errors=True)

from rodtrad.config.settings import *  # noqa: F403

# Argon2 is slow by design, and every test that signs in would pay for it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Files are served from where they stand; WhiteNoise only wants the folder for collected ones to be there.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
# The name by which Django's test client calls.
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]  # noqa: F405
