"""Numbers that the papers of letters have already, as they are given with the act that issues the letters."""

import re
from dataclasses import dataclass

from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.commands import Issuing
from fangyuan.model.letter_commands import PassLetter

LONGEST = 60
_APART = re.compile(r"[、，,;；\n]+")


@dataclass(frozen=True, slots=True)
class OffPaper:
    """A number off a paper, where it was given, and whether it is to be set down as it is."""

    number: str = ""
    path: str = ""
    as_written: bool = False


def counter_of(letter: str) -> str:
    """The kind of the counter of a letter; that of a unit's own begins with it."""
    return f"letter:{letter}"


def off_paper(round_: Round, letter: str, copy: int) -> OffPaper:
    """The number that a copy of a letter, the next of this act, has on its paper; blank where it has none."""
    command = round_.command
    if not isinstance(command, Issuing):
        return OffPaper()
    if isinstance(command, PassLetter) and command.copy == copy:
        return OffPaper(command.number, "number", command.as_written)
    given, before = _given(command, letter), _issued(round_, letter)
    return OffPaper(given[before] if before < len(given) else "", path_of(letter), command.as_written)


def path_of(letter: str) -> str:
    """Where the numbers of a letter are given."""
    return f"numbers.{letter}"


def check_readable(round_: Round) -> None:
    """Refuses what cannot be printed as a number, and a letter that there is not, before anything is decided."""
    command = round_.command
    if not isinstance(command, Issuing):
        return
    for name in command.numbers:
        if name not in round_.pack.letters:
            refuse("number-unused", f"没有名为“{name}”的文书", "请核对文书的标识", path_of(name))
        for number in _given(command, name):
            readable(number, path_of(name))


def readable(number: str, path: str) -> None:
    """Refuses what is longer than any number, or holds signs that cannot be printed."""
    if len(number) > LONGEST or not number.isprintable():
        advice = f"请照纸上的写，不超过 {LONGEST} 字；没有编过的留空"
        refuse("number-unreadable", f"“{number[:LONGEST]}”不是文号", advice, path)


def check_used(round_: Round) -> None:
    """Refuses a number whose letter this act did not issue: it would be lost, and the paper nowhere in the register."""
    command = round_.command
    if not isinstance(command, Issuing):
        return
    for name in command.numbers:
        given, issued = _given(command, name), _issued(round_, name)
        if len(given) > issued:
            title, lost = round_.pack.letters[name].title, given[issued]
            told = f"只出{issued}份" if issued else "没有出"
            advice = "请删去这个文号再办；文书以后才出的，到那一步再填"
            refuse("number-unused", f"这次{told}《{title}》，文号“{lost}”没有用上", advice, path_of(name))


def _given(command: Issuing, letter: str) -> list[str]:
    typed = command.numbers.get(letter, "")
    return [one for part in _APART.split(typed) if (one := part.strip())]


def _issued(round_: Round, letter: str) -> int:
    """How many copies of a letter this act has issued so far."""
    counter = counter_of(letter)
    return sum(1 for one in round_.numbers if one.kind == counter or one.kind.startswith(f"{counter}:"))
