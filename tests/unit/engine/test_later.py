"""Modules that are imported with the first name that is asked of them, in whichever thread that is."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fangyuan.model.later import later

CIRCLE = {
    "__init__": "from circle.cell import Cell",
    "cell": "import time\ntime.sleep(0.2)\nfrom circle.sheet import Sheet\nclass Cell: ...",
    "sheet": "import circle.cell\nclass Sheet: ...",
}
"""A package as openpyxl and docx are: whoever imports the whole meets each of its modules in an order that works."""


def test_two_threads_that_need_two_modules_of_one_package_both_get_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "circle").mkdir()
    for name, text in CIRCLE.items():
        (tmp_path / "circle" / f"{name}.py").write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    def second() -> str:
        while "circle.cell" not in sys.modules:
            pass
        return str(later("circle.sheet").Sheet.__name__)

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.submit(lambda: later("circle").Cell.__name__), threads.submit(second)
        assert (one.result(), other.result()) == ("Cell", "Sheet")
