"""Forms to fill: what may be registered, and the form of a case type, a task, an action."""

from typing import Any

from fangyuan.casework.reading import forming, frame
from fangyuan.casework.reading.correcting import correction
from fangyuan.casework.reading.pages import Named
from fangyuan.casework.witnessing import looked
from fangyuan.web.api.answers import FormDescription, NamedList
from fangyuan.web.api.describing import described
from fangyuan.web.api.operations import Asked, Operation, Parameter
from fangyuan.web.at_hand import moment, now, office

SUBJECT = Parameter("subject", "The unit or person that the task is for, blank where there is one only.",
                    {"type": "string", "maxLength": 200})  # fmt: skip


def case_types(asked: Asked[Any]) -> NamedList:
    """The case types that the officer may open cases of."""
    offered = frame.viewer(office(), asked.me, now()).may_register
    return NamedList(tuple(Named(one.id, one.title) for one in offered))


def new_case(asked: Asked[Any]) -> FormDescription:
    """The form that registering fills."""
    key = f"{asked.path['pack']}/{asked.path['case_type']}"
    return described(forming.new_case(office(), asked.me, key, now()), moment())


def task(asked: Asked[Any]) -> FormDescription:
    """The form of an open task."""
    path, subject = asked.path, asked.query["subject"]
    looked(office(), asked.me, path["case"], now())
    return described(forming.task(office(), asked.me, path["case"], path["task"], subject, now()), moment())


def action(asked: Asked[Any]) -> FormDescription:
    """The form of an action that may be taken now."""
    path = asked.path
    looked(office(), asked.me, path["case"], now())
    return described(forming.action(office(), asked.me, path["case"], path["action"], now()), moment())


def registered(asked: Asked[Any]) -> FormDescription:
    """The form that registered a case, with what stands in it."""
    looked(office(), asked.me, asked.path["case"], now())
    return described(correction(office(), asked.me, asked.path["case"], now()), moment())


OPERATIONS = (
    Operation("listCaseTypes", "get", "/case-types", "The case types that I may register", case_types, NamedList),
    Operation(
        "getCaseForm", "get", "/case-types/{pack}/{case_type}/form", "The form that opens a case", new_case,
        FormDescription,
    ),
    Operation(
        "getTaskForm", "get", "/cases/{case}/tasks/{task}/form", "The form of an open task", task, FormDescription,
        query=(SUBJECT,),
    ),
    Operation(
        "getCorrectionForm", "get", "/cases/{case}/corrections/form", "What was registered, to be put right", registered,
        FormDescription,
    ),
    Operation(
        "getActionForm", "get", "/cases/{case}/actions/{action}/form", "The form of an action", action, FormDescription
    ),
)  # fmt: skip
