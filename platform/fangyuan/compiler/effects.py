"""What a rule may do: each effect word of a pack as its model object."""

from collections.abc import Callable, Mapping

from fangyuan.compiler import words
from fangyuan.compiler.fitting import check_written
from fangyuan.compiler.holding import Sought
from fangyuan.compiler.scope import TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.forms.sensitivity import sensitive_field
from fangyuan.model import effects as model
from fangyuan.model.durations import Duration
from fangyuan.model.who import Hole, Text

Compiled = tuple[model.Effect, ...]
"""One written effect may mean several: `set: {a: 1, b: 2}`."""

SAME = "same"
"""What a pack writes for an extension by as much as the one that the rule hears of."""


def effects(spot: Spot | None, names: TypeNames) -> Compiled:
    """A list of effects."""
    return tuple(effect for row in (spot.rows() if spot else ()) for effect in _effect(row, names))


def _effect(spot: Spot, names: TypeNames) -> Compiled:
    return tuple(effect for word, child in spot.items() for effect in WORDS[word](child, names))


def dispatch(spot: Spot | None, names: TypeNames) -> model.Dispatch | None:
    """Where an action or a rule sends the matter."""
    if spot is None:
        return None
    to = spot.get("to")
    field, answers = (to.get("field") if to else None), spot.get("answers")
    return model.Dispatch(
        kind=model.DispatchKind(spot.text("kind")),
        case_type=_interface(spot.get("case-type"), names),
        to_field=words.holder(field, Sought.UNIT, names),
        to_unit=to.text("unit") if to else "",
        report=spot.flag("report"),
        wait=spot.flag("wait"),
        answers={theirs: words.fact(ours, names) for theirs, ours in answers.items()} if answers else {},
        letter=spot.named("letter", "unknown-letter", names.pack.letters),
        returns=_returns(spot.get("returns"), names),
        lead_field=_lead(spot.get("lead"), names),
    )


def _returns(spot: Spot | None, names: TypeNames) -> dict[str, str]:
    """Ours: theirs. Ours is an answer at the root of the tree; theirs only the receiver knows."""
    root = [path for path in names.fields if not path.startswith("tasks.")]
    for ours, child in spot.items() if spot else ():
        if ours not in root:
            child.unknown("unknown-field", ours, root)
    return {ours: child.word for ours, child in spot.items()} if spot else {}


def _lead(spot: Spot | None, names: TypeNames) -> str:
    field = spot.get("field") if spot else None
    return words.holder(field, Sought.UNIT, names)


def _interface(spot: Spot | None, names: TypeNames) -> str:
    """A case type of this pack by its key; one of another pack as it is written, since only the receiver knows it."""
    if spot is None:
        return ""
    key = names.pack.key_of(spot.word)
    if not key and "/" not in spot.word:
        spot.unknown("unknown-case-type", spot.word, names.pack.type_words())
    return key or spot.word


def _flag(spot: Spot, names: TypeNames) -> Compiled:
    """A type that lists its flags raises no other; one that lists none shows each by its id."""
    return (model.Flag(spot.itself("unknown-flag", names.titled) if names.titled else spot.word),)


def _set(spot: Spot, names: TypeNames) -> Compiled:
    for path, child in spot.items():
        if path not in names.fields:
            child.unknown("unknown-field", path, names.fields)
        else:
            check_written(child, names.fields[path], names.kinds)
    return tuple(model.SetAnswer(path, child.value) for path, child in spot.items())


def _derive(spot: Spot, _: TypeNames) -> Compiled:
    return tuple(model.Derive(fact, child.value) for fact, child in spot.items())


def _draft(spot: Spot, names: TypeNames) -> Compiled:
    opinion = words.said(spot.get("opinion"), names)
    approver = words.whos(spot.get("approver"), names)
    return (model.MakeDraft(opinion, approver, effects(spot.get("if-approved"), names)),)


def _take_charge(spot: Spot, names: TypeNames) -> Compiled:
    return (model.TakeCharge(words.whos(spot, names)),)


