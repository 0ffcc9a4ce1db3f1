"""One case type: its forms first, then the names of everything, then everything that refers to names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fangyuan.compiler import clocks, facts, publicity, rules, tasks, words
from fangyuan.compiler.forms import FormShop, Use, field_table
from fangyuan.compiler.letters import number
from fangyuan.compiler.scope import PackNames, TypeNames
from fangyuan.compiler.spots import Spot, spot_of
from fangyuan.model.fields import Form
from fangyuan.model.problems import Problem
from fangyuan.model.procedure import CaseType, Stage, Task
from fangyuan.packs.source import Source, SourceFile

_SCHEMA, _UI = ".schema", ".ui"


@dataclass(slots=True)
class TypeSource:
    """The files of one case type, and its place among the others."""

    folder: str
    lineage: tuple[str, ...]
    source: Source
    problems: list[Problem] = field(default_factory=list)

    @property
    def key(self) -> str:
        """`pack-name/type`."""
        return self.lineage[0]

    def spot(self, name: str) -> Spot | None:
        """The root of one of its files, or nothing."""
        file = self.file(name)
        return spot_of(file, self.problems) if file else None

    def file(self, name: str) -> SourceFile | None:
        """A file by its name within the folder."""
        return self.source.files.get(f"case-types/{self.folder}/{name}")

    def forms(self) -> Iterator[tuple[str, SourceFile, SourceFile | None]]:
        """Every form: its name, its schema, its UI schema."""
        start = f"case-types/{self.folder}/"
        for path, file in self.source.files.items():
            name = path.removeprefix(start)
            if name != path and name.endswith(_SCHEMA + ".json"):
                form = name.removesuffix(_SCHEMA + ".json")
                yield form, file, self.file(f"{form}{_UI}.json")


def words_of(origin: TypeSource) -> list[str]:
    """The words of the pack's own that tasks and actions of the type say."""
    head = origin.spot("case-type.yaml")
    steps = [*_every_task(head), *head.rows("actions")] if head else []
    return list(dict.fromkeys(row.text("emits") for row in steps if row.text("emits")))


def names_of(origin: TypeSource, pack: PackNames, shop: FormShop) -> TypeNames:
    """Every name that the parts of the type may refer to; its forms are built on the way."""
    head = origin.spot("case-type.yaml")
    assert head is not None
    _check_ids(origin, head)
    names = _named(origin, head, pack)
    names.kinds = shop.kinds
    names.slots = tasks.slots(head.get("slots"))
    drafts = {name: shop.draft(name, schema, ui) for name, schema, ui in origin.forms()}
    names.fields = field_table(_uses(head, drafts), [])
    _set_facts(names, head, drafts)
    names.forms = {name: shop.build(name, schema, ui, _outside(names)) for name, schema, ui in origin.forms()}
    names.fields = field_table(_uses(head, dict(names.forms)), origin.problems)
    _set_facts(names, head, names.forms)
    return names


def _outside(names: TypeNames) -> facts.FactTypes:
    """What a form's own rules may test beside its fields; of what kind a unit is that is being filled in no page knows."""
    return {path: known for path, known in names.paths.items() if not path.startswith("kind_of.")}


def _named(origin: TypeSource, head: Spot, pack: PackNames) -> TypeNames:
    stages, rule_file, titled = head.rows("stages"), origin.spot("rules.yaml"), head.get("flags")
    return TypeNames(
        pack=pack,
        abstract=head.flag("abstract"),
        stages=[row.text("stage") for row in stages],
        finals=[row.text("stage") for row in stages if row.flag("final")],
        tasks=[row.text("task") for stage in stages for row in stage.rows("tasks")],
        instruments=[row.text("task") for row in head.rows("instruments")],
        actions=[row.text("action") for row in head.rows("actions")],
        clocks=_ids(origin.spot("clocks.yaml"), "clock"),
        rules=_ids(rule_file, "rule"),
        emitted=pack.emitted if head.flag("abstract") else words_of(origin),
        flags=rules.flags(rule_file),
        titled=[name for name, _ in titled.items()] if titled else (),
        outcomes=[row.word for row in head.rows("outcomes")],
        derived=rules.derived(rule_file),
    )


def _ids(spot: Spot | None, key: str) -> list[str]:
    return [row.text(key) for row in spot.rows()] if spot else []


def _every_task(head: Spot) -> list[Spot]:
    return [*(row for stage in head.rows("stages") for row in stage.rows("tasks")), *head.rows("instruments")]


