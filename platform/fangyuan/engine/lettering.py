"""Letters issued: number, template and context are frozen at that moment; the worker makes the file later."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fangyuan.engine.facts import AWAY, Facts
from fangyuan.engine.names import Names
from fangyuan.engine.people import called_rows
from fangyuan.engine.placement import SHELF, split_place
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.forms.paths import values_at
from fangyuan.model.commands import Command
from fangyuan.model.decisions import Message, NumberWanted
from fangyuan.model.events import Cause, LetterIssued
from fangyuan.model.fields import Field, Option
from fangyuan.model.outputs import Letter
from fangyuan.model.pack import Pack
from fangyuan.model.state import CaseState, LetterState
from fangyuan.model.world import World

ROW = "row"
YES_NO = {True: "是", False: "否"}


def issue(
    round_: Round,
    name: str,
    cause: Cause,
    *,
    subject: str = "",
    to: str = "",
    entry: str = "",
    more: Facts | None = None,
) -> None:
    """Issues a letter of the pack; refuses while an item that the law or the pack asks for is blank.

    `entry` is where the task that brings the letter wrote its answers: of a task with many entries only this one is
    read. `more` adds words of the occasion (`extension.*`).
    """
    letter = round_.pack.letters[name]
    if subject in round_.facts().get(AWAY, ()):
        who = round_.outside.directory.name(subject)
        refuse("kept-from", f"《{letter.title}》不得发给被反映的{who}：本件保密", "请改发有权处理的其他机关")
    copy = len(round_.case.letters) + 1
    number = _number(round_, letter, copy)
    dated = {"number": number, "copy": copy, "date": round_.today.isoformat()}
    tree = {**_read(round_, subject, entry), "letter": dated, **(more or {})}
    context = context_of(letter, tree, round_.case_type.fields, round_.names)
    _check(letter, context)
    template = round_.pack.files.get(letter.template, b"")
    round_.emit(
        LetterIssued(
            letter=name,
            copy=copy,
            title=letter.title,
            number=number,
            template=letter.template,
            template_hash=f"sha256:{hashlib.sha256(template).hexdigest()}",
            context=context,
            subject=subject,
            to=to or (round_.outside.directory.name(subject) if subject else ""),
        ),
        cause,
    )
    about = {"case": round_.case.case, "copy": copy, "letter": name}
    round_.messages.append(Message(channel="render", to=round_.case.case, body=about))


def preview(pack: Pack, case: CaseState, world: World, name: str, now: datetime, subject: str = "") -> LetterState:
    """A letter as it would stand now, without a number and with its blanks: what people sign on paper before it is issued."""
    round_ = Round(pack, pack.case_types[case.case_type], world, Command(), now, state=case)
    letter = pack.letters[name]
    tree = {**_read(round_, subject, ""), "letter": {"number": "", "copy": 0, "date": round_.today.isoformat()}}
    context = context_of(letter, tree, round_.case_type.fields, round_.names)
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
    """The placeholder of the number that the commit will draw; empty for a letter that is not numbered."""
    if not letter.number.parts:
        return ""
    placeholder = f"\ue000letter:{copy}\ue001"
    round_.numbers.append(NumberWanted(placeholder, f"letter:{letter.letter}", letter.number))
    return placeholder


def _check(letter: Letter, context: Mapping[str, Any]) -> None:
    missing = [f"{word}({source})" for word, source in letter.required.items() if context.get(word) in ("", [], None)]
    if missing:
        refuse("letter-incomplete", f"“{letter.title}”还缺：{'、'.join(missing)}", "请先补填这些内容，再出具文书")


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
