"""Forms that the tests of this room share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fangyuan.forms.building import build_form
from fangyuan.forms.moment import Moment
from fangyuan.kinds import load_kinds
from fangyuan.model.fields import Form, Option
from fangyuan.model.outputs import CodeList
from fangyuan.model.problems import Severity

KINDS = load_kinds()
MOMENT = Moment.of(datetime(2026, 2, 10, 17, tzinfo=UTC), "Asia/Shanghai", {"long-span": "24 months", "many": 3})
CODES = {
    "categories": CodeList(
        "categories", "类别", "1", (Option("land", "土地", (Option("land-1", "征收"),)), Option("wages", "工资"))
    )
}


def made(schema: Mapping[str, Any], ui: Mapping[str, Any] | None = None) -> Form:
    """A form that has no errors."""
    form, problems = build_form("f", schema, ui, codes=CODES, kinds=KINDS)
    errors = [str(each) for each in problems if each.severity is Severity.ERROR]
    assert errors == []
    return form


def codes_of(schema: Mapping[str, Any], ui: Mapping[str, Any] | None = None) -> list[str]:
    """The codes of everything that is wrong with a form."""
    return [each.code for each in build_form("f", schema, ui, codes=CODES, kinds=KINDS)[1]]


def rule(effect: str, path: str, **test: Any) -> dict[str, Any]:
    """A rule of JSON Forms about one field."""
    scope = "#" + "".join(f"/properties/{name}" for name in path.split("."))
    return {"effect": effect, "condition": {"scope": scope, "schema": test}}


PERSONS: dict[str, Any] = {
    "type": "array",
    "title": "人员",
    "minItems": 1,
    "items": {
        "type": "object",
        "x-fangyuan-kind": "person",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "title": "姓名", "maxLength": 60},
            "card": {"type": "string", "title": "证件号码", "x-fangyuan-kind": "id-card", "x-fangyuan-sensitive": True},
            "deputy": {"type": "boolean", "title": "代理人"},
            "proof": {
                "type": "string",
                "title": "授权书号",
                "x-fangyuan-rule": {"effect": "SHOW", "condition": {"persons.deputy": {"const": True}}},
            },
        },
    },
}
REGISTER = made(
    {
        "title": "登记表",
        "type": "object",
        "required": ["cause", "persons", "received_on"],
        "properties": {
            "cause": {"type": "string", "title": "事由", "minLength": 2, "maxLength": 60},
            "category": {"type": "string", "title": "类别", "x-fangyuan-code-list": "categories"},
            "received_on": {"type": "string", "format": "date", "title": "收到日期"},
            "urgent": {"type": "boolean", "title": "急件"},
            "phone": {"type": "string", "title": "电话", "x-fangyuan-kind": "phone"},
            "amount": {"type": "number", "title": "金额", "x-fangyuan-kind": "money"},
            "place": {
                "type": "object",
                "title": "地点",
                "required": ["town"],
                "properties": {
                    "town": {"type": "string", "title": "乡镇"},
                    "street": {"type": "string", "title": "街道"},
                },
            },
            "units": {"type": "array", "title": "单位", "items": {"type": "string", "x-fangyuan-kind": "unit"}},
            "persons": PERSONS,
            "files": {
                "type": "array",
                "title": "附件",
                "items": {"type": "string"},
                "x-fangyuan-attachment": {"types": ["pdf"], "max-size": "1 KB", "max-files": 2},
            },
        },
    },
    {
        "type": "VerticalLayout",
        "elements": [
            {"type": "Control", "scope": f"#/properties/{name}"}
            for name in ("cause", "category", "received_on", "urgent", "amount", "place", "units", "persons", "files")
        ]
        + [{"type": "Control", "scope": "#/properties/phone", "rule": rule("SHOW", "urgent", const=True)}],
    },
)
GOOD: dict[str, Any] = {"cause": "道路破损", "received_on": "2026-02-10", "persons": [{"name": "张三"}]}
FILE = {"file": "f-1", "name": "答复.pdf", "size": 100, "sha256": "0" * 64, "type": "application/pdf"}
