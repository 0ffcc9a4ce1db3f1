"""A timeline narrowed to one sort of event, one actor, or some words."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from fangyuan.casework.reading.pages import TimelineItem, TimelineView
from fangyuan.model.events import CommentMade, Event

WORK, CLOCKS, LETTERS, TIES, TALK, LOOKS, WATCH = "work", "clocks", "letters", "ties", "talk", "looks", "watch"
KINDS = (WORK, WATCH, CLOCKS, LETTERS, TIES, TALK, LOOKS)
"""The sorts of events in the order in which a page offers them. `watch` lies across the others: what urged or stopped somebody."""

_BY_WORD: Mapping[str, str] = {
    "obligation-met": CLOCKS, "receipt-corrected": CLOCKS,
    "case-dispatched": TIES, "case-objected": TIES, "dispatch-recalled": TIES, "matter-recalled": TIES, "case-merged": TIES,
    "child-progressed": TIES, "child-closed": TIES, "cases-linked": TIES, "cases-unlinked": TIES,
    "comment-made": TALK, "notified": TALK,
    "private-data-seen": LOOKS, "slip-printed": LOOKS,
}  # fmt: skip
_BY_START: Mapping[str, str] = {"clock-": CLOCKS, "extension-": CLOCKS, "letter-": LETTERS}

_WATCHED = frozenset({
    "clock-warned", "clock-due", "clock-escalated", "extension-asked", "clock-extended", "extension-refused",
    "receipt-corrected",
    "task-returned", "task-withdrawn", "letter-returned", "draft-refused",
    "dispatch-recalled", "case-objected", "objection-made", "objection-decided", "case-reopened",
})  # fmt: skip

REMINDER = "提醒办理：{}"
"""A reminder as those whom the case waits for find it in their inbox, and as the case keeps it."""

_URGING = REMINDER.partition("{")[0]


def kind_of(word: str) -> str:
    """The sort of an event; what nothing else says is work on the case."""
    starting = (kind for start, kind in _BY_START.items() if word.startswith(start))
    return _BY_WORD.get(word) or next(starting, WORK)


def is_watched(event: Event) -> bool:
    """Whether an event belongs to the log of supervision: somebody was urged, warned, sent back or given more time."""
    return event.word in _WATCHED or (isinstance(event, CommentMade) and event.text.startswith(_URGING))


def watched(items: Sequence[TimelineItem]) -> tuple[TimelineItem, ...]:
    """The log of supervision."""
    return tuple(item for item in items if item.watched)


def narrowed(
    items: Sequence[TimelineItem], kind: str, actor: str, words: str, told: Callable[[TimelineItem], str]
) -> TimelineView:
    """The items of a kind, by an actor (their name), in which the words stand as a page tells them; blanks narrow nothing."""
    counts = Counter(item.kind for item in items)
    counts[WATCH] = len(watched(items))
    actors = tuple(dict.fromkeys(item.actor for item in items if item.actor))
    kept = [item for item in items if not kind or item.kind == kind or (kind == WATCH and item.watched)]
    kept = [item for item in kept if not actor or item.actor == actor]
    if sought := words.casefold().split():
        kept = [item for item in kept if all(word in told(item).casefold() for word in sought)]
    return TimelineView(tuple(kept), len(items), counts, actors, kind, actor, words)