def _uses(head: Spot, forms: dict[str, Form]) -> list[Use]:
    """Where each form writes: tasks in order, then actions."""
    instruments = {id(row.node) for row in head.rows("instruments")}
    uses = [
        Use(forms[row.text("form")], row.text("task") if _has_entries(row, instruments) else "")
        for row in _every_task(head)
        if row.text("form") in forms
    ]
    return uses + [Use(forms[row.text("form")]) for row in head.rows("actions") if row.text("form") in forms]


def _has_entries(row: Spot, instruments: set[int]) -> bool:
    """A task done once a subject, several times, or whenever it is proposed, writes below its own name."""
    return bool(row.get("per")) or row.flag("repeat") or id(row.node) in instruments


def _set_facts(names: TypeNames, head: Spot, forms: Mapping[str, Form]) -> None:
    """A form that nothing uses still lends its names, so that one mistyped form is one finding and not twenty."""
    made = [Task(row.text("task"), "", per=row.text("per")) for row in _every_task(head)]
    shelves = {path.rsplit(".", 1)[0]: "array" for path in names.fields if path.startswith("tasks.")}
    spare = {own.path: own for form in forms.values() for own in form.walk()}
    names.facts = {
        **spare,
        **facts.STANDING,
        **facts.of_tasks(made),
        **facts.of_letters(names.pack.letters),
        **facts.of_slots(names.slots),
        **facts.of_kinds(names.fields, names.slots),
        **{slot: "array" if kept.many else "string" for slot, kept in names.slots.items()},
        **facts.of_clocks(names.clocks),
        **shelves,
        **names.fields,
    }
    names.passing = facts.passing(names.clocks)


def _check_ids(origin: TypeSource, head: Spot) -> None:
    """An id stands for one thing alone."""
    if head.text("case-type") != origin.folder:
        head.say("wrong-folder", id=head.text("case-type"), folder=origin.folder)
    _unique(head.rows("stages"), "stage")
    _unique(_every_task(head), "task")
    _unique(head.rows("actions"), "action")
    for file, key in (("clocks.yaml", "clock"), ("rules.yaml", "rule")):
        spot = origin.spot(file)
        _unique(spot.rows() if spot else [], key)


def _unique(rows: list[Spot], key: str) -> None:
    seen: dict[str, Spot] = {}
    for row in rows:
        name = row.text(key)
        if name in seen:
            row.say("duplicate-id", id=name, first=seen[name].node.at)
        seen.setdefault(name, row)


def compiled(origin: TypeSource, names: TypeNames) -> CaseType:
    """The case type, once every name is known."""
    head = origin.spot("case-type.yaml")
    assert head is not None
    made = tasks.stages(head.get("stages"), names)
    instruments = tuple(tasks.task(row, names, [], instrument=True) for row in head.rows("instruments"))
    outcome = head.get("outcome-field")
    return CaseType(
        key=origin.key,
        title=head.text("title"),
        number=number(head.get("number")),
        stages=made,
        tasks=_by_id(made, instruments),
        actions=tasks.actions(head, names),
        forms=names.forms,
        fields=names.fields,
        clocks=clocks.clocks(origin.spot("clocks.yaml"), names),
        rules=rules.rules(origin.spot("rules.yaml"), names),
        slots=dict(names.slots),
        ancestors=origin.lineage[1:],
        confidential=tasks.confidential(head.get("confidential"), names),
        objection=tasks.objection(head.get("objection"), names),
        receipt=tasks.receipt(head.get("receipt"), names),
        letters=dict(names.pack.letters),
        summary=tuple(_summed(row, names) for row in head.rows("summary")),
        outcomes=tuple(names.outcomes),
        outcome_field=outcome.word if outcome else "outcome",
        flags=_flags(head, names),
        abstract=head.flag("abstract"),
        only_sent=head.flag("only-sent"),
        description=head.text("description"),
        public=publicity.public(head.get("public"), names),
        lead=tasks.lead(head, names),
    )


def _summed(spot: Spot, names: TypeNames) -> str:
    """A path of the summary; a finding where what it leads to is never shown there."""
    path = words.fact(spot, names)
    secret = names.fields.get(path)
    if secret is not None and secret.sensitive:
        spot.say("sensitive-in-summary", field=secret.title)
    return path


def _flags(head: Spot, names: TypeNames) -> dict[str, str]:
    """Flag -> title; a flag without a title is shown by its id."""
    titled = head.get("flags")
    titles = {name: str(child.value) for name, child in titled.items()} if titled else {}
    return {flag: titles.get(flag, flag) for flag in dict.fromkeys([*names.flags, *titles])}


def _by_id(stages: tuple[Stage, ...], instruments: tuple[Task, ...]) -> dict[str, Task]:
    return {task.task: task for task in (*(task for stage in stages for task in stage.tasks), *instruments)}
