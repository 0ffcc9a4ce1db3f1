"""Why a rule did what it did in a rehearsal: fired, overruled, or the first test that failed, in the form's own words."""

from collections.abc import Iterator

from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.why import event_title, failed_text
from fangyuan.model.events import RulesWeighed, Verdict


def weighed_text(event: RulesWeighed, names: Names) -> str:
    """Every verdict on one event in a line: `受理：规则“急修告知”触发；规则“报废提示”未触发（…）`."""
    return f"{event_title(event.on, names)}：{'；'.join(_verdicts(event, names))}"


def _verdicts(event: RulesWeighed, names: Names) -> Iterator[str]:
    for verdict in event.verdicts:
        title = f"规则“{names.rule(verdict.rule)}”"
        if verdict.overruled_by:
            yield f"{title}让位于“{names.rule(verdict.overruled_by)}”"
        elif verdict.fired:
            yield f"{title}触发"
        else:
            yield f"{title}未触发（{_reason(verdict, names)}）"


def _reason(verdict: Verdict, names: Names) -> str:
    """The first test that failed and what it saw; the whole condition where no single test is known."""
    rule = next((one for one in names.case_type.rules if one.rule == verdict.rule), None)
    if rule is None:
        return verdict.failed
    return failed_text(rule.condition, verdict.test, lambda _: verdict.saw, names.paths)
