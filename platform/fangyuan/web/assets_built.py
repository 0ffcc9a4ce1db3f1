"""The built style sheet and scripts, each under an address that changes with its content."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for


def init(app: Flask) -> None:
    """Gives templates `asset('app.css')`, and an `url_for` that makes an address without parts once."""
    app.extensions["fangyuan"]["addresses"] = {}
    app.jinja_env.globals.update(asset=asset, url_for=address)


def asset(name: str) -> str:
    """The address of a built file."""
    return _once(f"static {name}", lambda: url_for("static", filename=f"build/{name}", v=_manifest().get(name, "")))


def address(endpoint: str, **values: Any) -> str:
    """Flask's `url_for`; an address that has no parts is made once for the place where the site is mounted."""
    return url_for(endpoint, **values) if values else _once(endpoint, lambda: url_for(endpoint))


def _once(name: str, make: Callable[[], str]) -> str:
    known: dict[tuple[str, str], str] = current_app.extensions["fangyuan"]["addresses"]
    key = (request.script_root, name)
    if key not in known:
        known[key] = make()
    return known[key]


@cache
def _manifest() -> dict[str, str]:
    """File name -> content hash, as the build wrote it; empty before the first build."""
    path = Path(__file__).with_name("static") / "build" / "manifest.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}
