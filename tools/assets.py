"""Copy the files that pages use from node_modules to where Django serves them.

Exactly these and nothing else: what stands in the folder from an earlier list is removed, so the list
below is the whole truth about third-party code in a browser.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "node_modules"
TARGET = ROOT / "src/rodtrad/common/static/common/vendor"

# From node_modules to a name under static/common/vendor/. Change lines freely; `make setup` does the rest.
FILES = {
    "@digdir/designsystemet-css/dist/src/index.css": "designsystemet/designsystemet.css",
    "@digdir/designsystemet-css/LICENSE": "designsystemet/LICENSE",
    "@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2": "inter/inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-opsz-normal.woff2": "inter/inter-latin-ext.woff2",
    "@fontsource-variable/inter/files/inter-latin-wght-italic.woff2": "inter/inter-latin-italic.woff2",
    "@fontsource-variable/inter/LICENSE": "inter/OFL.txt",
}


def main() -> int:
    missing = [name for name in FILES if not (SOURCE / name).is_file()]
    if missing:
        print(f"Assets are missing, run 'make setup': no node_modules/{missing[0]}.", file=sys.stderr)
        return 2
    copy(FILES, SOURCE, TARGET)
    return 0


def copy(files: dict[str, str], source: Path, target: Path) -> None:
    """Bring `target` to hold exactly `files`; a file that is already the same is left alone."""
    wanted = {
        target / name: without_source_map((source / origin).read_bytes()) for origin, name in files.items()
    }
    for path, content in wanted.items():
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_file() and path not in wanted:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            shutil.rmtree(path)


def without_source_map(content: bytes) -> bytes:
    """Drop the reference to a map that is not served: static files with hashed names would not build."""
    head, mark, tail = content.rpartition(b"//# sourceMappingURL=")
    return head if mark and b"\n" not in tail.strip() else content


if __name__ == "__main__":
    sys.exit(main())
