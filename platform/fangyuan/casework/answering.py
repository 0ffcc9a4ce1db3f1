"""Answers on their way into an act: persons get their ids, the form's one judge is asked, blanks are dropped."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from fangyuan.casework.holding import able, only_shown
from fangyuan.casework.offering import not_offered
from fangyuan.casework.reading.choices import choices
from fangyuan.casework.reading.planning import planned
from fangyuan.casework.reading.prefilling import copied, earlier_answers, prefilled, tree_of_nothing
from fangyuan.casework.row_names import name_rows, named_twice
from fangyuan.engine.confidence import is_confidential, kept_from
from fangyuan.engine.facts import facts_of, zone_of
from fangyuan.engine.occurring import occurring
from fangyuan.forms.judging import submit, together
from fangyuan.forms.moment import Moment
from fangyuan.kinds import Kinds
from fangyuan.model.commands import Command, CompleteTask, CorrectAnswers, Register, Sign, TakeAction
from fangyuan.model.fields import Answers, Field, Form
from fangyuan.model.problems import Refused
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState
from fangyuan.model.world import World

_ANSWERING = (Register, CompleteTask, CorrectAnswers, Sign, TakeAction)


def moment_of(world: World, now: datetime) -> Moment:
    """The moment of an act: instant, date in the calendar's zone, parameters of the case."""
    return Moment.of(now, zone_of(world), world.parameters)


def away_of(case_type: CaseType, case: CaseState, world: World, now: datetime) -> frozenset[str]:
    """The units and people that a case is kept from, with the units below them."""
    if case_type.confidential is None:
        return frozenset()
    return kept_from(case_type, facts_of(case, world, now), moment_of(world, now), world.directory)


def confidential_now(case_type: CaseType, case: CaseState, world: World, now: datetime) -> bool:
    """Whether the case is confidential, whoever it is about."""
    if case_type.confidential is None:
        return False
    return is_confidential(case_type, facts_of(case, world, now), moment_of(world, now))


def form_of(case_type: CaseType, command: Command) -> Form | None:
    """The form that a command's answers belong to."""
    match command:
        case Register() | CorrectAnswers():
            name = registering_form(case_type)
        case CompleteTask(task=task) | Sign(task=task):
            name = case_type.tasks[task].form if task in case_type.tasks else ""
        case TakeAction(action=action):
            name = next((a.form for a in case_type.actions if a.action == action), "")
        case _:
            name = ""
    return case_type.forms.get(name)


def registering_form(case_type: CaseType) -> str:
    """The form of the first task of the first stage: what registering fills."""
    tasks = case_type.first_stage.tasks
    return tasks[0].form if tasks else ""


def people_rows(fields: tuple[Field, ...], answers: Any) -> Iterator[dict[str, Any]]:
    """Every row of kind `person` in an answers tree."""
    for field in fields:
        value = answers.get(field.name) if isinstance(answers, dict) else None
        rows = value if isinstance(value, list) else [value]
        for row in rows:
            if not isinstance(row, dict):
                continue
            if field.kind == "person" or any(child.name == "person_id" for child in field.children):
                yield row
            yield from people_rows(field.children, row)


def identified(form: Form, answers: Answers, new_id: Callable[[], str]) -> dict[str, Any]:
    """The answers with a stable id for every person that has none yet."""
    named: dict[str, Any] = copied(answers)
    for row in people_rows(form.fields, named):
        if not row.get("person_id"):
            row["person_id"] = new_id()
    return named


def settled(
    case_type: CaseType, form: Form, answers: dict[str, Any], case: CaseState | None, world: World, command: Command,
    now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """The answers with what the form only shows as the case has it, or as the form begins with it.

    Nobody writes into that, whatever was posted.
    """
    if not any(only_shown(known) or known.enabled for known in form.walk()):
        return answers
    subject, moment = getattr(command, "subject", ""), moment_of(world, now)
    facts = facts_of(case, world, now, command.actor, case_type=case_type, subject=subject) if case else None
    tree = tree_of_nothing(command.actor, world) if facts is None else facts
    task = case_type.tasks.get(getattr(command, "task", ""))
    earlier = {**case.answers, **earlier_answers(case, task, subject)} if case else {}
    return able(form, answers, prefilled(form, earlier, tree, moment), earlier, tree, moment)


def _corrected(form: Form, command: CorrectAnswers, case: CaseState) -> dict[str, Any]:
    """The whole answers of a form of which some are put right; a name that the form does not ask is for the judge to refuse."""
    standing = {field.name: case.answers[field.name] for field in form.fields if field.name in case.answers}
    return {name: value for name, value in {**standing, **command.answers}.items() if value is not None}


def judged(
    case_type: CaseType,
    case: CaseState | None,
    world: World,
    command: Command,
    now: datetime,
    kinds: Kinds,
    new_id: Callable[[], str],
) -> Command:
    """The command with its answers pruned, computed and found valid; raises Refused with a problem beside each field."""
    form = form_of(case_type, command)
    if form is None or not isinstance(command, _ANSWERING) or (isinstance(command, Sign) and not command.answers):
        return command
    tree = facts_of(case, world, now, command.actor) if case else tree_of_nothing(command.actor, world)
    typed = _corrected(form, command, case) if isinstance(command, CorrectAnswers) and case else command.answers
    known = identified(form, typed, new_id)
    name_rows(case_type, form, known, case)
    given = settled(case_type, form, known, case, world, command, now)
    answers = planned(form, given, tree, world)
    moment = moment_of(world, now)
    result = submit(form, answers, tree, moment, kinds)
    away = kept_from(case_type, tree, moment, world.directory) if case else frozenset()
    before = case.answers if case else {}
    unfit = (
        *not_offered(form, result.answers, before, choices(form, world, away, {**tree, **before}, result.answers)),
        *named_twice(case_type, form, result.answers),
    )
    problems = together(result.problems, unfit)
    if problems:
        raise Refused(*problems)
    return occurring(case_type, replace(command, answers=result.answers))
