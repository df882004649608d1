"""An import that cannot take the server down with it.

The file is read in a process of its own, with a ceiling on memory and time. What comes back is JSON:
nothing that a hostile file could have made of that process is run here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from .errors import CODES, Code, ImportRefused
from .model import PlanTree, SourceKind
from .readers import MAX_BYTES
from .serial import from_json

_MAX_ANSWER = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import gave: the text that items point into, with the offsets of its pages, and the trees."""

    text: str
    kind: SourceKind
    pages: tuple[int, ...]
    trees: tuple[PlanTree, ...]


def import_in_limits(
    data: bytes, filename: str, *, seconds: float = 20, megabytes: int = 500, max_bytes: int = MAX_BYTES
) -> Imported:
    """Read a document and find its plans in a process with limits.

    `seconds` is wall and processor time, `megabytes` the address space. A file that needs more is refused
    as `too_heavy`; every other refusal is as from `read_document`.
    """
    if len(data) > max_bytes:  # before it is piped anywhere
        raise ImportRefused("too_large", f"{len(data)} bytes")
    command = [
        sys.executable,
        "-m",
        "rodtrad.plans.importing.worker",
        filename,
        str(seconds),
        str(megabytes),
        str(max_bytes),
    ]
    try:
        done = subprocess.run(  # noqa: S603  our own module, the file name is an argument and no shell
            command, input=data, capture_output=True, timeout=seconds, env=_environment(), check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ImportRefused("too_heavy", f"{seconds} s") from error
    except ValueError as error:  # a file name with a NUL
        raise ImportRefused("broken_file", "file name") from error
    return _answer(done)


def _environment() -> dict[str, str]:
    """Only what Python needs to start: no address or secret of the server goes to the process that reads
    the file."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _answer(done: subprocess.CompletedProcess[bytes]) -> Imported:
    if done.returncode != 0 or not done.stdout or len(done.stdout) > _MAX_ANSWER:
        raise ImportRefused("too_heavy", f"exit {done.returncode}")
    answer: dict[str, Any] = json.loads(done.stdout)
    if code := answer.get("refused"):
        known: Code = code if code in CODES else "broken_file"
        raise ImportRefused(known, str(answer.get("detail", "")))
    trees = tuple(from_json(one) for one in answer["documents"])
    return Imported(answer["text"], answer["kind"], tuple(answer["pages"]), trees)
