"""Forms of rjsf and JSON Forms as forms of a pack: the same answers, in order, and nothing lost in silence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from jsonschema.validators import validator_for

from fangyuan.cli import fangyuan
from fangyuan.compiler.loading import load
from fangyuan.forms.importing.remarks import WORDS, Fate
from fangyuan.forms.importing.taking import Taken, parts_of, take
from fangyuan.forms.judging import submit
from fangyuan.model.conditions import atoms
from fangyuan.model.fields import Form, Layout, LayoutKind
from fangyuan.packs.yaml_text import read_yaml
from fangyuan.packs.yaml_writing import write_yaml
from unit.forms.examples import KINDS, MOMENT

SAMPLES = Path(__file__).parents[2] / "fixtures" / "forms_of_others"
FILES = sorted(SAMPLES.glob("*/*.yaml"))
PACK = {
    "pack.yaml": "pack: example/asked\nlanguage: 1\nversion: 1.0.0\ntitle: 试表\nlevels: [county]\n",
    "roles.yaml": "- {role: clerk, title: 经办人, scope: unit, registers: [asked]}\n",
    "case-types/asked/case-type.yaml": (
        "case-type: asked\ntitle: 试表\nnumber: 'S{seq:04}'\nstages:\n  - stage: open\n    title: 填写\n"
        "    tasks: [{task: register, title: 填表, form: asked, who: {role: clerk}}]\n"
        "  - {stage: done, title: 完成, final: true}\n"
        "actions: [{action: finish, title: 办结, from: open, close: done, who: {role: clerk}}]\n"
    ),
}


@cache
def sample(path: Path) -> dict[str, Any]:
    node, problems = read_yaml(path.read_text("utf-8"), path.name)
    assert problems == []
    assert node is not None
    return dict(node.plain())


@cache
def taken_from(path: Path) -> Taken:
    return take(path.stem, *parts_of(sample(path)), KINDS)


def shown(layout: Layout) -> Iterator[str]:
    if layout.kind is LayoutKind.CONTROL:
        yield layout.field
    for child in layout.children:
        yield from shown(child)


def called(answers: Any, names: Mapping[str, str]) -> Any:
    """Answers under the new names of their fields."""
    if isinstance(answers, Mapping):
        return {names.get(name, name): called(value, names) for name, value in answers.items()}
    return [called(each, names) for each in answers] if isinstance(answers, list) else answers


def accepted(form: Form, answers: Any) -> bool:
    return submit(form, answers, {}, MOMENT, KINDS).problems == ()


def oracle(schema: Mapping[str, Any]) -> Any:
    """The validator of the schema that came in. rjsf and JSON Forms let words beside `$ref` count: none here assert."""
    found = validator_for(schema, default=Draft7Validator)
    return found(schema, format_checker=found.FORMAT_CHECKER)


IDS = [f"{path.parent.name}/{path.stem}" for path in FILES]


def test_there_are_eight_of_each_dialect() -> None:
    assert {dialect: sum(path.parent.name == dialect for path in FILES) for dialect in ("rjsf", "json-forms")} == {
        "rjsf": 8,
        "json-forms": 8,
    }


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_form_of_another_tool_works_in_a_pack(path: Path, tmp_path: Path) -> None:
    said, taken = sample(path), taken_from(path)
    assert [str(problem) for problem in taken.problems] == []
    assert taken.dialect == path.parent.name
    assert sorted({remark.code for remark in taken.remarks}) == said["remarks"]
    for name, text in PACK.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    folder = tmp_path / "case-types" / "asked"
    (folder / "asked.schema.yaml").write_text(write_yaml(taken.schema), "utf-8")
    if taken.layout:
        (folder / "asked.ui.yaml").write_text(write_yaml(taken.layout), "utf-8")
    _, pack = load(tmp_path, [], KINDS)
    form = pack.case_types["asked/asked"].forms["asked"]
    assert [path for path in shown(form.layout) if path.split(".")[0] in said["order"] or path in said["order"]]
    assert list(dict.fromkeys(place(path, said["order"]) for path in shown(form.layout))) == said["order"]
    names = said.get("renamed", {})
    for answers in said["accepted"]:
        assert submit(form, called(answers, names), {}, MOMENT, KINDS).problems == ()
    for answers in said["refused"]:
        assert not accepted(form, called(answers, names)), answers


def place(path: str, order: list[str]) -> str:
    """The entry of the sample's order that a control belongs to."""
    return next((each for each in order if path == each or path.startswith(each + ".")), path)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_fields_come_and_go_with_what_they_depend_on(path: Path) -> None:
    fields = {each.path: each for each in taken_from(path).form.walk()}
    for name, depends_on in sample(path).get("shown", {}).items():
        visible = fields[name].visible
        assert visible is not None
        assert depends_on in {atom.path for atom in atoms(visible)}


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_the_original_accepts_what_the_sample_says(path: Path) -> None:
    said = sample(path)
    judge = oracle(said["schema"])
    assert [answers for answers in said["accepted"] if not judge.is_valid(answers)] == []
    assert [answers for answers in said["refused"] if judge.is_valid(answers)] == []


