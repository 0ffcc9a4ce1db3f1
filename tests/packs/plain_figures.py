"""What each figure of the shared pack means, counted by hand over the matters of a period (domain facts §3, the law).

A figure is a few lines over `Scene`: what came in, what was closed, what was open, of whom each was told in time. Nothing
here reads the pack's measures, and nothing asks a database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from packs.plain_events import Archive, Case, Matter, day_of, midnight, roll

CONGRESS, BUREAU, HANDLING = (f"petition-base/{one}-petition" for one in ("congress", "bureau", "handling"))
PETITIONS = frozenset({CONGRESS, BUREAU, HANDLING})
INTAKES = frozenset({CONGRESS, BUREAU})
RECOMMENDATIONS, ACTIVITIES = (frozenset({f"petition-base/{one}"}) for one in ("recommendation", "deputy-activity"))
CONTENT = ("satisfied", "basically-satisfied")
BLANK, UNTOLD = "（未填）", "（未填或保密）"

Place = Callable[[Case], Collection[str]]


def rate(part: Sequence[Any], whole: Sequence[Any]) -> str:
    """A rate as tables write it."""
    if not whole:
        return "—"
    return f"{len(part):,}/{len(whole):,}（{half_up(100 * len(part), len(whole))} %）"


def half_up(amount: int, by: int) -> Decimal:
    """A quotient with one digit."""
    return (Decimal(amount) / by).quantize(Decimal("0.1"), ROUND_HALF_UP)


def average(spans: Iterable[int]) -> str:
    """Average days."""
    found = list(spans)
    return str(half_up(sum(found), len(found))) if found else "—"


def many(found: Iterable[Any]) -> str:
    """How many."""
    return f"{len(list(found)):,}"


def total(found: Iterable[int]) -> str:
    """A sum."""
    return f"{sum(found):,}"


@dataclass(frozen=True)
class Days:
    """The days off of the country's calendar."""

    off: Collection[date]
    worked: Collection[date]

    def after(self, day: date, days: int) -> date:
        """So many days after a day, moved to a working day."""
        return roll(day + timedelta(days=days), self.off, self.worked)


