"""Stages, tasks, actions, slots of a case type."""

from fangyuan.compiler import words
from fangyuan.compiler.clocks import listing
from fangyuan.compiler.effects import dispatch
from fangyuan.compiler.holding import Sought
from fangyuan.compiler.scope import TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.model.procedure import (
    Action,
    Confidential,
    Delivers,
    Lead,
    Objection,
    Order,
    Receipt,
    Slot,
    SlotKind,
    Stage,
    Task,
    TaskMode,
    Term,
)

LEADER = Slot("leader", SlotKind.OFFICER)
"""The slot that every case has; a pack may give it another title."""


def slots(spot: Spot | None) -> dict[str, Slot]:
    """The slots of a type, the built-in one first."""
    made = {"leader": LEADER}
    for name, child in spot.items() if spot else ():
        kind = SlotKind(child.text("kind", SlotKind.OFFICER.value))
        made[name] = Slot(name, kind, child.flag("many"), child.text("title"))
    return made


def stages(spot: Spot | None, names: TypeNames) -> tuple[Stage, ...]:
    """The stages in order, each with its tasks."""
    return tuple(_stage(row, names) for row in spot.rows()) if spot else ()


def _stage(spot: Spot, names: TypeNames) -> Stage:
    beside = [row.text("task") for row in spot.rows("tasks")]
    return Stage(
        stage=spot.text("stage"),
        title=spot.text("title"),
        tasks=tuple(task(row, names, beside) for row in spot.rows("tasks")),
        milestone=spot.flag("milestone"),
        answered=spot.flag("answered"),
        final=spot.flag("final"),
        hint=spot.text("hint"),
        law=spot.text("law"),
    )


def task(spot: Spot, names: TypeNames, beside: list[str], instrument: bool = False) -> Task:
    """A task; `beside` are the tasks of its stage, which it may wait for."""
    mode = TaskMode(spot.text("mode", "any"))
    if mode is TaskMode.VOTE and not spot.whole("at-least"):
        spot.say("vote-needs-number", task=spot.text("task"))
    return Task(
        task=spot.text("task"),
        title=spot.text("title"),
        who=words.whos(spot.get("who"), names),
        form=spot.named("form", "unknown-form", names.forms),
        letter=spot.named("letter", "unknown-letter", names.pack.letters),
        per=listing(spot.get("per"), names),
        mode=mode,
        at_least=spot.whole("at-least"),
        order=Order(spot.text("order", "parallel")),
        after=_waits_for(spot, beside, names),
        signature=spot.flag("signature"),
        repeat=spot.flag("repeat"),
        optional=spot.flag("optional"),
        keep=spot.flag("keep"),
        instrument=instrument,
        emits=spot.text("emits"),
        condition=words.condition(spot.get("if"), names),
        hint=spot.text("hint"),
        law=spot.text("law"),
        occurred=spot.named("occurred", "unknown-field", _dates(spot.text("form"), names)),
        delivers=_delivers(spot.get("delivers"), names),
        internal=spot.flag("internal"),
    )


def _delivers(spot: Spot | None, names: TypeNames) -> Delivers | None:
    """Which letter a task delivers, and the answers that say how it went and with what result."""
    if spot is None:
        return None
    letter = spot.named("letter", "unknown-letter", names.pack.letters)
    method = spot.named("method", "unknown-field", names.fields)
    return Delivers(letter, method, spot.named("result", "unknown-field", names.fields))


def _waits_for(spot: Spot, beside: list[str], names: TypeNames) -> tuple[str, ...]:
    waits = spot.rows("after")
    for row in waits:
        if row.word in names.tasks and row.word not in beside:
            row.say("task-waits-elsewhere", task=spot.text("task"), name=row.word)
        else:
            row.itself("unknown-task", beside)
    return tuple(row.word for row in waits)


def actions(head: Spot, names: TypeNames) -> tuple[Action, ...]:
    """The actions in file order."""
    rows = head.rows("actions")
    for row in rows:
        if row.flag("public") and head.get("public") is None:
            row.say("public-without-page", action=row.text("action"))
        for other in ("who", "automatic") if row.flag("public") else ():
            if row.get(other):
                row.say("both-and", first="public", second=other)
    return tuple(_action(row, names) for row in rows)


