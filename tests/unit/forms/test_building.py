"""Forms out of schemas, and why some schemas are none."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.forms.building import build_form
from fangyuan.forms.findings import WORDS, english
from fangyuan.forms.judging import submit
from fangyuan.model.conditions import AllOf, Atom, Not, Op
from fangyuan.model.fields import Field, Form, Layout, LayoutKind, WhenHidden
from fangyuan.model.problems import Mark, Severity
from unit.forms.examples import CODES, KINDS, MOMENT, REGISTER, codes_of, made, rule


def one(schema: Any, **form: Any) -> Field:
    return made({"type": "object", "properties": {"f": schema}, **form}).fields[0]


def shown(layout: Layout) -> list[str]:
    own = [layout.field] if layout.kind is LayoutKind.CONTROL else []
    return own + [path for child in layout.children for path in shown(child)]


def test_every_property_becomes_a_field() -> None:
    by_path = {each.path: each for each in REGISTER.walk()}
    assert [each.name for each in REGISTER.fields] == [
        "cause", "category", "received_on", "urgent", "phone", "amount", "place", "units", "persons", "files",
    ]  # fmt: skip
    assert by_path["cause"].required
    assert not by_path["urgent"].required
    assert (by_path["persons"].kind, by_path["persons"].many, by_path["persons"].json_type) == ("person", True, "array")
    assert (by_path["units"].kind, by_path["units"].many) == ("unit", True)
    assert by_path["place.town"].required
    assert by_path["persons.card"].sensitive
    assert by_path["persons.person_id"].kind == "hidden"
    assert [option.title for option in by_path["category"].options] == ["土地", "工资"]
    assert by_path["files"].options_of_kind["max_size"] == 1024


def test_kinds_and_code_lists_assert_in_the_schema() -> None:
    properties = REGISTER.schema["properties"]
    assert properties["phone"]["format"] == "phone"
    assert properties["category"]["enum"] == ["land", "land-1", "wages"]
    assert properties["persons"]["items"]["properties"]["person_id"]["readOnly"] is True
    files = properties["files"]
    assert files["maxItems"] == 2
    assert files["items"]["properties"]["type"]["enum"] == ["application/pdf"]


def test_the_schema_that_came_in_is_not_changed() -> None:
    schema = {"type": "object", "properties": {"p": {"type": "object", "x-fangyuan-kind": "person", "properties": {}}}}
    made(schema)
    assert schema["properties"] == {"p": {"type": "object", "x-fangyuan-kind": "person", "properties": {}}}


def test_references_are_resolved_and_words_beside_them_stay() -> None:
    form = made(
        {
            "$defs": {
                "name": {"type": "string", "maxLength": 9},
                "who": {"properties": {"n": {"$ref": "#/$defs/name"}}},
            },
            "type": "object",
            "properties": {"a": {"$ref": "#/$defs/name", "title": "甲", "minLength": 2}, "b": {"$ref": "#/$defs/who"}},
        }
    )
    assert form.fields[0].schema == {"type": "string", "maxLength": 9, "title": "甲", "minLength": 2}
    assert [each.path for each in form.walk()] == ["a", "b", "b.n"]
    assert "$defs" not in form.schema


def test_a_word_beside_a_reference_that_clashes_is_asserted_too() -> None:
    field = one({"$ref": "#/$defs/x", "maxLength": 3}, **{"$defs": {"x": {"type": "string", "maxLength": 5}}})
    assert field.schema["maxLength"] == 5
    assert field.schema["allOf"] == [{"maxLength": 3}]


def test_fields_that_only_a_branch_speaks_of_are_fields_too() -> None:
    form = made(
        {
            "type": "object",
            "properties": {"a": {"type": "boolean"}},
            "if": {"properties": {"a": {"const": True}}, "required": ["a"]},
            "then": {"properties": {"b": {"type": "string"}}, "required": ["b"]},
        }
    )
    assert [each.path for each in form.fields] == ["a", "b"]


@pytest.mark.parametrize(
    ("schema", "options"),
    [
        ({"enum": ["a", 1, None]}, [("a", "a"), (1, "1")]),
        ({"type": "string", "oneOf": [{"const": "a", "title": "甲"}]}, [("a", "甲")]),
        ({"type": "array", "items": {"oneOf": [{"const": 1, "title": "一"}]}}, [(1, "一")]),
        (
            {"type": "array", "items": {"type": "string"}, "x-fangyuan-code-list": "categories"},
            [("land", "土地"), ("wages", "工资")],
        ),
    ],
)
def test_options(schema: Any, options: Any) -> None:
    assert [(option.value, option.title) for option in one(schema).options] == options


def test_an_enum_beside_a_code_list_offers_some_of_its_codes_and_keeps_the_titles_of_the_others() -> None:
    own = one({"type": "string", "x-fangyuan-code-list": "categories", "enum": ["wages"]})
    assert [(option.value, option.title, option.retired) for option in own.options] == [
        ("land", "土地", True),
        ("wages", "工资", False),
    ]
    assert own.schema["enum"] == ["wages"]


@pytest.mark.parametrize(
    ("property_", "code"),
    [
        ({"x-fangyuan-kind": "fone"}, "unknown-kind"),
        ({"x-fangyuan-kindd": "phone"}, "unknown-word"),
        ({"x-fangyuan-code-list": "categorys"}, "unknown-code-list"),
        ({"x-fangyuan-code-list": "categories", "enum": ["land", "lnad"]}, "code-not-in-list"),
        ({"type": "array", "items": {"x-fangyuan-code-list": "categories", "enum": ["x"]}}, "code-not-in-list"),
        ({"type": "string", "x-fangyuan-kind": "select"}, "no-options"),
        ({"type": "string", "pattern": "("}, "bad-pattern"),
        ({"type": "string", "pattern": "(?=a)a"}, "slow-pattern"),
        ({"type": "string", "pattern": "((a{1000}){1000}){1000}"}, "pattern-too-large"),
        ({"type": "string", "pattern": "(?=b)(?:a{90}){90}"}, "pattern-too-large"),
        ({"type": "string", "pattern": "(?=b)" + "(a" * 3000 + ")" * 3000}, "pattern-too-large"),
        ({"type": "text"}, "bad-schema"),
        ({"enum": 5}, "bad-schema"),
        ({"type": "object", "dependentSchemas": [1]}, "bad-schema"),
        ({"$ref": "#/$defs/x"}, "unknown-ref"),
        ({"$ref": "#/properties/f"}, "recursive-ref"),
        ({"x-fangyuan-attachment": {"types": ["exe"]}}, "bad-attachment"),
        ({"x-fangyuan-attachment": {"max-size": "big"}}, "bad-attachment"),
        ({"x-fangyuan-when-hidden": "drop"}, "bad-when-hidden"),
        ({"x-fangyuan-rule": {"effect": "SHOW"}}, "bad-rule"),
        ({"x-fangyuan-compute": {"plus": [1]}}, "bad-compute"),
        ({"x-fangyuan-compute": {"without": [[1]]}}, "bad-compute"),
        ({"x-fangyuan-compute": {"map": [[1], {"column": ["a", 1]}]}}, "bad-compute"),
        ({"x-fangyuan-compute": {"+": [{"var": "g"}]}}, "compute-unknown"),
        ({"x-fangyuan-compute": {"+": [{"var": "f"}, 1]}}, "compute-cycle"),
        (
            {"x-fangyuan-compute": {"reduce": [[1], {"cat": [{"var": "accumulator"}, {"var": "accumulator"}]}, "a"]}},
            "bad-compute",
        ),
        ({"type": "string", "x-fangyuan-plan-back": {"from": "d", "takes": "t", "due": "u"}}, "bad-plan"),
        ({"type": "array", "items": {"type": "object"}, "x-fangyuan-plan-back": []}, "bad-plan"),
        ("text", "bad-schema"),
    ],
)
def test_what_cannot_become_a_field_is_told_and_why(property_: Any, code: str) -> None:
    problems = build_form("f", {"type": "object", "properties": {"f": property_}}, None, codes=CODES, kinds=KINDS)[1]
    assert code in [each.code for each in problems]
    assert all(each.message and english(each) for each in problems)


@pytest.mark.parametrize("name", ["a.b", "1", "_a", "all", "case", "", "person_id "])
def test_names_that_paths_could_not_hold(name: str) -> None:
    assert "bad-name" in codes_of({"type": "object", "properties": {name: {"type": "string"}}})


def test_an_endless_form_is_refused() -> None:
    schema: Any = {"type": "string"}
    for _ in range(30):
        schema = {"type": "object", "properties": {"f": schema}}
    assert "form-too-deep" in codes_of(schema)
    assert "not-an-object-form" in codes_of({"type": "array"})
    assert "required-but-not-there" in codes_of({"type": "object", "required": ["x"]})


def test_problems_stand_at_their_place_in_the_file() -> None:
    marks = {("properties", "f", "x-fangyuan-kind"): Mark("f.schema.json", 7, 3)}
    schema = {"type": "object", "properties": {"f": {"x-fangyuan-kind": "fone"}}}
    _, problems = build_form(
        "f", schema, None, kinds=KINDS, locate=lambda source, at: marks.get(at) if source == "schema" else None
    )  # type: ignore[call-overload]
    assert str(problems[0]).startswith("f.schema.json:7:3  $.properties.f.x-fangyuan-kind")
    assert "phone" in problems[0].advice


def test_rules_of_the_page_become_conditions_of_the_fields() -> None:
    schema = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in "abcd"} | {"n": {"type": "integer"}},
    }
    form = made(
        schema,
        {
            "type": "VerticalLayout",
            "elements": [
                {"type": "Control", "scope": "#/properties/n"},
                {
                    "type": "Group",
                    "label": "组",
                    "rule": rule("SHOW", "n", minimum=1),
                    "elements": [
                        {"type": "Control", "scope": "#/properties/a", "rule": rule("HIDE", "n", const=3)},
                        {"type": "Control", "scope": "#/properties/b"},
                    ],
                },
                {"type": "Control", "scope": "#/properties/c", "rule": rule("REQUIRE", "n", **{"not": {"const": 1}})},
                {"type": "Control", "scope": "#/properties/d", "rule": rule("DISABLE", "n", enum=[1, 2])},
            ],
        },
    )
    by_path = {each.path: each for each in form.fields}
    shown_if = Atom("n", Op.MINIMUM, 1)
    assert by_path["a"].visible == AllOf((shown_if, Not(Atom("n", Op.CONST, 3))))
    assert by_path["b"].visible == shown_if
    assert by_path["c"].required_if == Not(Atom("n", Op.CONST, 1))
    assert by_path["d"].enabled == Not(Atom("n", Op.ENUM, (1, 2)))
    assert form.layout.children[1].visible == shown_if


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"type": "AND", "conditions": [{"scope": "#/properties/n", "schema": {"const": 1}}]}, AllOf((Atom("n", Op.CONST, 1),))),
        ({"type": "LEAF", "scope": "#/properties/n", "expectedValue": 1}, Atom("n", Op.CONST, 1)),
        ({"scope": "#", "schema": {"required": ["n"], "properties": {"n": {"minimum": 2}}}},
         AllOf((Atom("n", Op.ABSENT, False), Atom("n", Op.MINIMUM, 2)))),
        ({"n": {"minimum": 2}}, Atom("n", Op.MINIMUM, 2)),
    ],
)  # fmt: skip
def test_conditions_of_json_forms(condition: Any, expected: Any) -> None:
    form = made(
        {
            "type": "object",
            "properties": {
                "n": {"type": "integer"},
                "f": {"x-fangyuan-rule": {"effect": "SHOW", "condition": condition}},
            },
        }
    )
    assert form.fields[1].visible == expected


PAGE: Any = {
    "type": "object", "required": ["cause"],
    "properties": {
        "cause": {"type": "string"}, "note": {"type": "string"},
        "who": {"type": "array", "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}},
    },
}  # fmt: skip
"""Something that must be filled in, something that may, and rows that must have a name once they are there."""


def folded(fold: Any, *names: str) -> dict[str, Any]:
    """A group that is folded away."""
    elements = [{"type": "Control", "scope": f"#/properties/{name}"} for name in names]
    return {"type": "Group", "label": "更多", "options": {"fold": fold}, "elements": elements}


@pytest.mark.parametrize(
    ("element", "code"),
    [
        ({"type": "Contrl"}, "unknown-element"),
        ({"type": "Control", "scope": "#/properties/caus"}, "bad-scope"),
        ({"type": "Control", "scope": "cause"}, "bad-scope"),
        ({"type": "Control", "scope": "#/properties/cause", "rule": {"effect": "SHOWN", "condition": {}}}, "bad-rule"),
        (
            {"type": "Control", "scope": "#/properties/cause", "rule": rule("SHOW", "cause", maxLength=3)},
            "bad-rule-schema",
        ),
        ({"type": "Control", "scope": "#/properties/cause", "rule": rule("SHOW", "caus", const="x")}, "unknown-path"),
        ({"type": "Label", "text": "x"}, "not-laid-out"),
        (folded(True, "cause"), "required-folded"),
        (folded(True, "who", "note") | {"label": ""}, "bad-fold"),
        (folded(True, "note") | {"type": "VerticalLayout"}, "bad-fold"),
        (folded("always", "note"), "bad-fold"),
        (folded({"if": {}}, "note"), "bad-fold"),
        (folded({"unless": {"scope": "#/properties/note", "schema": {"maxLength": 3}}}, "note"), "bad-rule-schema"),
        (folded({"unless": {"scope": "#/properties/not", "schema": {"const": "x"}}}, "note"), "unknown-path"),
    ],
)
def test_what_is_wrong_with_a_page(element: Any, code: str) -> None:
    assert code in codes_of(PAGE, {"type": "VerticalLayout", "elements": [element]})


def test_a_group_is_folded_away_until_a_condition_holds() -> None:
    unless = {"unless": {"scope": "#/properties/note", "schema": {"const": "x"}}}
    elements = [{"type": "Control", "scope": "#/properties/cause"}, folded(True, "who"), folded(unless, "note")]
    assert codes_of(PAGE, {"type": "VerticalLayout", "elements": elements}) == []
    _, plain, opens = made(PAGE, {"type": "VerticalLayout", "elements": elements}).layout.children
    assert (plain.folded, plain.opens) == (True, None)
    assert (opens.folded, opens.opens) == (True, Atom("note", Op.CONST, "x"))


def test_a_row_has_what_it_must_have_and_what_it_carries_unseen_whatever_its_layout_says() -> None:
    name, note, mark = {"type": "string"}, {"type": "string"}, {"type": "string", "x-fangyuan-kind": "hidden"}
    row = {"type": "object", "required": ["name"], "properties": {"name": name, "note": note, "mark": mark}}
    detail = {"type": "VerticalLayout", "elements": [{"type": "Control", "scope": "#/properties/note"}]}
    rows = {"type": "Control", "scope": "#/properties/rows", "options": {"detail": detail}}
    schema = {"type": "object", "properties": {"rows": {"type": "array", "items": row}}}
    laid = made(schema, {"type": "VerticalLayout", "elements": [rows]}).layout.children[0].children
    assert [one.field for one in (*laid[0].children, *laid[1:])] == ["rows.note", "rows.name", "rows.mark"]


def test_pages_of_a_wizard_labels_and_options_of_controls() -> None:
    form = made(
        {"type": "object", "properties": {"a": {"type": "string"}, "b": {"enum": ["x"]}, "id": {"const": "k"}}},
        {
            "type": "Categorization",
            "options": {"variant": "stepper"},
            "elements": [
                {"type": "Category", "label": "一", "elements": [
                    {"type": "Control", "scope": "#/properties/a", "options": {"multi": True}},
                ]},
                {"type": "Category", "label": "二", "elements": [
                    {"type": "Control", "scope": "#/properties/b", "label": "乙", "options": {"format": "radio"}},
                    {"type": "Label", "text": "说明"},
                ]},
            ],
        },
    )  # fmt: skip
    assert form.layout.wizard
    assert [each.kind for each in form.fields] == ["long-text", "radio", "hidden"]
    assert shown(form.layout) == ["a", "b", "id"]
    assert form.layout.children[1].children[0].title == "乙"


def test_without_a_page_there_is_a_sensible_one() -> None:
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "string"},
            "b": {"type": "string"},
            "place": {"type": "object", "title": "地点", "properties": {"town": {"type": "string"}}},
            "rows": {"type": "array", "items": {"type": "object", "properties": {"x": {"type": "string"}}}},
            "c": {"type": "string"},
        },
    }
    layout = made(schema).layout
    assert shown(layout) == ["a", "b", "place.town", "rows", "c"]
    assert [child.title for child in layout.children] == ["", "地点", "rows", ""]
    assert all(child.kind is LayoutKind.GROUP for child in layout.children)


def test_computed_fields_stand_in_the_order_of_what_they_read() -> None:
    form = made(
        {
            "type": "object",
            "properties": {
                "total": {"type": "number", "x-fangyuan-compute": {"+": [{"var": "half"}, {"var": "n"}]}},
                "half": {"type": "number", "x-fangyuan-compute": {"/": [{"var": "n"}, 2]}},
                "n": {"type": "number"},
            },
        }
    )
    assert form.computed == ("half", "total")
    assert form.fields[0].read_only


def test_words_of_ours() -> None:
    field = one(
        {
            "type": "string", "x-fangyuan-hint": "提示", "x-fangyuan-sensitive": True, "x-fangyuan-index": True,
            "x-fangyuan-prefill": "today", "x-fangyuan-print": False, "x-fangyuan-when-hidden": "keep",
        }
    )  # fmt: skip
    assert (field.hint, field.sensitive, field.index, field.prefill, field.print) == (
        "提示",
        True,
        True,
        "today",
        False,
    )
    assert field.when_hidden is WhenHidden.KEEP


def test_static_text_has_no_answer() -> None:
    form = made({"type": "object", "properties": {"note": {"x-fangyuan-kind": "static", "title": "说明"}}})
    assert form.fields[0].kind == "static"
    assert form.schema["properties"] == {}


SHOWN_BY = {
    "a": {"b": {"const": "x"}}, "b": {"g.c": {"const": "x"}}, "g": {"a": {"const": "x"}},
}  # fmt: skip


def circle(**more: dict[str, Any]) -> list[str]:
    properties = {
        name: {"type": "string", "x-fangyuan-rule": {"effect": "SHOW", "condition": condition}} | more.get(name, {})
        for name, condition in SHOWN_BY.items()
    }
    properties["g"] |= {"type": "object", "properties": {"c": {"type": "string"}}}
    problems = build_form("f", {"type": "object", "properties": properties}, None, kinds=KINDS)[1]
    return [each.detail["fields"] for each in problems if each.code == "visibility-circle"]


def test_fields_that_show_one_another_in_a_circle_are_named() -> None:
    (named,) = circle()
    assert set(named.split(" → ")) == {"a", "b", "g", "g.c"}
    assert named.split(" → ")[0] == named.split(" → ")[-1]


def test_a_kept_answer_breaks_the_circle() -> None:
    assert circle(b={"x-fangyuan-when-hidden": "keep"}) == []


def test_a_circle_through_a_computation_is_found_too() -> None:
    schema = {
        "type": "object",
        "properties": {
            "n": {"type": "integer", "x-fangyuan-rule": rule("SHOW", "double", minimum=3)},
            "double": {"type": "integer", "x-fangyuan-compute": {"*": [{"var": "n"}, 2]}},
        },
    }
    assert codes_of(schema) == ["visibility-circle"]


def test_every_finding_has_both_languages() -> None:
    for words in WORDS.values():
        assert words.chinese
        assert words.english
        assert words.severity in Severity


TEXT = {"type": "string"}


def branching(test: Any, **more: Any) -> Form:
    properties = {"k": TEXT, "n": {"type": "integer"}}
    return made(
        {"type": "object", "properties": properties, "if": test, "then": {"properties": {"extra": TEXT}}, **more}
    )


@pytest.mark.parametrize(
    ("test", "with_it", "without"),
    [
        ({"properties": {"k": {"const": "x"}}, "required": ["k"]}, {"k": "x"}, {"k": "y"}),
        ({"properties": {"k": {"const": "x"}}}, {}, {"k": "y"}),
        ({"properties": {"k": {"not": {"const": "x"}}}, "required": ["k"]}, {"k": "y"}, {}),
        ({"properties": {"n": {"type": "integer", "minimum": 3}}, "required": ["n"]}, {"n": 3}, {"n": 2}),
        ({"anyOf": [{"required": ["n"]}, {"required": ["k"]}]}, {"n": 1}, {}),
        ({"not": {"required": ["n"]}}, {"k": "x"}, {"n": 1}),
    ],
)
def test_a_field_that_only_a_branch_has_is_seen_with_it(test: Any, with_it: Any, without: Any) -> None:
    form = branching(test, **{"else": {"properties": {"other": TEXT}}})
    for answers, kept in ((with_it, "extra"), (without, "other")):
        judged = submit(form, {**answers, "extra": "1", "other": "2"}, {}, MOMENT, KINDS)
        assert judged.answers == {**answers, kept: "1" if kept == "extra" else "2"}
        assert judged.problems == ()


def test_a_field_that_several_branches_have_is_seen_with_each() -> None:
    then = {"properties": {"extra": TEXT}}
    each = [{"if": {"properties": {"k": {"const": word}}, "required": ["k"]}, "then": then} for word in ("x", "y")]
    depending = {"n": {"properties": {"extra": TEXT, "more": TEXT}}}
    form = made(
        {
            "type": "object",
            "properties": {"k": TEXT, "n": {"type": "integer"}},
            "allOf": each,
            "dependentSchemas": depending,
        }
    )
    for answers, kept in (
        ({"k": "x"}, {"extra"}),
        ({"k": "y"}, {"extra"}),
        ({"k": "z"}, set()),
        ({"n": 1}, {"extra", "more"}),
    ):
        whole = {**answers, "extra": "1", "more": "2"}
        assert set(submit(form, whole, {}, MOMENT, KINDS).answers) == {*answers, *kept}


def test_branches_in_rows_are_weighed_row_by_row() -> None:
    test = {"properties": {"k": {"const": "x"}}, "required": ["k"]}
    row = {"type": "object", "properties": {"k": TEXT}, "if": test, "then": {"properties": {"extra": TEXT}}}
    form = made({"type": "object", "properties": {"rows": {"type": "array", "items": row}}})
    rows = [{"k": "x", "extra": "1"}, {"k": "y", "extra": "leak"}]
    assert submit(form, {"rows": rows}, {}, MOMENT, KINDS).answers == {"rows": [rows[0], {"k": "y"}]}


@pytest.mark.parametrize(
    "more",
    [
        {"properties": {"k": TEXT, "n": {"type": "integer"}, "extra": TEXT}},
        {"required": ["extra"]},
        {"allOf": [{"properties": {"extra": TEXT}}]},
        {"if": {"required": ["extra"]}},
    ],
)
def test_a_field_that_stands_elsewhere_too_is_always_seen(more: Any) -> None:
    form = branching({"required": ["n"]}, **more)
    assert next(each for each in form.fields if each.name == "extra").visible is None


@pytest.mark.parametrize(
    "test",
    [
        {"properties": {"k": {"maxLength": 3}}},
        {"properties": {"k": {"type": "integer"}}},
        {"properties": {"k": {"format": "date"}}},
        {"properties": {"k": {"minimum": 3}}},
        {"properties": {"nobody": {"const": 3}}},
        {"minProperties": 2},
        True,
    ],
)
def test_a_branch_whose_condition_has_no_rule_is_told(test: Any) -> None:
    schema = {"type": "object", "properties": {"k": TEXT}, "if": test, "then": {"properties": {"extra": TEXT}}}
    form, problems = build_form("f", schema, None, kinds=KINDS)
    assert [(each.code, each.severity) for each in problems] == [("branch-not-shown", Severity.WARNING)]
    assert problems[0].path == "$.then.properties.extra"
    assert submit(form, {"extra": "1"}, {}, MOMENT, KINDS).answers == {"extra": "1"}


def test_branches_that_depend_on_one_another_in_a_circle_are_told_and_stay_in_sight() -> None:
    depending = {"a": {"properties": {"b": TEXT}}, "b": {"properties": {"a": TEXT}}}
    form, problems = build_form("f", {"type": "object", "dependentSchemas": depending}, None, kinds=KINDS)
    assert [each.code for each in problems] == ["branch-not-shown"] * 2
    assert [each.visible for each in form.fields] == [None, None]
