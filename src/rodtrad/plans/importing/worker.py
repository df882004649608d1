"""The process that reads one file under limits: the file on standard input, the answer as JSON on
standard output."""

from __future__ import annotations

import json
import logging
import resource
import sys
from typing import Any

from .errors import ImportRefused


def main(arguments: list[str]) -> int:
    """Arguments: file name, seconds, megabytes, most bytes of a file."""
    filename, seconds, megabytes, max_bytes = arguments
    _limit(resource.RLIMIT_CPU, max(1, round(float(seconds))))
    _limit(resource.RLIMIT_AS, int(megabytes) * 1024 * 1024)
    _limit(resource.RLIMIT_FSIZE, 0)
    logging.disable(logging.WARNING)  # pdfminer tells of every font it cannot measure
    sys.stdout.write(json.dumps(_read(filename, int(max_bytes)), ensure_ascii=True))
    return 0


def _limit(what: int, value: int) -> None:
    """Lower a limit; one that is lower already stays."""
    _, hard = resource.getrlimit(what)
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (most, most))


def _read(filename: str, max_bytes: int) -> dict[str, Any]:
    from .finding import find_plans  # under the limits from here on
    from .readers import read_document
    from .serial import to_json

    try:
        extracted = read_document(sys.stdin.buffer.read(), filename, max_bytes=max_bytes)
        trees = [to_json(tree) for tree in find_plans(extracted)]
    except ImportRefused as refused:
        return {"refused": refused.code, "detail": refused.detail}
    except (MemoryError, RecursionError):
        return {"refused": "too_heavy", "detail": "memory"}
    except Exception as error:  # noqa: BLE001  whatever a hostile file provokes, the answer is one clear line
        return {"refused": "broken_file", "detail": type(error).__name__}
    return {
        "text": extracted.text,
        "kind": extracted.kind,
        "pages": list(extracted.pages),
        "documents": trees,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
