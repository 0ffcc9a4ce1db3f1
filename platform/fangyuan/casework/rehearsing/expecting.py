"""What a scenario expects, held against the case: every difference in words."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fangyuan.casework.reading.pages import FigureTable
from fangyuan.casework.rehearsing.counting import cell_of, counting
from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.script import day
from fangyuan.casework.rehearsing.theatre import Theatre
from fangyuan.engine.clocks.calendars import due_on
from fangyuan.engine.facts import zone_among
from fangyuan.forms.paths import values_at
from fangyuan.model.events import ClockEscalated, LetterIssued, Notified, Recorded
from fangyuan.model.state import CaseState, ClockRun

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Saying:
    """What is otherwise than expected, in both languages."""

    zh: str
    en: str


Check = Callable[[Any, Theatre, CaseState], Iterator[Saying]]

NONE = "none"
"""What a scenario writes for a clock that must not have started, and where no task may be open and no duty begun."""


def differences(expect: Mapping[str, Any], theatre: Theatre, case: CaseState) -> list[Saying]:
    """What is otherwise than expected; empty when all holds."""
    found: list[Saying] = []
    for word, wanted in expect.items():
        check = CHECKS.get(word)
        found += (
            [Saying(f"{word}：没有这样的预期", f"{word}: there is no such expectation")]
            if check is None
            else list(check(wanted, theatre, case))
        )
    return found


def without_case(expect: Mapping[str, Any], theatre: Theatre) -> list[Saying]:
    """The same where no case is there yet: only duties can be told then, nothing else holds."""
    wrong = [Saying(f"{word}：还没有案件", f"{word}: there is no case yet") for word in expect if word != "duties"]
    return wrong + (list(_opened(expect["duties"], theatre)) if "duties" in expect else [])


def _same(word: str, wanted: Any, got: Any) -> Iterator[Saying]:
    """One value against another."""
    if wanted != got:
        yield _instead(word, wanted, got)


def _among(word: str, wanted: Collection[Any], got: Iterable[Any]) -> Iterator[Saying]:
    """Every wanted thing must be there, and others may be; where none is wanted there must be none."""
    there = list(got)
    if not wanted and there:
        yield _instead(word, wanted, there)
    for item in wanted:
        if item not in there:
            en = f"{word}: {said(item, 'en')} should be among {said(there, 'en')}"
            yield Saying(f"{word}：应有{said(item)}，实有{said(there)}", en)


def _instead(word: str, wanted: Any, got: Any) -> Saying:
    en = f"{word}: should be {said(wanted, 'en')}, is {said(got, 'en')}"
    return Saying(f"{word}：应为{said(wanted)}，实为{said(got)}", en)


def said(value: Any, language: str = "zh") -> str:
    """A value as an author reads it: text in quotes, days as 2026-03-12, lists with 、 between."""
    english = language == "en"
    if isinstance(value, bool):
        yes, no = ("yes", "no") if english else ("是", "否")
        return f"“{yes if value else no}”"
    if value is None or value in ("", [], ()):
        return "“none”" if english else "“无”"
    if isinstance(value, (list, tuple)):
        return (", " if english else "、").join(said(one, language) for one in value)
    return f"“{plain(value)}”"


def _listed(wanted: Any) -> list[Any]:
    """A list of one or more."""
    return list(wanted) if isinstance(wanted, (list, tuple)) else [wanted]


def _stage(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    yield from _same("stage", wanted, case.stage)


def _outcome(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    yield from _same("outcome", wanted, case.outcome)


def _closed(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    yield from _same("closed", wanted, case.closed)


def _leader(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    yield from _same("leader", wanted or "", case.leader)


def _flags(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    yield from _among("flags", _listed(wanted), case.flags)


def _tasks(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    """Open tasks: `handle`, or `handle[U1]`; `none` asks that nothing be open."""
    opened = [name for task in case.open_tasks() for name in _called(task.task, task.subject)]
    if wanted in (NONE, []):
        yield from _same("tasks", [], opened)
    else:
        yield from _among("tasks", _listed(wanted), opened)


def _no_tasks(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    """Tasks that must not be open."""
    for task in case.open_tasks():
        if {*_called(task.task, task.subject)} & {*_listed(wanted)}:
            zh, en = (
                f"no-tasks：任务{said(task.task)}未完成，不应有",
                f"no-tasks: {said(task.task)} is open and should not be",
            )
            yield Saying(zh, en)


def _letters(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    issued = [name for at in _events(theatre, case, LetterIssued) for name in _called(at.letter, at.subject)]
    yield from _among("letters", _listed(wanted), issued)


def _awaited(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    """Letters on their way, with the step that is waited for: `opinion:check`, `opinion:check[U1]`; `none` is none at all."""
    found = [(f"{one.letter}:{one.step}", one.subject) for one in case.letters.values() if one.step]
    if wanted in (NONE, []):
        yield from _same("letters-waiting", [], [name for name, _ in found])
    else:
        yield from _among("letters-waiting", _listed(wanted), [name for at in found for name in _called(*at)])


def _notified(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    """People who were told something, by a rule or by a rung of a ladder, or words of what was told."""
    told = _events(theatre, case, Notified)
    climbed = _events(theatre, case, ClockEscalated)
    people = {person for note in told for person in note.to} | {
        person for rung in climbed for person in (*rung.informed, *rung.copied)
    }
    if not _listed(wanted) and (people or told):
        yield from _same("notified", [], sorted(people) or [note.text for note in told])
    for item in _listed(wanted):
        if item not in people and not any(str(item) in note.text for note in told):
            yield Saying(f"notified：没有告知{said(item)}", f"notified: {said(item)} was not told")


def _escalated(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    fired = [(_run_name(at.clock, at.subject), at.rung) for at in _events(theatre, case, ClockEscalated)]
    yield from _among("escalated", [(item["clock"], item["rung"]) for item in _listed(wanted)], fired)


def _not_escalated(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    fired = {_run_name(at.clock, at.subject) for at in _events(theatre, case, ClockEscalated)}
    for name in _listed(wanted):
        if name in fired:
            yield Saying(f"not-escalated：{said(name)}已经升级", f"not-escalated: {said(name)} was escalated")


def _why(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    fired = [verdict.rule for weighing in case.weighings for verdict in weighing.verdicts if verdict.fired]
    yield from _among("why", _listed(wanted), fired)


def _why_not(wanted: Mapping[str, str], theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    """The path that failed, or the rule that overruled, at the last weighing of each rule."""
    last = {verdict.rule: verdict for weighing in case.weighings for verdict in weighing.verdicts}
    for rule, path in wanted.items():
        if rule not in last:
            yield Saying(f"why-not：规则{said(rule)}没有判断过", f"why-not: the rule {said(rule)} was never weighed")
        elif path not in (last[rule].failed, _as_written(last[rule].failed), last[rule].overruled_by):
            failed = last[rule].failed or last[rule].overruled_by
            en = f"why-not: the rule {said(rule)} did not hold because of {said(failed, 'en')}, should be {said(path, 'en')}"
            yield Saying(f"why-not：规则{said(rule)}没有成立，应因{said(path)}，实因{said(failed)}", en)


def _as_written(path: str) -> str:
    """The path of an entry as a rule writes it: what is kept at `tasks.note.tell` it calls `entry.tell`."""
    shelf, _, rest = path.partition(".")
    return f"entry.{rest.partition('.')[2]}" if shelf == "tasks" and "." in rest else path


def _drafts(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    yield from _among("drafts", _listed(wanted), [d.rule for d in case.drafts.values() if d.status == "waiting"])


def _answers(wanted: Mapping[str, Any], theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    for path, value in wanted.items():
        got = [plain(found) for found in values_at(case.answers, path)]
        if plain(value) not in got and not (value is None and not got):
            yield _instead(f"answers.{path}", value, got)


def _slots(wanted: Mapping[str, Any], theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    for slot, holders in wanted.items():
        yield from _same(f"slots.{slot}", _listed(holders), list(case.slots.get(slot, ())))


def _events_said(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    words = [at.event.word for at in theatre.history(case.case)] + list(case.marks)
    yield from _among("events", _listed(wanted), words)


def _duties(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    yield from _opened(wanted, theatre)


def _opened(wanted: Any, theatre: Theatre) -> Iterator[Saying]:
    """Duties that have begun; `none` asks that none has."""
    yield from _among("duties", [] if wanted == NONE else _listed(wanted), [duty for duty, _ in theatre.duties()])


def _children(wanted: Any, theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    yield from _same("children", wanted, sum(link.relation == "child" for link in case.links))


def _clocks(wanted: Mapping[str, Any], theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    latest = {_run_name(run.clock, run.subject): run for run in sorted(case.clocks.values(), key=lambda r: r.number)}
    for name, properties in wanted.items():
        run = latest.get(name)
        if properties == NONE or run is None:
            yield from _same(f"clocks.{name} started", properties != NONE, run is not None)
            continue
        facts = clock_facts(run, theatre)
        for key, value in properties.items():
            if key not in facts:
                yield Saying(f"clocks.{name}：时限没有“{key}”这一项", f"clocks.{name}: a clock has no “{key}”")
                continue
            value = day(value) if key == "due" and "T" not in str(value) else value
            yield from _same(f"clocks.{name}.{key}", value, facts[key])


def clock_facts(run: ClockRun, theatre: Theatre) -> dict[str, Any]:
    """What a scenario may expect of a run of a clock."""
    zone = zone_among(theatre.pack.calendars)
    seen = run.stopped_at or theatre.now
    return {
        "due": due_on(run.due_at, zone),
        "light": str(run.light(theatre.now)),
        "status": run.status,
        "late": run.late,
        "breached": run.late or seen >= run.due_at,
        "rung": run.fired_rungs,
        "period": run.period,
        "missed": run.missed,
        "number": run.number,
        "extended": len(run.extensions),
        "provisional": run.history[-1].reckoning.provisional if run.history else False,
    }


def _targets(wanted: Mapping[str, Any], theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    """Targets as their page shows them: `128/135`, or `{figure: 128/135, reached: true, missing: …}`. Counted in memory alone."""
    if not isinstance(theatre, Memory):
        return
    with counting(theatre) as counted:
        views = {name: counted.target(name) for name in wanted}
    for name, said_of in wanted.items():
        view = views[name]
        if view is None:
            yield _unseen("targets", name)
            continue
        got = {"figure": view.whole.text, "reached": view.whole.reached, "missing": view.whole.missing}
        for key, value in (said_of if isinstance(said_of, Mapping) else {"figure": said_of}).items():
            yield from _figure(f"targets.{name}.{key}", value, got.get(key))


def _reports(wanted: Mapping[str, Any], theatre: Theatre, case: CaseState) -> Iterator[Saying]:
    """Figures of reports: `{daily: {period: 2026-03, totals: {cases: 3}, units: {甲局: {cases: 1}}}}`."""
    if not isinstance(theatre, Memory):
        return
    periods = {name: str(tables.get("period", "")) for name, tables in wanted.items()}
    with counting(theatre) as counted:
        pages = {name: counted.report(name, periods[name]) for name in wanted}
    for name, tables in wanted.items():
        page = pages[name]
        if page is None:
            yield _unseen("reports", name)
            continue
        shown = {one.table: one for one in page.tables}
        for table, figures in tables.items():
            if table in shown:
                yield from _table(f"reports.{name}.{table}", figures, shown[table])
            elif table != "period":
                yield _unseen(f"reports.{name}", table)


def _table(path: str, wanted: Mapping[str, Any], table: FigureTable) -> Iterator[Saying]:
    """The measures of a table, or those of each of its rows by the row's title."""
    for name, value in wanted.items():
        of_row = isinstance(value, Mapping)
        for measure, figure in value.items() if of_row else [(name, value)]:
            cell = cell_of(table, str(name) if of_row else "", measure)
            yield from _figure(f"{path}.{name}.{measure}" if of_row else f"{path}.{name}", figure, cell and cell.text)


