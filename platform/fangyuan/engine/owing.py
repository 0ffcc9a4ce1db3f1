"""Whom a case owes a report: who sent the matter here, and who waits for a case that went into this one.

A merger is no report (Regulation 2022, Art. 22: an assignment ends with its result). The case that goes on takes the duty
over, and whoever sent the matter waits for that one instead.
"""

from fangyuan.model.state import MERGED_INTO, CaseState, LinkState

OWED = "reports-to"
"""The tie to a case that waits for this one since a case that it had sent here went into it."""

RECALLED = "recalled"
"""The outcome of a case whose matter was called back by whoever sent it here."""


def duties(case: CaseState) -> tuple[LinkState, ...]:
    """The ties to those who wait for a report of this case, none that has called the matter back."""
    return tuple(tie for tie in case.links if tie.relation in ("parent", OWED) and not tie.recalled)


def heirs(case: CaseState) -> frozenset[str]:
    """The cases into which this one went."""
    return frozenset(tie.case for tie in case.links if tie.relation == MERGED_INTO)


def creditors(case: CaseState) -> tuple[str, ...]:
    """The cases that are told how far this one has come and how it ended, each once."""
    named = (case.parent or "", *(tie.case for tie in duties(case)))
    return tuple(dict.fromkeys(one for one in named if one))
