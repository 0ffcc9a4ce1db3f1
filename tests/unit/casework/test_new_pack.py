"""The pack that `fangyuan pack new` writes is not only checked and tested: signed, installed and opened, it runs a case."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from fangyuan.casework.acting import act
from fangyuan.casework.adopting import adopt, left_open
from fangyuan.casework.receiving import receive, take_in
from fangyuan.casework.registering import register
from fangyuan.cli import fangyuan
from fangyuan.model.commands import CompleteTask, TakeAction
from unit.casework.offices import CHIEF, CLERK, make_place


def run(*words: str) -> str:
    done = CliRunner().invoke(fangyuan, ["pack", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_new_pack_is_signed_installed_opened_and_runs_a_case(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANGYUAN_HOME", str(tmp_path / "home"))
    folder, file = str(tmp_path / "rooms"), tmp_path / "rooms.fypack"
    run("new", "county-x/rooms", "-o", folder, "--title", "会议室借用")
    run("key", "new", "county-x")
    run("build", folder, "-o", str(file))
    place = make_place(sqlite_url, tmp_path)
    office = place.office
    pack = take_in(office, receive(office, file.read_bytes()), place.now)
    assert [role for role, _ in left_open(office, "t", pack, place.now).roles] == ["head"]
    (kind,) = adopt(office, "t", pack, place.now, roles={"head": "chief"})
    asked = {"subject_matter": "借用会议室", "kind": "application"}
    case = register(office, CLERK, kind, asked, None, "k1", place.now).case
    act(office, CLERK, case, CompleteTask(task="handle", answers={"result": "同意。"}), place.now)
    act(office, CHIEF, case, TakeAction(action="finish"), place.now)
    state = place.state(case)
    assert (state.pack, state.stage, state.closed) == (pack.hash, "done", True)
    office.database.close()
