"""Third-party files in the browser are exactly those that are listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import assets


@pytest.fixture
def fetched(tmp_path: Path) -> Path:
    folder = tmp_path / "node_modules/design"
    folder.mkdir(parents=True)
    (folder / "design.css").write_text("p{}")
    (folder / "design.js").write_text("go();\n//# sourceMappingURL=design.js.map")
    return tmp_path / "node_modules"


def test_a_listed_file_is_served_under_its_name(fetched: Path, tmp_path: Path) -> None:
    assets.copy({"design/design.css": "look/design.css"}, fetched, tmp_path / "served")

    assert (tmp_path / "served/look/design.css").read_text() == "p{}"


def test_a_file_that_left_the_list_is_no_longer_served(fetched: Path, tmp_path: Path) -> None:
    served = tmp_path / "served"
    assets.copy({"design/design.css": "old/design.css"}, fetched, served)
    assets.copy({"design/design.css": "design.css"}, fetched, served)

    assert [path.name for path in served.iterdir()] == ["design.css"]


def test_a_reference_to_a_map_that_is_not_served_is_dropped(fetched: Path, tmp_path: Path) -> None:
    assets.copy({"design/design.js": "design.js"}, fetched, tmp_path / "served")

    assert (tmp_path / "served/design.js").read_text() == "go();\n"


def test_an_unchanged_file_is_left_alone(fetched: Path, tmp_path: Path) -> None:
    served = tmp_path / "served/design.css"
    assets.copy({"design/design.css": "design.css"}, fetched, tmp_path / "served")
    before = served.stat().st_mtime_ns
    assets.copy({"design/design.css": "design.css"}, fetched, tmp_path / "served")

    assert served.stat().st_mtime_ns == before


def test_what_is_missing_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assets, "SOURCE", tmp_path)

    assert assets.main() == 2
    assert capsys.readouterr().err.startswith("Assets are missing, run 'make setup': no node_modules/@")


def test_every_third_party_file_comes_with_its_licence() -> None:
    """MIT and OFL ask that the licence goes where the files go."""
    folders = {Path(name).parent for name in assets.FILES.values()}
    licensed = {Path(name).parent for origin, name in assets.FILES.items() if origin.endswith("LICENSE")}

    assert folders == licensed