def _figure(path: str, wanted: Any, got: Any) -> Iterator[Saying]:
    """A figure by its text; of a rate `128/135` is enough."""
    texts = (got, got.partition("（")[0]) if isinstance(got, str) else (got,)
    if (str(plain(wanted)) if isinstance(got, str) else wanted) not in texts:
        yield _instead(path, wanted, got)


def _unseen(word: str, name: str) -> Saying:
    return Saying(
        f"{word}：情景里的人都看不到“{name}”，或者没有这一期",
        f"{word}: nobody of the scenario can see {name}, or there is no such period",
    )


def _events(theatre: Theatre, case: CaseState, kind: type[E]) -> list[E]:
    """The events of one class, in order."""
    return [at.event for at in _history(theatre, case) if isinstance(at.event, kind)]


def _history(theatre: Theatre, case: CaseState) -> Iterable[Recorded]:
    return theatre.history(case.case)


def _run_name(clock: str, subject: str) -> str:
    """`handle`, or `pledged[U1]`."""
    return f"{clock}[{subject}]" if subject else clock


def _called(name: str, subject: str) -> list[str]:
    """`handle`, and `handle[U1]` where it is for somebody."""
    return [name, f"{name}[{subject}]"] if subject else [name]


def plain(value: Any) -> Any:
    """Dates as text, so that a scenario's YAML and an answer compare."""
    return value.isoformat() if hasattr(value, "isoformat") else value


CHECKS: dict[str, Check] = {
    "stage": _stage,
    "outcome": _outcome,
    "closed": _closed,
    "leader": _leader,
    "flags": _flags,
    "tasks": _tasks,
    "no-tasks": _no_tasks,
    "letters": _letters,
    "letters-waiting": _awaited,
    "notified": _notified,
    "escalated": _escalated,
    "not-escalated": _not_escalated,
    "why": _why,
    "why-not": _why_not,
    "drafts": _drafts,
    "answers": _answers,
    "slots": _slots,
    "events": _events_said,
    "children": _children,
    "duties": _duties,
    "clocks": _clocks,
    "targets": _targets,
    "reports": _reports,
}
