"""Letters, from the draft to the receipt."""

from typing import Any

from fangyuan.model import events
from fangyuan.model.events import Recorded
from fangyuan.model.replacing import replace
from fangyuan.model.state import CaseState, LetterPass, LetterState


def drafted(case: CaseState, event: events.LetterDrafted, recorded: Recorded) -> CaseState:
    """A letter that is not issued yet; drawn up anew it begins its way again."""
    letter = LetterState(
        copy=event.copy,
        letter=event.letter,
        title=event.title,
        number="",
        issued_at=recorded.at,
        template=event.template,
        context=event.context,
        subject=event.subject,
        to=event.to,
        is_issued=False,
        path=event.path,
        drafter=_by(recorded),
        source=event.source,
        passed=(LetterPass(event.path[0], _by(recorded), recorded.at),),
    )
    return replace(case, letters={**case.letters, letter.copy: letter})


def awaited(case: CaseState, event: events.LetterAwaited, recorded: Recorded) -> CaseState:
    """It waits at a step. What waits to be drafted is not drafted yet."""
    kept = case.letters[event.copy].passed if event.place else ()
    return _changed(case, event.copy, place=event.place, waiting=event.people, waits_since=recorded.at, passed=kept)


def corrected(case: CaseState, event: events.LetterCorrected, _: Recorded) -> CaseState:
    """Other words."""
    return _changed(case, event.copy, context={**case.letters[event.copy].context, **event.context})


def passed(case: CaseState, event: events.LetterPassed, recorded: Recorded) -> CaseState:
    """One step is done; nobody is asked until the next one waits."""
    done = (*case.letters[event.copy].passed, LetterPass(event.step, _by(recorded), recorded.at))
    after = _changed(case, event.copy, place=-1, waiting=(), waits_since=None, passed=done)
    return _changed(after, event.copy, drafter=_by(recorded), returned="") if event.place == 0 else after


def returned(case: CaseState, event: events.LetterReturned, _: Recorded) -> CaseState:
    """With the reason."""
    return _changed(case, event.copy, returned=event.reason)


def withdrawn(case: CaseState, event: events.LetterWithdrawn, _: Recorded) -> CaseState:
    """It goes to nobody."""
    return _changed(case, event.copy, withdrawn=event.reason, place=-1, waiting=(), waits_since=None)


def issued(case: CaseState, event: events.LetterIssued, recorded: Recorded) -> CaseState:
    """A letter exists on paper to be; one that came a way keeps what is known of that."""
    before = case.letters.get(event.copy)
    told: dict[str, Any] = {
        "title": event.title,
        "number": event.number,
        "issued_at": recorded.at,
        "template": event.template,
        "context": event.context,
        "subject": event.subject,
        "to": event.to,
        "is_issued": True,
    }
    letter = replace(before, **told) if before else LetterState(copy=event.copy, letter=event.letter, **told)
    return replace(case, letters={**case.letters, letter.copy: letter})


def rendered(case: CaseState, event: events.LetterRendered, _: Recorded) -> CaseState:
    """Its file exists."""
    return _changed(case, event.copy, file=event.file, sha256=event.sha256)


def was_sealed(case: CaseState, event: events.LetterSealed, _: Recorded) -> CaseState:
    """The scan is the original."""
    return _changed(case, event.copy, original=event.original or case.letters[event.copy].original)


def delivered(case: CaseState, event: events.LetterDelivered, _: Recorded) -> CaseState:
    """It reached its addressee: `method:result`."""
    how = f"{event.method}:{event.result}"
    receipt = event.receipt or case.letters[event.copy].receipt
    return _changed(case, event.copy, delivered=how, receipt=receipt, came_back="")


def came_back(case: CaseState, event: events.LetterCameBack, _: Recorded) -> CaseState:
    """It is still to be delivered: `method:result`."""
    return _changed(case, event.copy, came_back=f"{event.method}:{event.result}")


def _by(recorded: Recorded) -> str:
    return recorded.on_behalf_of or recorded.actor


def _changed(case: CaseState, copy: int, **values: Any) -> CaseState:
    return replace(case, letters={**case.letters, copy: replace(case.letters[copy], **values)})
