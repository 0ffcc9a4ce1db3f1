"""Forms on paper: a blank one, one that is filled in, and the letter that a task will bring, to be signed by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fangyuan.casework import printing
from fangyuan.casework.identity import Download
from fangyuan.casework.reading import printing as reading
from fangyuan.casework.reading.letters import DOCX
from fangyuan.casework.reading.pages import AnswerSection
from fangyuan.casework.reading.printing import Paper
from fangyuan.casework.taking_letters import take_draft
from fangyuan.casework.witnessing import looked
from fangyuan.web.api.answers import NamedList
from fangyuan.web.api.operations import Asked, File, Operation, Parameter
from fangyuan.web.api.routes.forms import SUBJECT
from fangyuan.web.at_hand import now, office

ENTRY = Parameter(
    "entry",
    "Of a form that is filled in several times: `<task>/<entry>`, as `listPrintable` says behind the question mark.",
    {"type": "string", "maxLength": 200},
)


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A form as it stands on paper. `sections` are the answers of one that is filled in, masked by right; blank ones have none.

    `subject` is the unit or person that an entry is of.
    """

    form: str
    title: str
    description: str
    case_type: str
    tenant: str
    number: str
    subject: str
    schema: Mapping[str, Any]
    sections: tuple[AnswerSection, ...]


def blank(asked: Asked[Any]) -> PaperForm:
    """A form of a case type that is open here, to be drawn with lines to write on."""
    path = asked.path
    key = f"{path['pack']}/{path['case_type']}"
    return _told(reading.blank(office(), asked.me, key, path["form"], now()))


def printable(asked: Asked[Any]) -> NamedList:
    """What of a case can be printed alone: `<form>`, or `<form>?<task>/<entry>`."""
    return NamedList(reading.printable(office(), asked.me, asked.path["case"], now()))


def filled(asked: Asked[Any]) -> PaperForm:
    """What was answered, masked where the officer may not see it or has not opened it."""
    path = asked.path
    looked(office(), asked.me, path["case"], now())
    return _told(reading.filled(office(), asked.me, path["case"], path["form"], asked.query["entry"], now()))


def printed(asked: Asked[Any]) -> PaperForm:
    """The same, after it was written into the access log that it is printed."""
    path = asked.path
    printing.trace(office(), asked.me, path["case"], path["form"], asked.query["entry"], now())
    return filled(asked)


def unsigned(asked: Asked[Any]) -> Download:
    """The letter that an open task will bring, without a number; the access log tells who took it."""
    path = asked.path
    return take_draft(office(), asked.me, path["case"], path["task"], asked.query["subject"], now())


def _told(paper: Paper) -> PaperForm:
    form = paper.form
    return PaperForm(
        form.form, form.title, form.description, paper.case_type, paper.tenant, paper.number, paper.subject, form.schema,
        paper.sections,
    )  # fmt: skip


OPERATIONS = (
    Operation("getBlankForm", "get", "/case-types/{pack}/{case_type}/forms/{form}", "A form to be filled in by hand", blank,
              PaperForm),
    Operation("listPrintable", "get", "/cases/{case}/forms", "What of a case can be printed alone", printable, NamedList),
    Operation("getFilledForm", "get", "/cases/{case}/forms/{form}", "A form of a case as it was filled in", filled,
              PaperForm, query=(ENTRY,)),
    Operation("printForm", "post", "/cases/{case}/forms/{form}/print", "Print a form; the access log tells of it", printed,
              PaperForm, query=(ENTRY,)),
    Operation("getUnsignedLetter", "get", "/cases/{case}/tasks/{task}/letter", "The letter of a task, to be signed by hand",
              unsigned, File(DOCX), query=(SUBJECT,)),
)  # fmt: skip
