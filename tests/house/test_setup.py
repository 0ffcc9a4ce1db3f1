"""The set-up itself is seen to work: databases, browser, and the rule against skipped tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import create_engine, text

from fixtures.databases import SERVER, NewDatabase, clear_what_killed_runs_left
from unit.casework.offices import make_place

pytest_plugins = ["pytester"]


def test_each_test_gets_a_database_of_its_own(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE only_here (id INTEGER PRIMARY KEY)"))
        connection.execute(text("INSERT INTO only_here VALUES (1)"))
        assert connection.execute(text("SELECT count(*) FROM only_here")).scalar_one() == 1
    engine.dispose()


def test_offices_that_begin_alike_share_nothing(new_postgres: NewDatabase, tmp_path: Path) -> None:
    files = [f"sqlite:///{tmp_path / name}.sqlite3" for name in ("one", "other")]
    for pair in (files, [new_postgres(None), new_postgres(None)]):
        one, other = (make_place(url, tmp_path) for url in pair)
        mine, theirs = one.register().case, other.register(device="电梯").case
        for place, held, missing in ((one, mine, theirs), (other, theirs, mine)):
            with place.office.database.read() as uow:
                assert uow.cases.load("t", held) is not None
                assert uow.cases.load("t", missing) is None
            place.office.database.close()


def test_the_server_of_a_killed_run_is_cleared_away(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    users = {"killed": [gone.pid], "running": [gone.pid, os.getpid()], "beginning": []}
    for name, processes in users.items():
        (tmp_path / f"{SERVER}{name}").mkdir()
        (tmp_path / f"{SERVER}{name}" / ".handle_pids.json").write_text(json.dumps(processes))
    clear_what_killed_runs_left(tmp_path)
    assert {folder.name for folder in tmp_path.iterdir()} == {f"{SERVER}running", f"{SERVER}beginning"}


def test_chromium_draws_chinese_text(page: Page) -> None:
    page.set_content("<p style='display:inline'>方圆</p>")
    box = page.locator("p").bounding_box()
    assert box is not None
    # Two full-width characters at 16 px; a missing glyph has another width.
    assert box["width"] == pytest.approx(32, abs=1)


SKIPPING = """
import pytest

@pytest.mark.skip(reason="later")
def test_marked(): ...

def test_inside():
    pytest.skip("later")

@pytest.mark.xfail
def test_expected():
    assert False
"""


def test_skips_and_expected_failures_fail(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(SKIPPING)
    result = pytester.runpytest("-p", "fixtures.honesty", "--numprocesses=0")
    result.assert_outcomes(failed=2, errors=1)


def test_a_module_that_skips_itself_is_an_error(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\npytest.importorskip('no_such_module')\ndef test_it(): ...")
    result = pytester.runpytest("-p", "fixtures.honesty", "--numprocesses=0")
    result.assert_outcomes(errors=1)
