"""The day of an act that its own form asks for: what was done on Monday and is entered on Friday happened on Monday."""

from dataclasses import replace
from datetime import date
from typing import Any

from fangyuan.engine.refusing import refuse
from fangyuan.model.commands import Command, CompleteTask, Sign, TakeAction
from fangyuan.model.procedure import CaseType


def asked_day(case_type: CaseType, command: Command) -> str:
    """The field of the command's form that says on which day it was done; empty where its task or action names none."""
    match command:
        case CompleteTask(task=task) | Sign(task=task):
            return case_type.tasks[task].occurred if task in case_type.tasks else ""
        case TakeAction(action=action):
            return next((one.occurred for one in case_type.actions if one.action == action), "")
        case _:
            return ""


def occurring(case_type: CaseType, command: Command) -> Command:
    """The command as one of the day that its answers say, so that clocks count and the log tells that day.

    Raises Refused where it is said to have occurred on two different days.
    """
    name = asked_day(case_type, command)
    day = day_of(getattr(command, "answers", {}).get(name)) if name else None
    if day is None:
        return command
    if command.occurred_on not in (None, day):
        refuse("two-days", f"这里填的是{day}，办理日期填的是{command.occurred_on}", "请核对后填成同一天", name)
    return replace(command, occurred_on=day)


def day_of(value: Any) -> date | None:
    """The date in an answer; None where there is none."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
