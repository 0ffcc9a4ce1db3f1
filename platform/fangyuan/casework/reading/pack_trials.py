"""How a pack did here, read from what its trial left; nothing is played to show it."""

from collections.abc import Mapping
from typing import Any

from fangyuan.casework.reading.pages import Finding, Shown, TrialView
from fangyuan.casework.trying import Trial, in_both
from fangyuan.model.pack import Pack
from fangyuan.store.database import UnitOfWork


def trial_view(uow: UnitOfWork, pack: Pack, language: str = "zh") -> TrialView:
    """The trial of a pack in `zh` or `en`, also one that waits or was never asked for."""
    line = uow.trials.get(pack.hash)
    if line is None:
        return TrialView()
    if line.done_at is None or "rejected" in line.report:
        return TrialView(line.asked_at, line.done_at, rejected=_rejected(line.report, language))
    trial = Trial.of(line.report)
    english = language.startswith("en")
    scenarios = tuple((title, tuple(line[english] for line in lines)) for title, lines in trial.scenarios)
    findings = tuple(_finding(one, english) for one in trial.findings)
    return TrialView(line.asked_at, line.done_at, scenarios, _coverage(trial, pack), findings)


def _coverage(trial: Trial, pack: Pack) -> tuple[Shown, ...]:
    several = len({case_type for case_type, _, _ in trial.missing}) > 1
    return tuple(
        Shown(part, shown, every, tuple(_titled(one, pack, several) for one in trial.missing if one[1] == part))
        for part, (shown, every) in trial.coverage.items()
    )


def _titled(missing: tuple[str, str, str], pack: Pack, several: bool) -> str:
    """The title of what no scenario shows, with that of its case type where there are several."""
    key, _, title = missing
    known = pack.case_types.get(key)
    return f"{known.title} · {title}" if several and known else title


def _finding(data: Mapping[str, Any], english: bool) -> Finding:
    place = ":".join(str(data[word]) for word in ("file", "line") if data.get(word))
    if english and data.get("english"):
        return Finding(data["code"], data["severity"], place, data["english"], "")
    return Finding(data["code"], data["severity"], place, data["message"], data.get("advice", ""))


def _rejected(report: Mapping[str, Any], language: str) -> tuple[str, ...]:
    return tuple(in_both(line)[language.startswith("en")] for line in report.get("rejected", ()))
