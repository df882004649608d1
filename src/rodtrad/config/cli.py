"""The command `rodtrad`: Django's management under the product's own name and manners.

Exit status 0, 1 (did not hold) or 2 (bad use), with one clear line on standard error and no
traceback for anything a user can cause.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rodtrad.config.settings")
    from django.core.management import execute_from_command_line

    from rodtrad.config.environment import WrongSettingError

    try:
        execute_from_command_line(["rodtrad", *(sys.argv[1:] or ["help"])])
    except WrongSettingError as error:
        sys.exit(_refuse(str(error)))
    except BrokenPipeError:
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _refuse(line: str) -> int:
    sys.stderr.write(f"rodtrad: {line}\n")
    return 2
