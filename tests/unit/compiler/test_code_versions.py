"""A code that a list has no more stays readable where a case has it, and is marked so that nobody is offered it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds
from fangyuan.kinds.choices import every

MINIMAL = Path(__file__).parents[2] / "packs" / "valid" / "minimal"
VERSIONS = """code-list: device-kinds
title: 设备类别
versions:
  - version: "2"
    current: true
    codes:
      - {code: printer, title: 打印机}
      - {code: copier, title: 复印机, retired: true, children: [{code: wide, title: 工程图}]}
  - version: "1"
    mapped: {fax: printer}
    codes:
      - {code: printer, title: 打印机（旧）}
      - {code: machines, title: 机器, children: [{code: fax, title: 传真机}]}
"""
TABLE = "code,title,parent,retired\nprinter,打印机,,\nfax,传真机,,true\n"


def options(folder: Path, written: str, csv: str = "") -> dict[str, tuple[str, bool]]:
    """The options of the pack's list: code -> (title, whether it is retired)."""
    pack = folder / "pack"
    shutil.copytree(MINIMAL, pack)
    (pack / "codes" / "device-kinds.yaml").write_text(written, "utf-8")
    if csv:
        (pack / "codes" / "devices.csv").write_text(csv, "utf-8")
    _, made = load(pack, (), load_kinds())
    (field,) = {case.fields["category"].path: case.fields["category"] for case in made.case_types.values()}.values()
    return {str(option.value): (option.title, option.retired) for option in every(field.options)}


@pytest.mark.parametrize(
    ("written", "csv", "found"),
    [
        (
            VERSIONS, "",
            {
                "printer": ("打印机", False), "copier": ("复印机", True), "wide": ("工程图", True),
                "machines": ("机器", True), "fax": ("传真机", True),
            },
        ),
        (
            "code-list: device-kinds\ntitle: 设备类别\nversion: '2'\ncsv: devices.csv\n", TABLE,
            {"printer": ("打印机", False), "fax": ("传真机", True)},
        ),
    ],
    ids=["versions", "csv"],
)  # fmt: skip
def test_what_was_retired_stays_readable(
    tmp_path: Path, written: str, csv: str, found: dict[str, tuple[str, bool]]
) -> None:
    assert options(tmp_path, written, csv) == found
