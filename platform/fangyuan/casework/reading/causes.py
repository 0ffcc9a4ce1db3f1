"""Which weighing of rules belongs to which event: that which an event set off, and that in which a rule caused it."""

from collections.abc import Mapping
from typing import Any

from fangyuan.model.events import Cause, Verdict
from fangyuan.model.state import CaseState


class Weighings:
    """The weighings of a case, by their own numbers and by those of the events that they are about."""

    def __init__(self, case: CaseState) -> None:
        """Reads nothing but the case: each event and each weighing knows the number of the other."""
        self._case = case
        self._by_seq = {weighing.seq: weighing for weighing in case.weighings}
        self._of = {weighing.of: weighing.seq for weighing in case.weighings}

    def of(self, seq: int) -> int:
        """The number of the weighing that an event set off; 0 where no rule was concerned."""
        return self._of.get(seq, 0)

    def facts(self, cause: Cause) -> Mapping[str, Any]:
        """What was seen by what caused an event; an approved opinion stands on what its rule saw."""
        if cause.kind != "draft":
            return cause.facts
        draft = self._case.drafts.get(int(cause.id)) if cause.id.isdecimal() else None
        found = self._verdict(cause.weighing, draft.rule.partition("#")[0]) if draft else None
        return found.facts if found else cause.facts

    def pack(self, seq: int, cause: Cause) -> str:
        """The hash of the version that an event rests on: that of its rules, else that which the case follows."""
        weighing = self._by_seq.get(cause.weighing or self.of(seq))
        return (weighing.pack if weighing else "") or self._case.pack

    def _verdict(self, seq: int, rule: str) -> Verdict | None:
        weighing = self._by_seq.get(seq)
        return next((one for one in weighing.verdicts if one.rule == rule), None) if weighing else None