@dataclass(frozen=True)
class Scene:
    """The cases of some types in a period; `keep` is at which places those stand that count."""

    archive: Archive
    days: Days
    kinds: frozenset[str]
    start: date
    end: date
    keep: Mapping[Place, str] = field(default_factory=dict)
    went: Mapping[Place, str] = field(default_factory=dict)
    dated: str = ""

    def _holds(self, one: Case, wanted: Mapping[Place, str]) -> bool:
        return all(title in place(one) for place, title in wanted.items())

    def _found(self, matters: Iterable[Matter]) -> list[Matter]:
        mine = (one for one in matters if self._holds(one.first, self.keep))
        return [one for one in mine if self._holds(one.goes_on_in, self.went)]

    @cached_property
    def came(self) -> list[Matter]:
        """What came in; what has a date of its own counts by that."""
        if not self.dated:
            return self._found(self.archive.came(self.kinds, self.start, self.end))
        found = self._found(self.archive.came(self.kinds, date.min, date.max))
        return [one for one in found if self.start <= date.fromisoformat(one.first.get(self.dated)) < self.end]

    @cached_property
    def batches(self) -> list[Matter]:
        """What came in, what went into another as well."""
        return self._found(self.archive.came(self.kinds, self.start, self.end, merged=True))

    @cached_property
    def each(self) -> list[Case]:
        """Every case by itself."""
        return [one for one in self.archive.each(self.kinds, self.start, self.end) if self._holds(one, self.keep)]

    @cached_property
    def closed(self) -> list[Matter]:
        """What was closed."""
        found = self.archive.closed(self.kinds, self.start, self.end)
        return [one for one in found if self._holds(one.last, {**self.keep, **self.went})]

    def open_at(self, day: date) -> list[Matter]:
        """What was open when a day began."""
        return self._found(self.archive.open_at(self.kinds, day))

    def of(self, path: str, *values: Any) -> list[Matter]:
        """What came in and answers so, in one of its cases."""
        return [one for one in self.came if one.any(path, *values)]

    def ended(self, path: str, *values: Any) -> list[Matter]:
        """The same of what was closed."""
        return [one for one in self.closed if one.any(path, *values)]

    @property
    def now(self) -> datetime:
        """What is now."""
        return self.archive.now

    def late(self, done: date | None, due: date, ended: datetime | None = None) -> bool:
        """Done after its day; or not done, and the day was over when it ended, or is."""
        return done > due if done else midnight(due + timedelta(days=1)) <= (ended or self.now)

    # What each office owes whoever wrote: to be told within 15 days (Art. 22, 23).

    def told(self, one: Case) -> date | None:
        """When they were told: accepted is told; what was begun anew from the screening on is to be told again."""
        since = one.last("reopened in screening")
        words = ("petitioner-notified", "accepted") if one.kind == HANDLING else ("petitioner-notified",)
        return min((day for word in words for day in one.days(word) if since is None or day >= since), default=None)

    def told_late(self, one: Case) -> bool:
        """Whether the 15 days had passed."""
        return self.late(self.told(one), self.days.after(one.received, 15), one.closed)

    @cached_property
    def owed(self) -> list[Case]:
        """Whoever was told, and whoever was to be told by now; not those who gave no name."""
        named = (one for one in self.each if not one.get("anonymous"))
        return [one for one in named if self.told(one) or self.told_late(one)]

    @property
    def told_in_time(self) -> list[Case]:
        """Those of them who were told within the 15 days."""
        return [one for one in self.owed if self.told(one) and not self.told_late(one)]

    # What the handling unit owes: to accept within 15 days, to answer within 60 and what was granted beyond (Art. 23, 34).

    @cached_property
    def to_accept(self) -> list[Case]:
        """Accepted, or to be accepted by now; what was answered in another way or ended is not."""
        named = [one.first for one in self.came if not one.first.get("anonymous")]
        waits = [one for one in named if not one.days("accepted")]
        late = [one for one in waits if self.told(one) is None and one.closed is None and self.told_late(one)]
        return [one for one in named if one.days("accepted")] + late

    @property
    def accepted_in_time(self) -> list[Case]:
        """Those that were accepted within the 15 days."""
        return [one for one in self.to_accept if one.days("accepted") and not self.told_late(one)]

    def answer_of(self, one: Case) -> tuple[date | None, date]:
        """When a case that was accepted was answered, and by when it had to be."""
        accepted = one.days("accepted")[0]
        due = self.days.after(accepted, 60 + one.extended.get("handle", 0))
        return min(one.days("opinion-delivered") + one.days("settled-by-agreement"), default=None), due

    @cached_property
    def to_answer(self) -> list[Case]:
        """Accepted, and answered or still to be."""
        taken = (one.first for one in self.came if one.first.days("accepted"))
        return [one for one in taken if self.answer_of(one)[0] or one.closed is None]

    def answers(self, *, answered: bool, late: bool) -> list[Case]:
        """Those that are answered or not, late or not."""
        found = ((one, *self.answer_of(one)) for one in self.to_answer)
        return [one for one, done, due in found if bool(done) is answered and self.late(done, due) is late]

    # What an office that assigned is owed: the report by the day that it named.

    @cached_property
    def assigned(self) -> list[Case]:
        """Those that were assigned, once or again."""
        return [case for one in self.came for case in one.cases if case.days("assign")]

    @cached_property
    def to_report(self) -> list[Case]:
        """Those whose assignment stands: reported, or still to be."""
        standing = (one for one in self.assigned if not one.days("screen-anew"))
        return [one for one in standing if one.days("report-received") or one.closed is None]

    @property
    def reported_in_time(self) -> list[Case]:
        """Those whose report came by then."""
        found = (
            (one, one.last("report-received"), date.fromisoformat(one.get("assigned_deadline")))
            for one in self.to_report
        )
        return [one for one, done, due in found if done and done <= due and not self.reopened_unreported(one)]

    def reopened_unreported(self, one: Case) -> bool:
        """Whether the report is asked for again."""
        since, done = one.last("reopened"), one.last("report-received")
        return bool(since and done and since > done)

    # Reviews and re-reviews, by the day on which they were asked for (Art. 35, 36).

    def asked(self, path: str) -> list[Case]:
        """The cases of which one was asked for in the period."""
        found = [one for one in self.archive.as_now().values() if one.kind in self.kinds and one.get(path)]
        return [one for one in found if self.start <= date.fromisoformat(one.get(path)) < self.end]

    def reviewed_in_time(self, path: str, word: str) -> list[Case]:
        """Those whose opinion reached them within 30 days and the days of a hearing."""
        found = []
        for one in self.asked(path):
            done, asked = one.last(word), date.fromisoformat(one.get(path))
            if done and done <= self.days.after(asked, 30 + (self.heard(one) if path.startswith("re_") else 0)):
                found.append(one)
        return found

    def heard(self, one: Case) -> int:
        """The days that a hearing took."""
        began, ended = one.last("open-hearing"), one.last("end-hearing")
        return (ended - began).days if began and ended else 0

    def overdue(self, one: Case) -> bool:
        """Whether anything that is still to be done should have been done by now."""
        if one.closed is not None:
            return False
        owed = [] if one.get("anonymous") or self.told(one) else [self.days.after(one.received, 15)]
        if one.days("accepted") and not self.answer_of(one)[0]:
            owed.append(self.answer_of(one)[1])
        if one.days("assign") and (not one.days("report-received") or self.reopened_unreported(one)):
            owed.append(date.fromisoformat(one.get("assigned_deadline")))
        for path, word in (("review_asked_on", "review"), ("re_review_asked_on", "re-review")):
            if one.get(path) and not one.days(f"{word}-opinion-delivered"):
                heard = self.heard(one) if word == "re-review" else 0
                owed.append(self.days.after(date.fromisoformat(one.get(path)), 30 + heard))
        return any(self.late(None, due) for due in owed)


