"""Letters issued: number, template and context are frozen at that moment; the worker makes the file later."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from fangyuan.engine.facts import AWAY, Facts
from fangyuan.engine.names import Names
from fangyuan.engine.numbers import number_of
from fangyuan.engine.paper_numbers import counter_of, off_paper
from fangyuan.engine.people import called_rows
from fangyuan.engine.placement import SHELF, split_place
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.forms.paths import values_at
from fangyuan.forms.titles import titles
from fangyuan.model.commands import Command
from fangyuan.model.decisions import Message
from fangyuan.model.events import Cause, LetterIssued
from fangyuan.model.fields import Field, Option
from fangyuan.model.letter_commands import PassLetter
from fangyuan.model.outputs import Letter
from fangyuan.model.pack import Pack
from fangyuan.model.state import CaseState, LetterState
from fangyuan.model.world import World

ROW = "row"
YES_NO = {True: "是", False: "否"}
OWN = "letter."
"""How the path of a word begins that a letter says about itself."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known where a letter is brought: the unit or person it is about, to whom it goes.

    `entry` is where the task that brings the letter wrote its answers: of a task with many entries only this one is
    read. `more` adds words of the occasion (`extension.*`). `source` is that task and its visit.
    """

    subject: str = ""
    to: str = ""
    entry: str = ""
    more: Facts = field(default_factory=dict)
    source: str = ""


def issue(round_: Round, name: str, cause: Cause, asked: Asked) -> None:
    """Issues a letter of the pack at once; refuses while an item that the law or the pack asks for is blank."""
    letter = round_.pack.letters[name]
    copy = len(round_.case.letters) + 1
    freeze(round_, letter, copy, content(round_, letter, asked), cause, asked)


def content(round_: Round, letter: Letter, asked: Asked) -> dict[str, Any]:
    """What a letter says now, but for its number and date; refuses to write to whom the case is kept from (Art. 30)."""
    if asked.subject in round_.facts().get(AWAY, ()):
        who = round_.outside.directory.name(asked.subject)
        refuse("kept-from", f"《{letter.title}》不得发给被反映的{who}：本件保密", "请改发有权处理的其他机关")
    tree = {**_read(round_, asked.subject, asked.entry), **asked.more}
    return context_of(letter, tree, round_.case_type.fields, round_.names)


def freeze(
    round_: Round, letter: Letter, copy: int, said: Mapping[str, Any], cause: Cause, asked: Asked, template: str = ""
) -> None:
    """Freezes number, template and what is `said`, and has the file made; refuses while something is lacking."""
    template = template or letter.template
    number = _number(round_, letter, copy)
    context = {**said, **own_words(round_, letter, number, copy)}
    check_complete(round_, letter, context)
    round_.emit(
        LetterIssued(
            letter=letter.letter,
            copy=copy,
            title=letter.title,
            number=number,
            template=template,
            template_hash=f"sha256:{hashlib.sha256(round_.pack.files.get(template, b'')).hexdigest()}",
            context=context,
            subject=asked.subject,
            to=asked.to or addressee(round_, asked.subject),
        ),
        cause,
    )
    about = {"case": round_.case.case, "copy": copy, "letter": letter.letter}
    round_.messages.append(Message(channel="render", to=round_.case.case, body=about))


def addressee(round_: Round, subject: str) -> str:
    """Whom a letter is sent to that names nobody: the unit or person that it is about."""
    return round_.outside.directory.name(subject) if subject else ""


def own_words(round_: Round, letter: Letter, number: str, copy: int) -> dict[str, Any]:
    """The words of a letter about itself, which it gets when it is issued."""
    own = {
        "number": number,
        "copy": copy,
        "date": (_on_paper(round_, number) or round_.today).isoformat(),
        "title": letter.title,
    }
    return {
        word: own[path.removeprefix(OWN)]
        for word, path in letter.context.items()
        if path.startswith(OWN) and path.removeprefix(OWN) in own
    }


def _on_paper(round_: Round, number: str) -> date | None:
    """The day on which the paper was signed or numbered, where that is written down afterwards: the letter is of that day."""
    command = round_.command
    has_paper = isinstance(command, PassLetter) or command.on_behalf_of
    return command.occurred_on if has_paper or _is_given(round_, number) else None


def _is_given(round_: Round, number: str) -> bool:
    """Whether the number whose place this holds stands on the paper already."""
    return any(one.given for one in round_.numbers if number and one.placeholder == number)


def preview(pack: Pack, case: CaseState, world: World, name: str, now: datetime, subject: str = "") -> LetterState:
    """A letter as it would stand now, without a number and with its blanks: what people sign on paper before it is issued."""
    round_ = Round(pack, pack.case_types[case.case_type], world, Command(), now, state=case)
    letter = pack.letters[name]
    context = {**content(round_, letter, Asked(subject)), **own_words(round_, letter, "", 0)}
    return LetterState(0, name, letter.title, "", now, letter.template, context, subject)


def _read(round_: Round, subject: str, entry: str) -> Facts:
    """The facts as a letter reads them: one entry of the task that brings it, the unit it is about by its title."""
    tree = round_.facts(subject)
    shelf = dict(tree[SHELF])
    if entry:
        task, name = split_place(entry)
        shelf[task] = [round_.case.answers.get(SHELF, {}).get(task, {}).get(name, {})]
    about = subject or round_.case.unit
    return {
        **tree,
        SHELF: shelf,
        "subject": {"id": about, "title": round_.outside.directory.name(about)},
        "parameters": dict(round_.moment.parameters),
    }


def context_of(letter: Letter, tree: Facts, fields: Mapping[str, Field], names: Names) -> dict[str, Any]:
    """Every word of the template with its value as it is printed; blank where there is none."""
    return {word: _at(path, tree, fields, names) for word, path in letter.context.items()}


def _number(round_: Round, letter: Letter, copy: int) -> str:
    """The placeholder of the number that the commit will draw, or take off the paper; empty for a letter without one.

    Kinds of letters whose numbers read alike are of one series.
    """
    if not letter.number.parts:
        return ""
    placeholder = f"\ue000letter:{copy}\ue001"
    given = off_paper(round_, letter.letter, copy)
    day = round_.command.occurred_on if given.number else _on_paper(round_, "")
    asked = number_of(round_, placeholder, counter_of(letter.letter), letter.number, round_.case.unit, day)
    if any(one.number == letter.number for one in round_.pack.letters.values() if one.letter != letter.letter):
        asked = replace(asked, shared=True)
    round_.numbers.append(
        replace(asked, given=given.number, path=given.path, as_written=given.as_written) if given.number else asked
    )
    return placeholder


def check_complete(round_: Round, letter: Letter, context: Mapping[str, Any]) -> None:
    """Refuses a letter that lacks what must stand in it, and says which, with the source that asks for it."""
    lacking = [word for word in letter.required if context.get(word) in ("", [], None)]
    if lacking:
        called = titles(round_.case_type)
        told = (f"{called.get(letter.context.get(word, ''), word)}({letter.required[word]})" for word in lacking)
        refuse("letter-incomplete", f"“{letter.title}”还缺：{'、'.join(told)}", "请先补填这些内容，再出具文书")


def _at(path: str, tree: Facts, fields: Mapping[str, Field], names: Names) -> Any:
    field = fields.get(path)
    rows = called_rows(field.offer, dict(tree)) if field and field.offer and field.kind == ROW else {}
    values = [_shown(value, field, rows or names) for value in values_at(tree, path)]
    return values[0] if len(values) == 1 else _joined(values)


def _shown(value: Any, field: Field | None, names: Mapping[str, str]) -> Any:
    """Codes and ids as titles, inside lists and rows too; dates and numbers as they are, for the template's filters."""
    if isinstance(value, list):
        return _joined([_shown(item, field, names) for item in value])
    if isinstance(value, Mapping):
        inner = {child.name: child for child in (field.children if field else ())}
        return {name: _shown(item, inner.get(name), names) for name, item in value.items()}
    if isinstance(value, bool):
        return YES_NO[value]
    titles = _titles(field.options) if field else {}
    return titles.get(value) or (names.get(value, value) if isinstance(value, str) else value)


def _joined(values: list[Any]) -> Any:
    """Words stand in a row, `甲、乙`; rows of a list stay rows, for the template to repeat; nothing is blank."""
    return values if any(isinstance(value, Mapping) for value in values) else "、".join(map(str, values))


def _titles(options: tuple[Option, ...]) -> dict[Any, str]:
    found: dict[Any, str] = {}
    for option in options:
        found |= {option.value: option.title, **_titles(option.children)}
    return found
