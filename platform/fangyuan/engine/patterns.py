"""Whether an event is one that a pattern of a pack means: `{event: stage-entered, stage: liaison}`."""

from collections.abc import Mapping

from fangyuan.model.events import Emitted, Event
from fangyuan.model.who import EventPattern, EventPatterns


def word_of(event: Event) -> str:
    """The word under which packs know an event: that of its class, or the pack's own word that was said."""
    return event.mark if isinstance(event, Emitted) else event.word


def narrowings_of(event: Event) -> Mapping[str, str]:
    """What a pattern may narrow the event by, as words: `{"clock": "handle", "subject": "", "rung": "2"}`."""
    return {name: str(getattr(event, name)) for name in event.narrows}


def fits(pattern: EventPattern, word: str, narrowed: Mapping[str, str]) -> bool:
    """Whether a pattern means an event of this word with these properties."""
    return pattern.word == word and all(narrowed.get(name) == wanted for name, wanted in pattern.narrowed.items())


def means(patterns: EventPatterns, event: Event) -> bool:
    """Whether one of the patterns means the event; no patterns mean none."""
    word = word_of(event)
    concerned = [pattern for pattern in patterns if pattern.word == word]
    if not concerned:
        return False
    narrowed = narrowings_of(event)
    return any(fits(pattern, word, narrowed) for pattern in concerned)
