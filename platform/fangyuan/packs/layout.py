"""Which file of a pack is what: by its path alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fangyuan.packs.source import Source, SourceFile


@dataclass(frozen=True, slots=True)
class Part:
    """A sort of file: the word of its meta-schema, its path, and the key that names each item where it holds a list."""

    part: str
    path: re.Pattern[str]
    key: str = ""
    single: bool = False


def _part(part: str, path: str, key: str = "", single: bool = False) -> Part:
    return Part(part, re.compile(path), key, single)


_NAME = r"[^/]+"

PARTS = (
    _part("pack", r"pack\.yaml", single=True),
    _part("roles", r"roles\.yaml", "role"),
    _part("case-type", rf"case-types/{_NAME}/case-type\.yaml", single=True),
    _part("clocks", rf"case-types/{_NAME}/clocks\.yaml", "clock"),
    _part("rules", rf"case-types/{_NAME}/rules\.yaml", "rule"),
    _part("form", rf"case-types/{_NAME}/{_NAME}\.schema\.(json|yaml)", single=True),
    _part("ui", rf"case-types/{_NAME}/{_NAME}\.ui\.(json|yaml)", single=True),
    _part("schema", rf"schemas/{_NAME}\.schema\.(json|yaml)", single=True),
    _part("codes", rf"codes/{_NAME}\.yaml", "code-list"),
    _part("calendars", rf"calendars/{_NAME}\.yaml", "calendar"),
    _part("letters", rf"letters/{_NAME}\.yaml", "letter"),
    _part("views", rf"views/{_NAME}\.yaml", "view"),
    _part("reports", rf"reports/{_NAME}\.yaml", "report"),
    _part("duties", r"duties\.yaml", "duty"),
    _part("targets", r"targets\.yaml", "target"),
    _part("scenario", rf"scenarios/{_NAME}\.yaml", "scenario", single=True),
    _part("migration", rf"migrations/{_NAME}\.yaml", single=True),
    _part("organisation", r"demo/organisation\.yaml", single=True),
    _part("demo-cases", r"demo/cases\.yaml", single=True),
    _part("locale", rf"locales/{_NAME}\.yaml", single=True),
)
"""Every sort of parsed file."""

TITLES: Mapping[str, str] = {
    "case-type": "案件类型", "stage": "阶段", "task": "任务", "action": "操作", "clock": "时限", "rule": "规则", "form": "表单",
    "field": "字段", "slot": "席位", "flag": "标记", "role": "角色", "code-list": "代码表", "code": "代码", "calendar": "日历",
    "year": "年份", "letter": "文书", "view": "台账", "report": "报表", "duty": "定期工作", "target": "指标", "version": "版本",
    "parameter": "参数", "$defs": "$defs", "file": "文件", "scenario": "情景", "rung": "升级",
}  # fmt: skip
"""What the things of a pack are called, by the key of their id."""

_BLOBS = re.compile(
    r"letters/[^/]+\.(docx|html|xlsx)|codes/[^/]+\.csv|demo/.+|(.*/)?[^/]+\.md|(.*/)?LICENSE|pack\.lock"
)

EXAMPLES = (
    "pack.yaml", "roles.yaml", "duties.yaml", "targets.yaml", "case-type.yaml", "clocks.yaml", "rules.yaml",
    "letters.yaml", "organisation.yaml", "case-types", "codes", "calendars", "letters", "views", "reports",
    "scenarios", "schemas", "migrations", "demo", "locales",
)  # fmt: skip
"""Names that an unknown file may have meant."""


def part_of(path: str) -> Part | None:
    """What a path holds, or nothing for a file that is kept as bytes or not known."""
    return next((part for part in PARTS if part.path.fullmatch(path)), None)


def known(path: str) -> bool:
    """Whether a pack may hold such a file."""
    return part_of(path) is not None or _BLOBS.fullmatch(path) is not None


def files_of(source: Source, part: str) -> list[SourceFile]:
    """The files of one sort, by path."""
    return [file for path, file in source.files.items() if (found := part_of(path)) and found.part == part]


def case_type_folders(source: Source) -> tuple[str, ...]:
    """The folders below case-types/, in order."""
    parts = (path.split("/") for path in source.files)
    return tuple(dict.fromkeys(names[1] for names in parts if names[0] == "case-types" and len(names) > 2))
