"""A new version of a parent meets what its child says otherwise: was, theirs, ours, and nothing where they agree."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.compiler.comparing.upstream import Conflict, apart, conflicts
from fangyuan.compiler.compiling import compile_accepted
from fangyuan.compiler.resolving import resolve
from fangyuan.compiler.upstream import hidden, parents_of
from fangyuan.kinds import load_kinds
from fangyuan.model.durations import Duration
from fangyuan.model.pack import Pack
from fangyuan.packs.reading import contents_of, from_bytes
from fangyuan.packs.source import Source
from packs.examples import BASE

Edits = dict[str, tuple[str, str]]
TYPE = "case-types/repair/"
CLOCKS, RULES, HEAD, ROLES = TYPE + "clocks.yaml", TYPE + "rules.yaml", TYPE + "case-type.yaml", "roles.yaml"
CHILD = "pack: example/child\nversion: 1.0.0\ntitle: 下级\nextends: example/minimal@^1\n"
OWN = {HEAD: "case-type: repair\n"}
SHORTER: Edits = {CLOCKS: ("within: 3 workdays", "within: 2 workdays")}


def parent(edits: Edits) -> Source:
    contents = contents_of(BASE, ("demo", "scenarios"), [])
    for path, (was, now) in edits.items():
        assert was in contents[path].decode()
        contents[path] = contents[path].decode().replace(was, now, 1).encode()
    return from_bytes(contents)[0]


def pack_of(source: Source, above: Source | None = None) -> Pack:
    return compile_accepted(resolve(source, lambda name, _: above), load_kinds())


def child(files: dict[str, str], above: Source) -> Pack:
    texts = {"pack.yaml": CHILD, **({} if not files else OWN), **files}
    return pack_of(from_bytes({path: text.encode() for path, text in texts.items()})[0], above)


def met(edits: Edits, files: dict[str, str], *, rebuilt: bool = True) -> list[tuple[str, str, str]]:
    """(kind, place, facet) of every conflict between an edit of the parent and what the child says."""
    old, new = parent({}), parent(edits)
    found = conflicts(pack_of(old), pack_of(new), child(files, new if rebuilt else old), rebuilt=rebuilt)
    return [(one.kind.value, one.place.removeprefix("minimal/"), one.facet) for one in found]


@pytest.mark.parametrize(
    ("edits", "own", "told"),
    [
        (SHORTER, {}, []),
        (SHORTER, {CLOCKS: "- {clock: mend, within: 1 workday}\n"}, [("changed", "repair/clock/mend", "within")]),
        (SHORTER, {CLOCKS: "- {clock: mend, within: 3 workdays}\n"}, [("changed", "repair/clock/mend", "within")]),
        (SHORTER, {CLOCKS: "- {clock: mend, within: 2 workdays}\n"}, []),
        (SHORTER, {CLOCKS: "- {clock: mend, title: 修理}\n"}, []),
        (
            {RULES: ("急修：{device}", "特急：{device}")},
            {HEAD: "case-type: repair\nremove: {rules: [urgent-goes-to-the-chief]}\n"},
            [("removed-here", "repair/rule/urgent-goes-to-the-chief", "")],
        ),
        (
            SHORTER,
            {"case-types/lift/case-type.yaml": "case-type: lift\ntitle: 电梯\nextends: repair\nnumber: D{seq}\n",
             "case-types/lift/clocks.yaml": "- {clock: mend, within: 1 workday}\n"},
            [("changed", "child/lift/clock/mend", "within")],
        ),
        (
            {RULES: ("急修：{device}", "特急：{device}")},
            {RULES: "- {rule: urgent-goes-to-the-chief, then: [{flag: urgent}]}\n"},
            [("changed", "repair/rule/urgent-goes-to-the-chief", "then")],
        ),
        (
            {HEAD: ("instruments:\n", "instruments:\n  - {task: ask, title: 询问, who: {role: chief}}\n")},
            {HEAD: "case-type: repair\ninstruments: [{task: ask, title: 问, who: {role: clerk}}]\n"},
            [("both-added", "repair/task/ask", "")],
        ),
        ({HEAD: ("flags: {urgent: 急修}", "flags: {urgent: 急件}")}, {HEAD: "case-type: repair\nflags: {slow: 慢}\n"}, []),
        (
            {HEAD: ("flags: {urgent: 急修}", "flags: {urgent: 急件}")},
            {HEAD: "case-type: repair\nflags: {urgent: 特急}\n"},
            [("changed", "repair", "flags")],
        ),
    ],
)  # fmt: skip
def test_what_a_child_hides_of_a_new_version_is_told(edits: Edits, own: dict[str, str], told: list[Any]) -> None:
    assert met(edits, own) == told
    assert met({}, own) == []


def test_a_child_that_still_stands_on_the_old_version_counts_for_what_it_changed() -> None:
    assert met(SHORTER, {}, rebuilt=False) == []
    own = {CLOCKS: "- {clock: mend, within: 1 workday}\n"}
    assert met(SHORTER, own, rebuilt=False) == [("changed", "repair/clock/mend", "within")]


@pytest.mark.parametrize(
    ("was", "theirs", "ours", "told"),
    [
        (1, 2, 3, True), (1, 2, 2, False), (1, 1, 3, False),
        ({"a": 1}, {"a": 2}, {"a": 2, "b": 3}, False), ({"a": 1}, {"a": 2}, {"a": 1, "b": 3}, True),
        (("a",), ("a", "b"), ("a", "b", "c"), False), (("a",), ("b",), ("a", "b"), True), (("a",), ("b",), ("c",), True),
    ],
)  # fmt: skip
def test_collections_count_part_by_part(was: Any, theirs: Any, ours: Any, told: bool) -> None:
    assert apart(was, theirs, ours) is told


def test_of_ladders_the_rungs_that_are_not_the_same_are_told() -> None:
    rungs = "[{at: due, inform: {role: chief}}, {after: 4 workdays, inform: {role: clerk}}]"
    ours = {CLOCKS: f"- {{clock: mend, escalate: {rungs}}}\n"}
    old, new = parent({}), parent({CLOCKS: ("{after: 2 workdays", "{after: 3 workdays")})
    (one,) = conflicts(pack_of(old), pack_of(new), child(ours, new))
    assert one.facet == "escalate"
    assert [[str(rung.after) for rung in rungs] for rungs in (one.was, one.theirs, one.ours)] == [
        ["2 workdays"], ["3 workdays"], ["4 workdays"],
    ]  # fmt: skip
    more = parent(
        {CLOCKS: ("    - {after: 2 w", "    - {after: 1 workday, inform: [{role: clerk}]}\n    - {after: 2 w")}
    )
    (one,) = conflicts(pack_of(old), pack_of(more), child(ours, more))
    assert [[str(rung.after) for rung in rungs] for rungs in (one.was, one.theirs, one.ours)] == [
        [], ["1 workday"], ["4 workdays"],
    ]  # fmt: skip


def test_the_parents_are_found_by_what_a_pack_was_resolved_with() -> None:
    old, new = parent({}), parent({**SHORTER, "pack.yaml": ("version: 1.0.0", "version: 1.1.0")})
    own = {CLOCKS: "- {clock: mend, within: 1 workday}\n"}
    before, after = child(own, old), child(own, new)
    shelf = {"1.0.0": old, "1.1.0": new}

    def find(name: str, wanted: str) -> Source | None:
        return shelf.get(wanted)

    (one,) = hidden(before, find, after, find, pack_of)
    assert isinstance(one, Conflict)
    assert [str(value) for value in (one.was, one.theirs, one.ours)] == ["3 workdays", "2 workdays", "1 workday"]
    assert isinstance(one.ours, Duration)
    assert hidden(after, find, after, find, pack_of) == ()
    shelf["1.0.0"] = new
    assert parents_of(before, find, pack_of) == {}, "a version that says something else by now is not the parent"
    assert hidden(before, find, after, find, pack_of) == ()