VALUES = st.one_of(
    st.integers(-2, 200), st.sampled_from([0.5, 1.005, "x", "abc", "2026-03-01", "No", "own", "truck", "ill", "b"]), st.booleans()
)  # fmt: skip


@st.composite
def changed_answers(draw: st.DrawFn) -> tuple[Path, dict[str, Any]]:
    """A sample's answers with a member taken away, replaced, or brought from another answer."""
    path = draw(st.sampled_from(FILES))
    every = [*sample(path)["accepted"], *sample(path)["refused"]]
    answers, other = deepcopy(draw(st.sampled_from(every))), draw(st.sampled_from(every))
    for name in draw(st.lists(st.sampled_from(sorted({*answers, *other})), max_size=2)) if answers or other else ():
        if draw(st.booleans()):
            answers.pop(name, None)
        else:
            answers[name] = draw(st.one_of(VALUES, st.just(other.get(name, "x"))))
    return path, answers


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(changed_answers())
def test_it_accepts_the_same_answers(drawn: tuple[Path, dict[str, Any]]) -> None:
    path, answers = drawn
    said, taken = sample(path), taken_from(path)
    new = said.get("renamed", {})
    otherwise = {field.name for field in taken.form.fields if field.read_only or field.kind == "attachment"}
    assume(not (otherwise | SAID_OTHERWISE) & {new.get(name, name) for name in answers})
    judged = submit(taken.form, called(answers, new), {}, MOMENT, KINDS)
    seen = {name: value for name, value in answers.items() if new.get(name, name) not in judged.hidden}
    assert (judged.problems == ()) is oracle(said["schema"]).is_valid(seen), answers


SAID_OTHERWISE = {"alternative"}
"""Fields that the import says it changed: they accept other answers than before, and the report names them."""


PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(st.characters(codec="utf-8", exclude_categories=["C"]))
)
KEYS = st.text("abon是2-: #'\"", min_size=1, max_size=6)
DATA = st.recursive(
    PLAIN,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60)
@given(DATA)
def test_what_is_written_as_yaml_reads_back(data: Any) -> None:
    node, problems = read_yaml(write_yaml({"data": data}), "x.yaml")
    assert problems == []
    assert node is not None
    assert node.plain() == {"data": data}


def test_every_remark_is_told_by_a_sample_or_here() -> None:
    told = {remark.code for path in FILES for remark in taken_from(path).remarks} | {code for code, _ in ODD}
    assert told == set(WORDS)


TEXT = {"type": "string"}
BESIDE = {"$ref": "#/definitions/t", "maxLength": 3}
ODD: list[tuple[str, dict[str, Any]]] = [
    ("no-variant-rule", {"oneOf": [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]}),
    (
        "ref-siblings",
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "definitions": {"t": TEXT},
            "properties": {"a": BESIDE},
        },
    ),
]


@pytest.mark.parametrize(("code", "schema"), ODD, ids=[code for code, _ in ODD])
def test_odd_things_are_told(code: str, schema: dict[str, Any]) -> None:
    assert code in {remark.code for remark in take("f", {"type": "object", **schema}, {}, KINDS).remarks}