def _assign(spot: Spot, names: TypeNames) -> Compiled:
    to = spot.get("to")
    unit = to.get("unit") if to and not to.get("role") else None
    slot = spot.named("slot", "unknown-slot", names.slots)
    return (model.FillSlot(slot, words.unit_ref(unit, names), () if unit else words.whos(to, names)),)


def _named(spot: Spot, key: str) -> Spot:
    """`handle` and `{clock: handle}` mean the same."""
    return spot.get(key) or spot


def _open_task(spot: Spot, names: TypeNames) -> Compiled:
    known = [*names.tasks, *names.instruments]
    return (model.OpenTask(_named(spot, "task").itself("unknown-task", known)),)


def _move(spot: Spot, names: TypeNames) -> Compiled:
    return (model.Move(_named(spot, "to").itself("unknown-stage", names.stages)),)


def _turning(act: model.ClockAct) -> Callable[[Spot, TypeNames], Compiled]:
    def turn(spot: Spot, names: TypeNames) -> Compiled:
        return (model.TurnClock(act, _named(spot, "clock").itself("unknown-clock", names.clocks)),)

    return turn


def _extend(spot: Spot, names: TypeNames) -> Compiled:
    clock = spot.named("clock", "unknown-clock", names.clocks)
    by = spot.text("by")
    return (
        model.ExtendClock(clock, None if by == SAME else Duration.parse(by), words.said(spot.get("reason"), names)),
    )


def _notify(spot: Spot, names: TypeNames) -> Compiled:
    return (model.Notify(words.whos(spot.get("to"), names), _told(spot.get("text"), names)),)


def _issue(spot: Spot, names: TypeNames) -> Compiled:
    letter = _named(spot, "letter").itself("unknown-letter", names.pack.letters)
    return (model.IssueLetter(letter, words.whos(spot.get("to"), names)),)


def _block(spot: Spot, names: TypeNames) -> Compiled:
    return (model.Block(_told(_named(spot, "message"), names)),)


def _told(spot: Spot | None, names: TypeNames) -> Text:
    """A text that is read outside the case, where sensitive answers are covered: a finding for each that it names."""
    text = words.said(spot, names)
    for part in text.parts:
        secret = sensitive_field(names.fields, part.path) if isinstance(part, Hole) else None
        if spot is not None and secret is not None:
            spot.say("sensitive-in-text", field=secret.title)
    return text


def _require(spot: Spot, names: TypeNames) -> Compiled:
    return (model.Require(tuple(words.fact(row, names) for row in spot.rows())),)


def _dispatch(spot: Spot, names: TypeNames) -> Compiled:
    made = dispatch(spot, names)
    return (made,) if made else ()


def _tell_sent(spot: Spot, names: TypeNames) -> Compiled:
    answers = spot.get("answers")
    given = {theirs: words.fact(ours, names) for theirs, ours in answers.items()} if answers else {}
    return (model.TellSent(spot.text("say"), _told(spot.get("text"), names), given),)


def _tell_listed(spot: Spot, names: TypeNames) -> Compiled:
    answers = spot.get("answers")
    given = {theirs: words.fact(ours, names) for theirs, ours in answers.items()} if answers else {}
    return (model.TellListed(spot.text("say"), _told(spot.get("text"), names), given),)


WORDS: Mapping[str, Callable[[Spot, TypeNames], Compiled]] = {
    "flag": _flag,
    "set": _set,
    "derive": _derive,
    "draft": _draft,
    "take-charge": _take_charge,
    "assign": _assign,
    "open-task": _open_task,
    "move": _move,
    "start-clock": _turning(model.ClockAct.START),
    "stop-clock": _turning(model.ClockAct.STOP),
    "pause-clock": _turning(model.ClockAct.PAUSE),
    "resume-clock": _turning(model.ClockAct.RESUME),
    "cancel-clock": _turning(model.ClockAct.CANCEL),
    "extend-clock": _extend,
    "notify": _notify,
    "issue-letter": _issue,
    "block": _block,
    "require": _require,
    "dispatch": _dispatch,
    "tell-sent": _tell_sent,
    "tell-listed": _tell_listed,
}
"""Every effect word that a pack may write."""
