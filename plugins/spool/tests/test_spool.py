"""The spool takes each message once, whole, for people with a number."""

import importlib.util
import json
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from fangyuan.casework.channels import load_channels
from fangyuan.model.channels import Outbound
from fangyuan.model.world import Person

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
CHIEF = Person("chief", "t", "科长乙", phone="13900000000")


@pytest.fixture(scope="module")
def plugin() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fangyuan_spool", Path(__file__).parents[1] / "fangyuan_spool.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_message_lies_in_the_folder_once(plugin: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGYUAN_SPOOL", str(tmp_path / "spool"))
    spool = load_channels([plugin])["spool"]
    for _ in range(2):
        spool.send(Outbound("k1", "t", "c1", "SLBX2026-0001", CHIEF, "", "急修:三楼打印机", NOW))
    (file,) = (tmp_path / "spool").iterdir()
    assert file.name == "k1.json"
    assert json.loads(file.read_text("utf-8"))["text"] == "SLBX2026-0001 急修:三楼打印机"


def test_whoever_has_no_number_is_not_reached(plugin: ModuleType, tmp_path: Path) -> None:
    spool = plugin.Spool(tmp_path)
    assert spool.reaches(CHIEF)
    assert not spool.reaches(Person("clerk", "t", "甲"))


def test_without_a_folder_there_is_no_channel(plugin: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FANGYUAN_SPOOL", raising=False)
    assert load_channels([plugin]) == {}