def heads_of(one: Case) -> int:
    """As many as are said or listed, whichever is more; one where neither is (the registration form)."""
    return max(one.brought.get("headcount") or 1, len(one.brought.get("persons") or ()))


def repeated(one: Case) -> bool:
    """Whether somebody had come about it before: said so, counted, or first come before this was received."""
    first = one.get("first_visit")
    return bool(
        one.get("repeated")
        or (one.get("repeat_visits") or 0) >= 1
        or (first and date.fromisoformat(first) < one.received)
    )


def collective(one: Case) -> bool:
    """Five visitors and more; or so marked while nobody has counted them."""
    if one.get("channel") != "visit":
        return False
    return heads_of(one) >= 5 or bool(one.get("collective") and not one.get("headcount"))


def joint_signed(one: Case) -> bool:
    """So marked, or written and signed by five and more."""
    return bool(one.get("joint_signed") or (one.get("channel") in ("letter", "online") and heads_of(one) >= 5))


def again(scene: Scene) -> list[Matter]:
    """What came in again."""
    return [one for one in scene.came if any(map(repeated, one.cases))]


def waited(one: Matter) -> int:
    """The days from when it came in until its last case was closed."""
    assert one.last.closed is not None
    return (day_of(one.last.closed) - one.first.received).days


Count = Callable[[Scene], str]

VOLUME: Mapping[str, Count] = {
    "cases": lambda s: many(s.came),
    "batches": lambda s: many(one for one in s.batches if one.any("channel", "visit")),
    "heads": lambda s: total(heads_of(one.first) for one in s.batches),
    "first": lambda s: many(one for one in s.came if one not in again(s)),
    "repeated": lambda s: many(again(s)),
    "repeat-rate": lambda s: rate(again(s), s.came),
    "collective": lambda s: many(one for one in s.batches if any(map(collective, one.cases))),
    "collective-heads": lambda s: total(heads_of(one.first) for one in s.batches if collective(one.first)),
    "urgent": lambda s: many(s.of("urgent", True)),
}
RESULTS: Mapping[str, Count] = {
    "closed": lambda s: many(s.closed),
    "settled": lambda s: many(s.ended("settled", True)),
    "settled-rate": lambda s: rate(s.ended("settled", True), s.closed),
    "accepted-rate": lambda s: rate(s.ended("accepted", True), s.closed),
    "office-evaluated": lambda s: rate(s.ended("office_evaluation", "done"), s.closed),
    "office-satisfied": lambda s: rate(s.ended("office_satisfaction", *CONTENT), s.ended("office_evaluation", "done")),
    "unit-evaluated": lambda s: rate(s.ended("unit_evaluation", "done"), s.closed),
    "unit-satisfied": lambda s: rate(s.ended("unit_satisfaction", *CONTENT), s.ended("unit_evaluation", "done")),
    "told-in-time": lambda s: rate(s.told_in_time, s.owed),
    "days": lambda s: average(map(waited, s.closed)),
    "open-before": lambda s: many(s.open_at(s.start)),
    "open-after": lambda s: many(s.open_at(s.end)),
}
HANDLED: Mapping[str, Count] = {
    "accepted-in-time": lambda s: rate(s.accepted_in_time, s.to_accept),
    "in-time": lambda s: many(s.answers(answered=True, late=False)),
    "late": lambda s: many(s.answers(answered=True, late=True)),
    "open": lambda s: many(s.answers(answered=False, late=False)),
    "open-late": lambda s: many(s.answers(answered=False, late=True)),
    "in-time-rate": lambda s: rate(s.answers(answered=True, late=False), s.to_answer),
    "once": lambda s: rate(
        [one for one in answered(s) if one.get("settled") and not one.get("review_asked_on")], answered(s)
    ),
    "answer-days": lambda s: average(
        (date.fromisoformat(one.get("delivered_on")) - one.days("accepted")[0]).days
        for one in (each.first for each in s.came)
        if one.get("delivered_on") and one.days("accepted")
    ),
}


