"""A ledger comes in by command: tried, refused rows written out, taken in once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from fangyuan.casework.admitting import open_account
from fangyuan.cli import fangyuan
from unit.casework.offices import REPAIR, make_place

LEDGER = "编号,登记日期,设备,类别,发现日期,联系电话\n1,2026-02-03,四楼电梯,电梯,2026.2.1,13800000000\n2,,,电梯,去年,\n"


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A GBK file beside an installation in which the clerk has an account."""
    monkeypatch.setenv("FANGYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("FANGYUAN_CLOCK", str(tmp_path / "clock"))
    (tmp_path / "clock").write_text("2026-03-02T09:00+08:00")
    (tmp_path / "installation.key").write_text("a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=")
    place = make_place(f"sqlite:///{tmp_path / 'fangyuan.db'}", tmp_path)
    open_account(place.office, "t", "clerk", "zhang", "a long password", place.now)
    place.office.database.close()
    file = tmp_path / "台账.csv"
    file.write_bytes(LEDGER.encode("gbk"))
    return file


def run(file: Path, *words: str) -> dict[str, Any]:
    done = CliRunner().invoke(fangyuan, ["import", str(file), "--case-type", REPAIR, "--as", "zhang", "--json", *words])
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_it_is_tried_taken_in_and_known_again(ledger: Path) -> None:
    wrong = ledger.with_name("wrong.xlsx")
    tried = run(ledger, "--dry-run", "--wrong", str(wrong))
    assert (tried["state"], tried["new"], tried["wrong"]) == ("asking", 1, 1)
    page = load_workbook(wrong).active
    assert page is not None
    assert "E3" in str(page["A4"].value)
    assert run(ledger)["new"] == 1
    again = run(ledger)
    assert (again["known"], again["wrong"], "new" in again) == (1, 1, False)
    nobody = CliRunner().invoke(fangyuan, ["import", str(ledger), "--case-type", REPAIR, "--as", "nobody"])
    assert "There is no account" in nobody.output
