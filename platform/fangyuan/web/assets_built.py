"""The built style sheet and scripts, each under an address that changes with its content."""

import json
from functools import cache
from pathlib import Path

from flask import Flask, url_for


def init(app: Flask) -> None:
    """Gives templates `asset('app.css')`."""
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str:
    """The address of a built file."""
    return url_for("static", filename=f"build/{name}", v=_manifest().get(name, ""))


@cache
def _manifest() -> dict[str, str]:
    """File name -> content hash, as the build wrote it; empty before the first build."""
    path = Path(__file__).with_name("static") / "build" / "manifest.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}
