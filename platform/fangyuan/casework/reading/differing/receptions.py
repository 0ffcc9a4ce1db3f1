"""Turns and appointments of recurring work in words."""

from collections.abc import Mapping

from fangyuan.casework.reading.differing.voices import Voice
from fangyuan.model.rotas import DAY, NUMBER, TIME, TURN, Appointments, Rota

_PERIODS = {
    "month": ("月", "month"),
    "quarter": ("季", "quarter"),
    "half-year": ("半年", "half-year"),
    "year": ("年", "year"),
}
_WRITTEN = {
    DAY: ("那一天", "the day"),
    TURN: ("轮到的人", "whose turn it is"),
    TIME: ("约的时间", "the time"),
    NUMBER: ("那一天的编号", "the number of the day's case"),
}


def rota(voice: Voice, one: Rota) -> str:
    """Who goes round, how often at least, who may say otherwise."""
    least = voice.either("每人每{}至少{}次", "at least {1} each per {0}")
    period = voice.either(*_PERIODS[one.per]) if one.per else ""
    return voice.clauses(
        voice.speaker.who(one.of),
        least.format(period, one.at_least) if one.at_least else "",
        voice.either("由{}排定", "set by {}").format(voice.speaker.who(one.set_by)) if one.set_by else "",
    )


def appointments(voice: Voice, one: Appointments) -> str:
    """From when until when, how long each, how many."""
    types = [voice.type_title(key) for key in one.case_types]
    return voice.clauses(
        f"{one.since}–{one.until}",
        voice.either("每场{}分钟", "{} minutes each").format(one.each),
        voice.either("每场{}件", "{} at a time").format(one.places),
        voice.joined(types),
        voice.speaker.who(one.who) if one.who else "",
        answers(voice, one.answers) if one.answers else "",
    )


def answers(voice: Voice, written: Mapping[str, str]) -> str:
    """What is written where."""
    return voice.joined(f"{voice.path(path)}：{voice.either(*_WRITTEN[word])}" for path, word in written.items())
