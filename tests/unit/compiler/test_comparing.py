"""Two versions of a pack are compared by what they mean, and every change knows whom it touches."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.compiler.comparing import Change, Class, How, Sort, Step, compare, fitting_step, step_between
from fangyuan.compiler.comparing.arranging import moved, parts, same_arrangement, stands
from fangyuan.compiler.comparing.changes import direction
from fangyuan.compiler.comparing.directions import narrower
from fangyuan.compiler.comparing.elements import elements
from fangyuan.compiler.comparing.facets import FACETS
from fangyuan.compiler.compiling import compile_pack
from fangyuan.compiler.loading import load
from fangyuan.compiler.resolving import resolve
from fangyuan.forms.conditions import holds
from fangyuan.kinds import load_kinds
from fangyuan.model import calendars, clocks, effects, outputs, pack, procedure, reports
from fangyuan.model import fields as forms
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, Op
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.model.pack import Pack
from fangyuan.model.who import Text, Who
from fangyuan.packs import reading
from packs.examples import VALID, folders
from unit.forms.examples import MOMENT

TYPE = "case-types/complaint"
CASES, CLOCKS, RULES = (f"{TYPE}/{name}.yaml" for name in ("case-type", "clocks", "rules"))
FORM = f"{TYPE}/complaint.schema.json"
HERE = "complaint/complaint"
B, T, L, C = Class.BREAKING, Class.TIGHTENING, Class.LOOSENING, Class.COSMETIC
ADDED, REMOVED, CHANGED = How.ADDED, How.REMOVED, How.CHANGED


def contents() -> dict[str, bytes]:
    root = VALID / "complaint"
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file() and file.name != "README.md"
    }


def compiled(edits: dict[str, tuple[str, str]] | None = None) -> Pack:
    """The pack after an edit a file: what stands there, and what shall stand there."""
    files = contents()
    for path, (was, now) in (edits or {}).items():
        text = files[path].decode()
        assert was in text
        files[path] = text.replace(was, now, 1).encode()
    source, problems = reading.from_bytes(files)
    assert not problems
    return compile_pack(resolve(source, lambda name, wanted: None), load_kinds())


@cache
def before() -> Pack:
    return compiled()


def changes(path: str, was: str, now: str) -> list[tuple[Class, How, str, str]]:
    found = compare(before(), compiled({path: (was, now)}))
    return [(one.cls, one.how, one.place.removeprefix(f"{HERE}/"), one.facet) for one in found]


@pytest.mark.parametrize(
    ("path", "was", "now", "expected"),
    [
        (CLOCKS, "within: 5 workdays", "within: 4 workdays", (T, CHANGED, "clock/answer", "within")),
        (CLOCKS, "within: 5 workdays", "within: 6 workdays", (L, CHANGED, "clock/answer", "within")),
        (CLOCKS, "within: 5 workdays", "within: 2 months", (L, CHANGED, "clock/answer", "within")),
        (CLOCKS, "within: 5 workdays", "within: 7 days", (B, CHANGED, "clock/answer", "within")),
        (CLOCKS, "first-day: excluded", "first-day: included", (T, CHANGED, "clock/answer", "counting")),
        (CLOCKS, "end: roll-forward", "end: as-it-falls", (T, CHANGED, "clock/answer", "counting")),
        (
            CLOCKS,
            "excluded, end: roll-forward",
            "included, end: roll-forward",
            (T, CHANGED, "clock/answer", "counting"),
        ),
        (CLOCKS, "up-to: 5 workdays", "up-to: 9 workdays", (L, CHANGED, "clock/answer", "extend")),
        (CLOCKS, "times: 1", "times: 2", (L, CHANGED, "clock/answer", "extend")),
        (CLOCKS, "  warn: [{before: 2 workdays, light: yellow}]\n", "", (L, CHANGED, "clock/answer", "warn")),
        (CLOCKS, "before: 2 workdays", "before: 3 workdays", (T, CHANGED, "clock/answer", "warn")),
        (CLOCKS, "before: 2 workdays", "before: 1 workday", (L, CHANGED, "clock/answer", "warn")),
        (CLOCKS, "light: yellow", "light: orange", (B, CHANGED, "clock/answer", "warn")),
        (CLOCKS, "5 workdays\n", "5 workdays\n  once: true\n", (B, CHANGED, "clock/answer", "once")),
        (RULES, "金额较大：{topic}", "金额大：{topic}", (C, CHANGED, "rule/large-amounts-are-flagged", "then")),
        (RULES, "金额较大：{topic}", "{topic}：{amount}", (T, CHANGED, "rule/large-amounts-are-flagged", "then")),
        (RULES, "建议由主任", "拟由主任", (C, CHANGED, "rule/serious-goes-to-the-director", "then")),
        (
            RULES,
            "{role: director}, text",
            "{role: window}, text",
            (B, CHANGED, "rule/large-amounts-are-flagged", "then"),
        ),
        (CLOCKS, "第五条", "第六条", (C, CHANGED, "clock/answer", "law")),
        (
            CLOCKS,
            "stop: {event: answered}",
            "stop: [{event: answered}, {event: case-closed}]",
            (L, CHANGED, "clock/answer", "stop"),
        ),
        (CASES, "title: 单位答复,", "title: 书面答复,", (C, CHANGED, "task/answer", "title")),
        (
            CASES,
            "form: confirmation, who: {role: director}, signature: true",
            "form: confirmation, who: {role: director}",
            (L, CHANGED, "task/confirm", "signature"),
        ),
        (CASES, "signature: true, optional: true", "signature: true", (T, CHANGED, "task/confirm", "optional")),
        (
            CASES,
            "form: hand-out, if: {task.take.done: {const: true}}",
            "form: hand-out",
            (L, CHANGED, "action/hand-out", "condition"),
        ),
        (
            CASES,
            "outcome: answered, who: {role: window}",
            "outcome: answered, who: [{role: window}, {role: director}]",
            (L, CHANGED, "action/finish", "who"),
        ),
        (CASES, 'number: "TS', 'number: "FW', (B, CHANGED, HERE, "number")),
        (RULES, "priority: 20", "priority: 5", (B, CHANGED, "rule/serious-goes-to-the-director", "priority")),
        (RULES, "minimum: 10000", "minimum: 5000", (T, CHANGED, "rule/large-amounts-are-flagged", "condition")),
        (RULES, "minimum: 10000", "minimum: 50000", (L, CHANGED, "rule/large-amounts-are-flagged", "condition")),
        (
            RULES,
            "[{amount: {minimum: 10000}}, {serious: {const: true}}]",
            "[{amount: {minimum: 10000}}]",
            (T, CHANGED, "rule/large-amounts-are-flagged", "condition"),
        ),
        (
            RULES,
            "amount: {minimum: 10000}",
            "amount: {maximum: 10000}",
            (B, CHANGED, "rule/large-amounts-are-flagged", "condition"),
        ),
        (
            FORM,
            '"事由", "maxLength": 200',
            '"事由", "maxLength": 100',
            (T, CHANGED, "form/complaint/topic", "schema.maxLength"),
        ),
        (FORM, '"minimum": 0', '"minimum": -5', (L, CHANGED, "form/complaint/amount", "schema.minimum")),
        (
            FORM,
            '"required": ["persons", "topic"]',
            '"required": ["persons"]',
            (L, CHANGED, "form/complaint/topic", "required"),
        ),
        (
            FORM,
            '"required": ["persons", "topic"]',
            '"required": ["persons", "topic", "amount"]',
            (B, CHANGED, "form/complaint/amount", "required"),
        ),
        (
            FORM,
            '"happened_on": {',
            '"note": {"type": "string", "title": "备注"}, "happened_on": {',
            (L, ADDED, "form/complaint/note", ""),
        ),
        (
            FORM,
            '"严重",',
            '"严重", "default": true,',
            (T, CHANGED, "form/complaint/serious", "default"),
        ),
        ("roles.yaml", "persons.phone: mask", "persons.phone: hide", (T, CHANGED, "role/director", "fields")),
        ("roles.yaml", "persons.phone: mask", "persons.phone: see", (L, CHANGED, "role/director", "fields")),
        ("roles.yaml", "scope: unit", "scope: tenant", (B, CHANGED, "role/answerer", "scope")),
    ],
)
def test_a_change_has_its_class(path: str, was: str, now: str, expected: tuple[Class, How, str, str]) -> None:
    assert expected in changes(path, was, now)


@pytest.mark.parametrize(
    ("sort", "facet", "was", "now", "expected"),
    [
        (Sort.CASE_TYPE, "flags", {"a": "甲", "b": "乙"}, {"a": "甲"}, B),
        (Sort.CASE_TYPE, "flags", {"a": "甲"}, {"a": "甲", "b": "乙"}, L),
        (Sort.CASE_TYPE, "flags", {"a": "甲"}, {"a": "另"}, C),
        (Sort.TASK, "keep", True, False, T),
        (Sort.TASK, "keep", False, True, L),
        (Sort.CODE, "parent", "land", "housing", B),
        (Sort.CODE, "retired", False, True, T),
        (Sort.OPTION, "retired", True, False, L),
        (Sort.RULE, "then", ("a", "b"), ("b", "a"), B),
        (Sort.RULE, "then", ("a", "b"), ("a", "b", "a"), B),
        (Sort.RULE, "then", ("a", "b"), ("a", "c", "b"), T),
        (Sort.RULE, "then", (effects.Flag("a"), effects.Block(Text())), (effects.Flag("a"),), L),
        (Sort.RULE, "then", (effects.Flag("a"), effects.Block(Text())), (effects.Block(Text()),), B),
        (Sort.FIELD, "sensitive", True, False, B),
        (Sort.FIELD, "sensitive", False, True, T),
        (Sort.ROLE, "registers", ("a", "b"), ("a",), T),
        (Sort.ROLE, "registers", ("a",), (), B),
        (Sort.ROLE, "registers", (), ("a",), L),
        (Sort.FILE, "content", b"a", b"b", T),
        (Sort.FORM, "schema.then", None, {"required": ["phone"]}, B),
        (Sort.FORM, "schema.allOf", None, [{"then": {"required": ["phone"]}}], B),
        (Sort.FORM, "schema.then", None, {"properties": {"a": {"maxLength": 3}}}, T),
        (Sort.FORM, "schema.if", None, {"required": ["urgent"]}, C),
        (Sort.FORM, "schema.dependentRequired", None, {"a": ["b"]}, B),
        (Sort.FORM, "schema.dependentRequired", {"a": ["b"]}, None, L),
    ],
)  # fmt: skip
def test_what_others_lean_on_is_no_mere_wording(sort: Sort, facet: str, was: Any, now: Any, expected: Class) -> None:
    assert direction(sort, facet)(was, now) is expected


def _laid(*parts: Any) -> Any:
    """A page: fields by their paths, groups as (heading, fields)."""
    return ("vertical", "", "", False, tuple(map(_part, parts)))


def _part(part: Any) -> Any:
    if isinstance(part, str):
        return ("control", "", part, False, ())
    heading, *inner = part
    return ("group", heading, "", False, tuple(map(_part, inner)))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (_laid("a", "b"), _laid("a", "new", "b")),
        (_laid("a", "gone", "b"), _laid("a", "b")),
        (_laid(("", "a", "b")), _laid(("", "a"), ("地点", "new"), ("", "b"))),
    ],
)
def test_a_control_that_comes_or_goes_with_its_field_is_no_change_of_the_layout(was: Any, now: Any) -> None:
    assert same_arrangement(was, now)


def test_of_a_layout_only_what_stands_elsewhere_is_told() -> None:
    was, now = _laid("a", "b", "c", "d"), _laid("a", "c", "b", "new", "d")
    assert not same_arrangement(was, now)
    assert moved(was, now) == (["b", "c"], ["c", "b"])
    assert not same_arrangement(_laid(("甲", "a")), _laid(("乙", "a")))
    assert moved(_laid(("甲", "a")), _laid(("乙", "a"))) == ([], [])


def test_a_field_taken_off_the_page_can_no_longer_be_answered() -> None:
    topic, layout = '{"type": "Control", "scope": "#/properties/topic"},', FORM.replace(".schema.", ".ui.")
    shorter = compiled({layout: (topic, "")})
    told = [(one.cls, one.place.removeprefix(f"{HERE}/"), one.facet) for one in compare(before(), shorter)]
    assert told == [(B, "form/complaint/topic", "placed")]
    assert [(one.cls, one.facet) for one in compare(shorter, before())] == [(L, "placed")]


def test_a_list_has_its_place_by_itself_or_by_what_lies_in_it() -> None:
    assert stands("persons", ["persons.name"])
    assert stands("persons.name", ["persons"])
    assert not stands("person", ["persons", "topic"])
    assert parts(_laid("a", ("甲", "b"))) == [("vertical", "", ("a",)), ("group", "甲", ("b",))]


RULE = """- {rule: %s, title: 甲, because: ours, on: case-registered, priority: %d, then: [{flag: large}]}
"""
AUTO = "  - {action: %s, title: 乙, from: %s, %s, automatic: true, if: {amount: {minimum: %d}}}\n"


def _of_rules(*rules: tuple[str, int]) -> Pack:
    return compiled({RULES: ("- rule: serious", "".join(RULE % one for one in rules) + "- rule: serious")})


def _of_actions(*actions: tuple[str, str, str, int]) -> Pack:
    return compiled({CASES: ("actions:\n", "actions:\n" + "".join(AUTO % one for one in actions))})


@pytest.mark.parametrize(
    ("was", "now", "found"),
    [
        ((("a", 5), ("b", 5)), (("b", 5), ("a", 5)), ["rule_order"]),
        ((("a", 5), ("b", 6)), (("b", 6), ("a", 5)), []),
        ((("a", 5), ("b", 5)), (("b", 5), ("c", 5), ("a", 5)), ["rule_order", ""]),
        ((("a", 5), ("b", 5)), (("a", 5), ("c", 5), ("b", 5)), [""]),
        ((("a", 5), ("b", 5)), (("b", 6), ("a", 5)), ["priority"]),
    ],
)
def test_the_order_of_rules_counts_among_equals(was: Any, now: Any, found: list[str]) -> None:
    told = compare(_of_rules(*was), _of_rules(*now))
    assert [change.facet for change in told] == found
    assert all(change.cls is B for change in told if change.facet == "rule_order")


def test_the_order_of_automatic_actions_counts_where_they_leave_the_same_stage() -> None:
    a, b = ("a", "taken", "to: answering", 1), ("b", "taken", "close: done", 2)
    far = ("b", "answering", "close: done", 2)
    told = compare(_of_actions(a, b), _of_actions(b, a))
    assert [(change.cls, change.facet) for change in told] == [(B, "automatic_order")]
    assert compare(_of_actions(a, far), _of_actions(far, a)) == ()


def _ladder(*afters: int | None) -> tuple[clocks.Rung, ...]:
    """Rungs so many days after the due date, each proposing its own step; None: when due."""
    length = [None if one is None else Duration(one, DurationUnit.DAYS) for one in afters]
    return tuple(clocks.Rung(one, propose=f"step-{place}") for place, one in enumerate(length))


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (_ladder(3, 9), _ladder(2, 9), T),
        (_ladder(3, 9), _ladder(3, 10), L),
        (_ladder(3, 9), _ladder(None, 9), T),
        (_ladder(None, 9), _ladder(1, 9), L),
        (_ladder(3, 9), _ladder(2, 10), B),
        (_ladder(3, 9), _ladder(3), L),
        (_ladder(3), _ladder(2, 9), T),
        (_ladder(3), tuple(replace(one, propose="another") for one in _ladder(3)), B),
    ],
)
def test_a_rung_that_moved_goes_the_way_of_its_distance(was: Any, now: Any, expected: Class) -> None:
    assert direction(Sort.CLOCK, "escalate")(was, now) is expected


def _telling(*roles: str, propose: str = "", decided_by: str = "") -> tuple[clocks.Rung, ...]:
    """A rung three days late and one nine days late; the first tells these roles."""
    first, second = _ladder(3, 9)
    decides = (Who(role=decided_by),) if decided_by else ()
    return replace(first, inform=tuple(Who(role=one) for one in roles), propose=propose, decided_by=decides), second


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (_telling("head"), _telling("head", "clerk"), T),
        (_telling("head", "clerk"), _telling("head"), L),
        (_telling("head"), _telling("clerk"), B),
        (_telling("head"), _telling("head", propose="supervise", decided_by="head"), T),
        (_telling("head", propose="supervise"), _telling("head"), L),
        (_telling("head", propose="supervise"), _telling("head", "clerk", propose="meet"), B),
        (_telling("head", propose="meet", decided_by="head"), _telling("head", propose="meet", decided_by="clerk"), B),
        (_telling("head", propose="supervise"), _telling("head", "clerk"), B),
    ],
)
def test_a_rung_that_tells_more_people_is_tighter(was: Any, now: Any, expected: Class) -> None:
    assert direction(Sort.CLOCK, "escalate")(was, now) is expected


def test_what_is_gone_breaks_and_is_told_once() -> None:
    found = compare(
        before(), compiled({RULES: ("- rule: large-amounts-are-flagged", "- rule: large-sums-are-flagged")})
    )
    told = {(one.cls, one.how, one.place) for one in found}
    assert (B, REMOVED, f"{HERE}/rule/large-amounts-are-flagged") in told
    assert (T, ADDED, f"{HERE}/rule/large-sums-are-flagged") in told


def test_a_case_type_that_is_gone_is_one_change() -> None:
    whole = before()
    without = replace(whole, case_types={})
    assert [(one.how, one.sort) for one in compare(whole, without)] == [(REMOVED, Sort.CASE_TYPE)]


@pytest.mark.parametrize("folder", folders(VALID), ids=lambda folder: str(folder.name))
def test_a_pack_does_not_differ_from_itself(folder: Any) -> None:
    kinds = load_kinds()
    one, other = load(folder, [VALID], kinds)[1], load(folder, [VALID], kinds)[1]
    assert compare(one, other) == ()


def test_no_two_elements_stand_in_one_place() -> None:
    found = elements(before())
    assert len({one.place for one in found.values()}) == len(found)
    assert {one.sort for one in found.values()} >= {
        Sort.STAGE,
        Sort.TASK,
        Sort.CLOCK,
        Sort.RULE,
        Sort.FIELD,
        Sort.LETTER,
    }


MODELS: dict[Sort, type] = {
    Sort.PACK: pack.Pack, Sort.CASE_TYPE: procedure.CaseType, Sort.STAGE: procedure.Stage, Sort.TASK: procedure.Task,
    Sort.ACTION: procedure.Action, Sort.FORM: forms.Form, Sort.FIELD: forms.Field, Sort.CLOCK: clocks.Clock,
    Sort.RULE: effects.Rule, Sort.SLOT: procedure.Slot, Sort.LETTER: outputs.Letter, Sort.VIEW: outputs.View,
    Sort.ROLE: pack.Role, Sort.CODE_LIST: outputs.CodeList, Sort.CALENDAR: calendars.Calendar,
    Sort.CALENDAR_YEAR: calendars.CalendarYear, Sort.TARGET: outputs.Target, Sort.DUTY: outputs.Duty,
    Sort.PARAMETER: pack.Parameter, Sort.REPORT: reports.Report,
}  # fmt: skip
TAKEN_APART = {
    Sort.PACK: {
        "case_types", "letters", "views", "roles", "codes", "calendars", "targets", "reports", "duties", "parameters", "files",
        "hash", "version",
    },
    Sort.CASE_TYPE: {"stages", "tasks", "actions", "forms", "fields", "clocks", "rules", "slots", "letters"},
    Sort.STAGE: {"tasks"},
    Sort.FORM: {"schema", "fields", "layout", "computed"},
    Sort.FIELD: {"path", "name", "schema", "children", "options", "mark"},
    Sort.CODE_LIST: {"options"},
    Sort.CALENDAR: {"years"},
    Sort.CALENDAR_YEAR: {"holidays"},
}  # fmt: skip


@pytest.mark.parametrize("sort", MODELS)
def test_everything_that_the_model_can_say_has_a_direction(sort: Sort) -> None:
    said = {one.name for one in fields(MODELS[sort])} - TAKEN_APART.get(sort, set())
    assert said <= set(FACETS[sort])


@pytest.mark.parametrize(
    ("classes", "old", "step"),
    [
        ((), "1.2.0", Step.NONE),
        ((C,), "1.2.0", Step.PATCH),
        ((C, L), "1.2.0", Step.MINOR),
        ((T,), "0.2.0", Step.PATCH),
        ((B, C), "1.2.0", Step.MAJOR),
        ((B,), "0.2.0", Step.MINOR),
    ],
)
def test_a_version_says_as_much_as_its_changes(classes: tuple[Class, ...], old: str, step: Step) -> None:
    assert fitting_step([Change(CHANGED, cls, Sort.PACK, "pack", "") for cls in classes], old) is step


def test_the_step_of_a_version_number() -> None:
    steps = [step_between("1.2.3", new) for new in ("1.2.2", "1.2.3", "1.2.4", "1.3.0", "2.0.0")]
    assert steps == [Step.BACK, Step.NONE, Step.PATCH, Step.MINOR, Step.MAJOR]


NUMBERS = st.integers(-3, 3)
ORDERED = st.sampled_from([Op.MINIMUM, Op.MAXIMUM, Op.EXCLUSIVE_MINIMUM, Op.EXCLUSIVE_MAXIMUM, Op.CONST])
ATOMS: st.SearchStrategy[Condition] = st.builds(Atom, st.sampled_from("ab"), ORDERED, NUMBERS) | st.builds(
    Atom, st.sampled_from("ab"), st.just(Op.ENUM), st.lists(NUMBERS, min_size=1, max_size=3).map(tuple)
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: AllOf(tuple(parts)))
        | st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
    ),
    max_leaves=4,
)


@given(CONDITIONS, CONDITIONS, NUMBERS, NUMBERS)
def test_what_is_called_narrower_never_holds_where_the_other_does_not(
    was: Condition, now: Condition, a: int, b: int
) -> None:
    tree = {"a": a, "b": b}
    assert not narrower(was, now) or not holds(now, tree, MOMENT) or holds(was, tree, MOMENT)


@given(CONDITIONS, CONDITIONS)
def test_a_part_more_is_narrower_and_a_choice_more_is_wider(one: Condition, other: Condition) -> None:
    assert narrower(one, AllOf((one, other)))
    assert narrower(AnyOf((one, other)), one)