def _action(spot: Spot, names: TypeNames) -> Action:
    _goes_somewhere(spot)
    _closes_into_a_final_stage(spot, names)
    reason = spot.get("reason")
    return Action(
        action=spot.text("action"),
        title=spot.text("title"),
        source=tuple(row.itself("unknown-stage", names.stages) for row in spot.rows("from")),
        to=spot.named("to", "unknown-stage", names.stages),
        who=words.whos(spot.get("who"), names),
        condition=words.condition(spot.get("if"), names),
        form=spot.named("form", "unknown-form", names.forms),
        confirm=spot.text("confirm"),
        emits=spot.text("emits"),
        letter=spot.named("letter", "unknown-letter", names.pack.letters),
        automatic=spot.flag("automatic"),
        dispatch=dispatch(spot.get("dispatch"), names),
        close=spot.text("close"),
        outcome=spot.named("outcome", "unknown-outcome", names.outcomes),
        hint=spot.text("hint"),
        law=spot.text("law"),
        term=_term(spot.get("term"), spot.text("form"), names),
        filled=words.condition(spot.get("if-filled"), names),
        per=listing(spot.get("per"), names),
        returns=tuple(row.itself("unknown-task", names.tasks) for row in spot.rows("return-tasks")),
        reason=words.fact(reason, names) if reason else "",
        occurred=spot.named("occurred", "unknown-field", _dates(spot.text("form"), names)),
        public=spot.flag("public"),
        internal=spot.flag("internal"),
    )


def _term(spot: Spot | None, form: str, names: TypeNames) -> Term | None:
    """The clock of an action, and the date of the action's own form that says when it was done."""
    if spot is None:
        return None
    day = spot.named("day", "unknown-field", _dates(form, names))
    return Term(spot.named("clock", "unknown-clock", names.clocks), day)


def _dates(form: str, names: TypeNames) -> list[str]:
    """The dates of a form that a day of an act can be read from."""
    shown = names.forms.get(form)
    return [field.name for field in shown.fields if field.kind == "date"] if shown else []


def _goes_somewhere(spot: Spot) -> None:
    if spot.get("to") and spot.get("close"):
        spot.say("both-and", first="to", second="close")
    if not any(spot.get(key) for key in ("to", "close", "form", "emits", "letter", "dispatch", "return-tasks")):
        spot.say("action-goes-nowhere", action=spot.text("action"))


def _closes_into_a_final_stage(spot: Spot, names: TypeNames) -> None:
    close = spot.get("close")
    if close is None or close.itself("unknown-stage", names.stages) not in names.stages:
        return
    if close.word not in names.finals:
        close.say("close-not-final", action=spot.text("action"), stage=close.word)


def objection(spot: Spot | None, names: TypeNames) -> Objection:
    """Who may object to a matter that was sent here, and until when."""
    if spot is None:
        return Objection()
    return Objection(words.whos(spot.get("who"), names), spot.named("clock", "unknown-clock", names.clocks))


def receipt(spot: Spot | None, names: TypeNames) -> Receipt:
    """Who grants that the day of receipt is put right, who does so alone, and whether a scan shows the day."""
    if spot is None:
        return Receipt()
    approver, directly = (words.whos(spot.get(key), names) for key in ("approver", "directly"))
    return Receipt(approver, directly, scan=spot.text("scan") != "optional")


def confidential(spot: Spot | None, names: TypeNames) -> Confidential | None:
    """From whom a case is kept, and when."""
    if spot is None:
        return None
    condition = words.condition(spot.get("if"), names)
    away = tuple(words.holder(row, Sought.PEOPLE, names) for row in spot.rows("from"))
    heads = tuple(row.itself("unknown-role", names.pack.roles) for row in spot.rows("heads"))
    return Confidential(condition, away, heads) if condition else None


def lead(head: Spot, names: TypeNames) -> tuple[Lead, ...]:
    """Where the units are named that lead the others."""
    return tuple(_lead(row, names) for row in head.rows("lead"))


def _lead(spot: Spot, names: TypeNames) -> Lead:
    field = spot.get("field")
    if field is None:
        return Lead(words.holder(spot, Sought.UNIT, names))
    path = words.holder(field, Sought.UNIT, names)
    beside = names.fields.get(path.rpartition(".")[0])
    columns = [child.name for child in beside.children] if beside else []
    where = spot.get("where")
    for name, child in where.items() if where else ():
        if name not in columns:
            child.unknown("unknown-field", name, columns)
    return Lead(path, {name: str(child.value) for name, child in where.items()} if where else {})
