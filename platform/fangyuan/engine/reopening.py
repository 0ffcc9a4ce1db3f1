"""A closed case that goes on: the clocks that its closing had ended, unmet, go on with it."""

from fangyuan.engine.clocks.reacting import revived
from fangyuan.engine.clocks.subjects import latest_run
from fangyuan.engine.dispatching import tell_reopening
from fangyuan.engine.rounds import Round
from fangyuan.model.events import CaseReopened, Cause


def reopen_case(round_: Round, stage: str, reason: str, cause: Cause) -> None:
    """Opens the case again. What was done stays done; what was owed when it closed is owed with the date it had."""
    owed = [
        run
        for run in round_.case.clocks.values()
        if run.status == "cancelled" and run.stopped_at == round_.case.closed_at
    ]
    round_.emit(CaseReopened(stage=stage, reason=reason), cause)
    tell_reopening(round_, stage)
    known = {clock.clock: clock for clock in round_.case_type.clocks}
    for run in owed:
        if run.clock in known and latest_run(run.clock, run.subject, round_.case) == run:
            on = revived(known[run.clock], run, round_.case, round_.facts(), round_.world, round_.now)
            round_.emit(on, Cause("clock", run.clock))