def test_the_command_writes_a_form_file_and_says_what_was_lost(tmp_path: Path) -> None:
    path = SAMPLES / "json-forms" / "person.yaml"
    (tmp_path / "in.json").write_text(json.dumps(sample(path), ensure_ascii=False), "utf-8")
    out = tmp_path / "register.schema.yaml"
    done = CliRunner().invoke(fangyuan, ["form", "import", str(tmp_path / "in.json"), "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert "未导入" in done.output
    assert "slider" in done.output
    assert list(sample(out)) == ["type", "required", "properties"]
    assert sample(tmp_path / "register.ui.yaml")["type"] == "VerticalLayout"
    again = CliRunner().invoke(fangyuan, ["form", "import", str(tmp_path / "in.json"), "-o", str(out)])
    assert again.exit_code == 1
    assert "exists" in again.output


def test_the_report_is_for_machines_too(tmp_path: Path) -> None:
    said = sample(SAMPLES / "rjsf" / "registration.yaml")
    for name in ("schema", "uiSchema"):
        (tmp_path / f"{name}.json").write_text(json.dumps(said[name]), "utf-8")
    command = [
        "form",
        "import",
        str(tmp_path / "schema.json"),
        "--ui",
        str(tmp_path / "uiSchema.json"),
        "--json",
        "--language",
        "en",
    ]
    done = CliRunner().invoke(fangyuan, command)
    assert done.exit_code == 0, done.output
    report = json.loads(done.output)
    assert report["layout"] is None
    assert {remark["fate"] for remark in report["remarks"]} == {fate.value for fate in Fate}
    assert {"code", "fate", "at", "message"} == set(report["remarks"][0])
    assert "$.password['ui:widget']" in {remark["at"].removeprefix("ui ") for remark in report["remarks"]}


WORDS_OF_SCHEMAS = st.sampled_from(
    [
        *(
            "type",
            "properties",
            "items",
            "required",
            "enum",
            "enumNames",
            "oneOf",
            "allOf",
            "if",
            "then",
            "else",
            "not",
        ),
        *(
            "dependencies",
            "definitions",
            "$defs",
            "$ref",
            "const",
            "title",
            "format",
            "additionalItems",
            "minimum",
            "a",
        ),
        *("exclusiveMinimum", "dependentSchemas", "dependentRequired", "case", "b"),
    ]
)
WORDS_OF_LAYOUTS = st.sampled_from(
    [
        *(
            "ui:order",
            "ui:widget",
            "ui:options",
            "ui:enumNames",
            "accept",
            "items",
            "a",
            "b",
            "type",
            "elements",
            "scope",
        ),
        *("rule", "effect", "condition", "schema", "options", "detail", "label", "conditions", "oneOf"),
    ]
)
ODDITIES = st.sampled_from(
    [
        "object",
        "string",
        "array",
        "#/$defs/a",
        "#/properties/a",
        "Control",
        "Group",
        "SHOW",
        "radio",
        "*",
        1,
        True,
        None,
        "a",
    ]
)


def nonsense(words: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Trees of words that mean something elsewhere."""
    inner = st.recursive(
        ODDITIES,
        lambda within: st.one_of(st.lists(within, max_size=3), st.dictionaries(words, within, max_size=4)),
        max_leaves=15,
    )
    return st.dictionaries(words, inner, max_size=6)


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(nonsense(WORDS_OF_SCHEMAS), nonsense(WORDS_OF_LAYOUTS))
def test_nonsense_is_told_and_never_crashes(schema: dict[str, Any], ui: dict[str, Any]) -> None:
    taken = take("f", schema, ui, KINDS)
    assert taken.problems == () or all(problem.message for problem in taken.problems)
    assert write_yaml(taken.schema)


def test_what_is_wrong_with_a_schema_is_told_and_the_rest_taken() -> None:
    schema = {"type": "object", "properties": {"a": {"enum": 5, "title": "甲"}, "b": {"type": "string"}}}
    taken = take("f", schema, {}, KINDS)
    assert [(problem.code, problem.path) for problem in taken.problems] == [("bad-schema", "$.properties.a.enum")]
    assert [field.title for field in taken.form.fields] == ["甲", "b"]


def test_a_schema_that_is_no_form_says_so(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text('{"type": "array", "items": {"type": "string"}}', "utf-8")
    done = CliRunner().invoke(fangyuan, ["form", "import", str(tmp_path / "list.json"), "--json"])
    assert done.exit_code == 1
    assert json.loads(done.output)["problems"][0]["code"] == "not-an-object-form"
