"""What a duty adds to the case type that it opens: a deadline where the type has none, a report of nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fangyuan.model.clocks import Clock, Rung
from fangyuan.model.outputs import Duty
from fangyuan.model.procedure import Action, CaseType
from fangyuan.model.who import EventPattern

NIL_REPORT = "nil-report"
"""The action that ends a duty's case in one step."""


def with_duties(case_types: Mapping[str, CaseType], duties: Iterable[Duty]) -> dict[str, CaseType]:
    """The case types, each with what its duties bring; whatever the type itself says stays as it is."""
    found = dict(case_types)
    bare = {key for key, case_type in case_types.items() if not case_type.clocks}
    for duty in duties:
        if duty.opens in found:
            found[duty.opens] = _with(found[duty.opens], duty, bare=duty.opens in bare)
    return found


def _with(case_type: CaseType, duty: Duty, *, bare: bool) -> CaseType:
    clocks = (*case_type.clocks, _clock(duty)) if bare and duty.within else case_type.clocks
    return replace(case_type, clocks=clocks, actions=(*case_type.actions, *_nil_report(case_type, duty)))


def _clock(duty: Duty) -> Clock:
    """Runs from the duty's opening until the case is closed; at its end those who are asked are told."""
    return Clock(
        clock=f"duty-{duty.duty}",
        title=duty.title,
        start=(EventPattern("duty-opened", {"duty": duty.duty}),),
        stop=(EventPattern("case-closed"),),
        within=duty.within,
        escalate=(Rung(after=None, inform=duty.who),),
    )


def _nil_report(case_type: CaseType, duty: Duty) -> tuple[Action, ...]:
    """One click where there is nothing to report; a type that has such an action keeps its own."""
    final = next((stage.stage for stage in case_type.stages if stage.final), "")
    if not (duty.nil_report and final) or any(action.action == NIL_REPORT for action in case_type.actions):
        return ()
    open_stages = tuple(stage.stage for stage in case_type.stages if not stage.final)
    return (
        Action(
            action=NIL_REPORT, title="零报告", source=open_stages, close=final, who=duty.who,
            confirm="本期没有需要报告的情况，确定作零报告?",
        ),
    )  # fmt: skip