def answered(scene: Scene) -> list[Case]:
    """What was answered, in time or late."""
    return [one for late in (False, True) for one in scene.answers(answered=True, late=late)]


def outcome(scene: Scene, word: str) -> str:
    """How many ended so, in one of their cases."""
    return many(one for one in scene.came if any(case.outcome == word for case in one.cases))


PASSED_ON: Mapping[str, Count] = {
    "forwarded": lambda s: outcome(s, "forwarded"),
    "assigned": lambda s: many(s.assigned),
    "assigned-in-time": lambda s: rate(s.reported_in_time, s.to_report),
    "supervised": lambda s: many(one for one in s.came if any("supervised" in case.flags for case in one.cases)),
    "not-accepted": lambda s: outcome(s, "not-accepted"),
    "no-longer": lambda s: outcome(s, "no-longer-accepted"),
}
RECOMMENDED: Mapping[str, Count] = {
    "made": lambda s: many(s.came),
    "adopted": lambda s: many(s.of("adopted", "adopted")),
    "partly": lambda s: many(s.of("adopted", "partly")),
    "not-adopted": lambda s: many(s.of("adopted", "not")),
    "waiting": lambda s: many(one for one in s.came if one.is_open),
    "adopted-rate": lambda s: rate(s.of("adopted", "adopted", "partly"), s.of("adopted", "adopted", "partly", "not")),
}
REVIEWED: Mapping[str, Count] = {
    "reviews": lambda s: many(s.asked("review_asked_on")),
    "review-in-time": lambda s: rate(
        s.reviewed_in_time("review_asked_on", "review-opinion-delivered"), s.asked("review_asked_on")
    ),
    "re-reviews": lambda s: many(s.asked("re_review_asked_on")),
    "re-review-in-time": lambda s: rate(
        s.reviewed_in_time("re_review_asked_on", "re-review-opinion-delivered"), s.asked("re_review_asked_on")
    ),
}
MARKED: Mapping[str, Count] = {
    "joint-signed": lambda s: many(one for one in s.came if any(map(joint_signed, one.cases))),
    "skip-level": lambda s: many(s.of("skip_level", True)),
    "anonymous": lambda s: many(s.of("anonymous", True)),
    "nationwide-first": lambda s: many(s.of("nationwide_first", True)),
    "cross-kinds": lambda s: many(one for one in s.came if any(case.get("cross_kinds") for case in one.cases)),
    "joint-cases": lambda s: many(s.of("joint_case", True)),
    "backlog": lambda s: many(s.of("backlog", True)),
    "made-public": lambda s: many(s.of("made_public", True)),
}
PROGRESS: Mapping[str, Count] = {
    "cases": lambda s: many(s.came),
    "closed": lambda s: many(one for one in s.came if not one.is_open),
    "settled": lambda s: many(s.of("settled", True)),
    "accepted": lambda s: many(s.of("accepted", True)),
    "settled-rate": lambda s: rate(s.of("settled", True), s.came),
    "overdue": lambda s: many(one for one in s.came if any(map(s.overdue, one.cases))),
}
ATTENDED: Mapping[str, Count] = {
    "activities": lambda s: many(s.came),
    "attended": lambda s: total(len(one.first.get("deputies")) for one in s.came),
    "people": lambda s: total(one.first.get("received_people") or 0 for one in s.came),
    "matters": lambda s: total(one.first.get("received_matters") or 0 for one in s.came),
}
