"""Build hook: the wheel asks for what requirements/base.in asks for, so that the list stands in one place."""

from __future__ import annotations

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class DependenciesHook(MetadataHookInterface):
    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, object]) -> None:
        lines = (Path(self.root) / "requirements" / "base.in").read_text(encoding="utf-8").splitlines()
        metadata["dependencies"] = [
            line.strip() for line in lines if line.strip() and not line.startswith(("#", "-"))
        ]
