"""What was said of the case as a whole, and when it last was: who joins later finds it said."""

from collections.abc import Mapping

from fangyuan.engine.clocks.folding import key_of
from fangyuan.engine.patterns import narrowings_of, word_of
from fangyuan.model.events import ClockStarted, Event, Recorded
from fangyuan.model.state import CaseState, Said


def remembered(case: CaseState, recorded: Recorded) -> Mapping[str, Said]:
    """What was said, with the event where that is about nobody alone; a later one of the same kind takes its place."""
    event = recorded.event
    narrowed = dict(narrowings_of(event))
    if _for_all(case, recorded):
        narrowed["subject"] = ""
    if narrowed.get("subject") or _about_no_run(case, event):
        return case.said
    word = word_of(event)
    kind = " ".join((word, *(f"{name}={value}" for name, value in narrowed.items())))
    return {**case.said, kind: Said(word, narrowed, recorded.seq, recorded.at)}


def _about_no_run(case: CaseState, event: Event) -> bool:
    return hasattr(event, "clock") and key_of(event) not in case.clocks


def _for_all(case: CaseState, recorded: Recorded) -> bool:
    """Whether a rule starts a clock for everybody, as the event that the rule heard was about nobody alone."""
    cause = recorded.cause
    if not isinstance(recorded.event, ClockStarted) or cause.kind != "rule":
        return False
    heard = next((one.of for one in reversed(case.weighings) if one.seq == cause.weighing), 0)
    return any(one.seq == heard for one in case.said.values())
