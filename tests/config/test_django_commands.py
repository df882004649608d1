"""Django's own commands stay within reach of `rodtrad`, also those of installed apps: `serve` needs one."""

from __future__ import annotations

import os
import subprocess
import sys


def test_a_command_of_an_installed_app_is_known_to_a_process_of_its_own() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "rodtrad", "collectstatic", "--help"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "rodtrad.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 0, said.stderr
    assert "--no-input" in said.stdout
