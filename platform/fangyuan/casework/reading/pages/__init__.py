"""The shapes that pages and the API show. Ids travel beside titles; words of the interface are the reader's business."""

from fangyuan.casework.reading.pages.acts import ActPage, CaseAct, Colleagues, ObjectionView
from fangyuan.casework.reading.pages.answers import AnswerRow, AnswerSection
from fangyuan.casework.reading.pages.calendars import (
    CalendarsPage,
    CalendarView,
    DaysOff,
    MoveView,
    YearForm,
    YearPublished,
    YearView,
)
from fangyuan.casework.reading.pages.case import CasePage, FormPage, StageStep
from fangyuan.casework.reading.pages.clocks import AskedExtension, ClockView, Due, DueLine
from fangyuan.casework.reading.pages.duties import AsidePage, AsideView, DutiesPage, DutyCase, DutyView
from fangyuan.casework.reading.pages.frame import InboxItem, Viewer
from fangyuan.casework.reading.pages.history import TimelineItem, WhyBlock, WhyLine
from fangyuan.casework.reading.pages.ledger import FilterField, Ledger, LedgerColumn, LedgerRow
from fangyuan.casework.reading.pages.naming import Named
from fangyuan.casework.reading.pages.organisation import OfficerPage, OrganisationPage, UnitNode
from fangyuan.casework.reading.pages.packs import (
    ArrivalLine,
    ClockText,
    Finding,
    PackEvent,
    PackPage,
    PacksPage,
    PackState,
    PackSummary,
    PartText,
    RuleSentence,
    Shown,
    StageText,
    TrialView,
)
from fangyuan.casework.reading.pages.papers import FileView, LetterView, LinkView
from fangyuan.casework.reading.pages.standing_in import DelegationsPage, DelegationView, Foreseen
from fangyuan.casework.reading.pages.tasks import ActionButton, DraftView, SlotView, TaskCard
from fangyuan.casework.reading.pages.work import LeaderPage, MyWork, WorkRow

__all__ = [
    "ActPage",
    "ActionButton",
    "AnswerRow",
    "AnswerSection",
    "ArrivalLine",
    "AsidePage",
    "AsideView",
    "AskedExtension",
    "CalendarView",
    "CalendarsPage",
    "CaseAct",
    "CasePage",
    "ClockText",
    "ClockView",
    "Colleagues",
    "DaysOff",
    "DelegationView",
    "DelegationsPage",
    "DraftView",
    "Due",
    "DueLine",
    "DutiesPage",
    "DutyCase",
    "DutyView",
    "FileView",
    "FilterField",
    "Finding",
    "Foreseen",
    "FormPage",
    "InboxItem",
    "LeaderPage",
    "Ledger",
    "LedgerColumn",
    "LedgerRow",
    "LetterView",
    "LinkView",
    "MoveView",
    "MyWork",
    "Named",
    "ObjectionView",
    "OfficerPage",
    "OrganisationPage",
    "PackEvent",
    "PackPage",
    "PackState",
    "PackSummary",
    "PacksPage",
    "PartText",
    "RuleSentence",
    "Shown",
    "SlotView",
    "StageStep",
    "StageText",
    "TaskCard",
    "TimelineItem",
    "TrialView",
    "UnitNode",
    "Viewer",
    "WhyBlock",
    "WhyLine",
    "WorkRow",
    "YearForm",
    "YearPublished",
    "YearView",
]
