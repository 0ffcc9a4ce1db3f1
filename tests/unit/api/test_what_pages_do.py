"""Whatever the staff's pages do a program can do: one row for every address of a page, made against the access table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from flask import Flask

from fangyuan.casework.reading import passing_on as reading
from fangyuan.web.access import ACCESS, Who
from fangyuan.web.access_of_programs import OF_ADMINISTRATORS, OF_ANYBODY, OF_OFFICERS, OF_OUTSIDE
from fangyuan.web.api.operations import Body
from fangyuan.web.pages.act import HEADINGS, ON_PAPER
from unit.api.talking import BY_ID

ACT = ("getAct", "getReassigning", "getAddingSigner", "getRecusing")
BY_ACT: Mapping[str, tuple[str, ...]] = {
    reading.REASSIGN: ("reassignTask",),
    reading.ADD_SIGNER: ("addSigner",),
    reading.WITHDRAW: ("withdrawTask",),
    reading.RETURN: ("returnTask",),
    reading.RECUSE: ("recuse",),
    reading.MERGE: ("mergeCase",),
    reading.OBJECT: ("object",),
    reading.ANSWER: ("answerObjection",),
    reading.REOPEN: ("reopenCase",),
    reading.RECALL: ("recallCase",),
    reading.LINK: ("linkCase",),
    reading.UNLINK: ("unlinkCase",),
    reading.RECEIPT: ("correctReceipt",),
    reading.DECIDED: ("approveDraft", "refuseDraft"),
    reading.DECIDED_TIME: ("approveExtension", "refuseExtension"),
}
"""By act of the one page that acts beside the procedure share the operations that do what it does."""

ACTS = tuple(one for several in BY_ACT.values() for one in several)
STEPS = ("passLetter", "returnLetter", "withdrawLetter", "sealLetter", "deliverLetter")

BY_PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "public.show": ("askAfter",),
    "public.ask": ("askAfter", "lookAfter"),
    "public.act": ("getPublicForm", "actOutside", "uploadOutside"),
    "password.show": ("getMe",),
    "password.change": ("changePassword",),
    "desk.show": ("listWork", "listBulks", "listFilters"),
    "desk.inbox": ("listInbox",),
    "desk.mark_read": ("readInbox",),
    "desk.places": ("getMe", "listViews", "listCaseTypes"),
    "desk.search": ("findCases",),
    "register.choose": ("listCaseTypes",),
    "register.show": ("getCaseForm",),
    "register.submit": ("registerCase",),
    "register.earlier": ("findEarlier", "takeEarlier"),
    "register.alike": ("findAlike",),
    "case.show": ("getCase", "listMentionable", "listPrintable"),
    "case.why": ("getCase",),
    "case.file": ("getFile",),
    "case.comment": ("commentCase",),
    "case.reveal": ("revealAnswer",),
    "case.printed": ("getCase",),
    "case.whole": ("printCase",),
    "case.brief": ("briefCase",),
    "task.show": ("getTaskForm",),
    "task.submit": ("completeTask", "signTask", "claimTask", "uploadFile"),
    "action.show": ("getActionForm",),
    "action.submit": ("takeAction",),
    "act.show": ACT,
    "act.submit": ACTS,
    "correction.show": ("getCorrectionForm",),
    "correction.submit": ("correctCase",),
    "draft.decide": ("approveDraft", "refuseDraft"),
    "extension.decide": ("askExtension", "approveExtension", "refuseExtension"),
    "slip.show": ("getSlip",),
    "slip.take": ("printSlip",),
    "paper.blank": ("getBlankForm",),
    "paper.filled": ("getFilledForm",),
    "paper.trace": ("printForm",),
    "drafts.show": ("listDrafts", "getDraft"),
    "drafts.save": ("saveDraft",),
    "drafts.drop": ("dropDraft",),
    "drafts.restore": ("restoreDraft",),
    "letter.show": ("getLetter",),
    "letter.batch": ("listLetters",),
    "letter.take_together": ("packLetters", "printLetters"),
    "letter_register.show": ("getLetterRegister",),
    "letter_register.take": ("packLetters", "printLetters"),
    "letter_register.excel": ("exportLetterRegister",),
    "letter.page": ("getLetterPage",),
    "letter.step": STEPS,
    "letter.to_sign": ("getUnsignedLetter",),
    "letter.deliver": ("deliverLetter",),
    "diary.show": ("getDiary", "getDiaryAddress"),
    "diary.file": ("exportDiary",),
    "diary.make_address": ("makeDiaryAddress",),
    "diary.end_address": ("endDiaryAddress",),
    "reception.show": ("getReception",),
    "reception.book_number": ("bookAppointment",),
    "reception.paper": ("printReception",),
    "reception.came": ("recordAppointment",),
    "reception.choose": ("getAppointment",),
    "reception.keep": ("bookAppointment", "cancelAppointment", "recordAppointment"),
    "rota.show": ("listRotas",),
    "rota.give": ("giveTurn",),
    "rota.swap": ("swapTurns",),
    "rota.answer": ("answerSwap", "takeSwapBack"),
    "rota.settle": ("settleTurns",),
    "duties.show": ("listDuties",),
    "duties.report_nil": ("reportNil",),
    "listeners.show": ("listListeners",),
    "listeners.register": ("registerListener",),
    "listeners.log": ("getListenerLog",),
    "listeners.stop": ("stopListener",),
    "listeners.start": ("startListener",),
    "listeners.drop": ("dropListener",),
    "listeners.resend": ("resendAnnouncement",),
    "aside.show": ("listSetAside",),
    "aside.release": ("release",),
    "calendars.index": ("listCalendars",),
    "calendars.show": ("foreseeYear",),
    "calendars.keep": ("keepYear",),
    "delegations.show": ("listDelegations",),
    "delegations.give": ("delegate",),
    "delegations.end": ("endDelegation",),
    "handover.charges": ("getHandOverChoices", "foreseeHandOver"),
    "handover.hand_over": ("handOver",),
    "handover.merger": ("foreseeUnitMerger",),
    "handover.merge": ("mergeUnits",),
    "filters.save": ("saveFilter",),
    "filters.rename": ("renameFilter",),
    "filters.drop": ("dropFilter",),
    "bulk.ask": ("listBulkActs", "foreseeBulk"),
    "bulk.submit": ("actInBulk",),
    "bulk.show": ("getBulk",),
    "bulk.take_back": ("takeBulkBack",),
    "bulk.do_now": ("doBulkNow",),
    "kit.choose": ("findKitView",),
    "kit.show": ("foreseeKit",),
    "kit.make": ("makeKit",),
    "ledger.show": ("getView", "listFilters"),
    "ledger.excel": ("exportView", "beginExport"),
    "ledger.back": ("getView",),
    "ledger.bring_back": ("bringBack",),
    "imports.index": ("listImports",),
    "imports.bring": ("bringImport",),
    "imports.show": ("getImport",),
    "imports.say": ("mapImport", "remapImport", "takeImport", "discardImport"),
    "imports.wrong": ("getWrongRows",),
    "jobs.index": ("listJobs",),
    "jobs.show": ("getJob",),
    "jobs.file": ("getJobFile",),
    "jobs.discard": ("discardJob",),
    "dashboard.show": ("getDashboard",),
    "dashboard.cases": ("listDashboardCases",),
    "reports.index": ("listReports",),
    "reports.show": ("getReport",),
    "reports.cases": ("listCasesBehind",),
    "reports.file": ("exportReport",),
    "reports.targets": ("listTargets",),
    "reports.behind": ("listTargetCases",),
    "digests.show": ("composeDigest",),
    "digests.compose": ("composeDigest", "makeDigest"),
    "leader.show": ("getLeaderPage",),
    "leader.cases": ("listMonthCases",),
    "packs.index": ("listPacks", "listArrivals"),
    "packs.show": ("getPack",),
    "packs.changes": ("comparePacks",),
    "packs.archive": ("getPackArchive",),
    "packs.trial": ("tryPack",),
    "arrivals.index": ("listArrivals",),
    "arrivals.bring": ("bringPack",),
    "arrivals.show": ("getArrival",),
    "arrivals.decide": ("installArrival", "discardArrival"),
    "activation.show": ("foreseeActivation",),
    "activation.submit": ("activatePack",),
    "activation.back": ("foreseeRollBackPack",),
    "activation.go_back": ("rollBackPack",),
    "activation.stopping": ("foreseeStopPack",),
    "activation.stop": ("stopPack",),
    "activation.plan": ("foreseeWithdrawPlan",),
    "activation.withdraw": ("withdrawPlan",),
    "organisation.show": ("getOrganisation",),
    "organisation.add": ("addUnit", "addPerson"),
    "organisation.code": ("setUnitCode",),
    "organisation.publish": ("publishJurisdiction",),
    "person.show": ("getPerson",),
    "person.reset": ("resetPassword",),
    "person.place": ("givePost", "takePost"),
    "person.retire": ("retirePerson",),
    "person.reinstate": ("reinstatePerson",),
}
"""By endpoint of a page the operations that do what it does."""

NOT_FOR_PROGRAMS: Mapping[str, str] = {
    "static": "style sheets, scripts and the mark of the pages",
    "health.show": "speaks to load balancers already, without a token",
    "login.show": "a browser's way in; a program has its token from `fangyuan user token`",
    "login.enter": "a browser's way in; a program has its token from `fangyuan user token`",
    "login.leave": "ends a browser's session; a token has none",
    "login.language": "the language in which pages are drawn; answers hold what the pack says, and codes",
    "diary.feed": "speaks to the calendars of phones already, by an address that `makeDiaryAddress` gives",
    "gallery.show": "how each kind of field is drawn, for authors of packs",
    "gallery.submit": "how each kind of field is drawn, for authors of packs",
}
"""Addresses that no program needs, each with its reason."""

BESIDE = frozenset({"getDocument"})
"""Operations that are for programs alone."""

TOKENS = {Who.SIGNED_IN: Who.BEARER, Who.ADMINISTRATOR: Who.ADMINISTRATOR_BEARER, Who.OUTSIDE: Who.OUTSIDE}


def pages() -> set[str]:
    return {name for name in ACCESS if not name.startswith("api.")}


def test_every_page_has_its_operations_or_a_reason_why_not() -> None:
    assert pages() == {*BY_PROGRAMS, *NOT_FOR_PROGRAMS}
    assert set(BY_PROGRAMS).isdisjoint(NOT_FOR_PROGRAMS)
    assert [name for name, reason in NOT_FOR_PROGRAMS.items() if len(reason) < 20] == []


def test_every_act_of_the_page_that_many_share_has_its_operations_and_what_is_done_on_paper_its_words() -> None:
    assert set(BY_ACT) == set(HEADINGS)
    words = {
        (act, one): {"on_behalf_of", "occurred_on", "scan"} - {word.name for word in fields(BY_ID[one].body or Body)}
        for act in ON_PAPER
        for one in BY_ACT[act]
    }
    assert {at: missing for at, missing in words.items() if missing} == {}


def test_the_operations_that_it_names_are_there_and_each_is_named() -> None:
    named = {one for several in BY_PROGRAMS.values() for one in several}
    assert named <= set(BY_ID)
    assert set(BY_ID) - named == BESIDE


def test_what_a_page_does_by_a_press_an_operation_does_by_a_post(app: Flask) -> None:
    """A page that is posted writes, or leaves a trace; so does its operation, which takes a key then."""
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    silent = {name for name in posted & set(BY_PROGRAMS) if not any(BY_ID[one].writes for one in BY_PROGRAMS[name])}
    assert silent == set()


def test_a_program_needs_the_same_right_as_a_page() -> None:
    """What is for administrators on one side is for them on the other; of a single case casework judges."""
    differing = {
        (page, one)
        for page, several in BY_PROGRAMS.items()
        for one in several
        if ACCESS[f"api.{one}"].who is not TOKENS[ACCESS[page].who]
    }
    assert differing == set()


def test_every_operation_stands_in_the_table_once() -> None:
    every = (*OF_ANYBODY, *OF_OUTSIDE, *OF_OFFICERS, *OF_ADMINISTRATORS)
    assert len(every) == len(set(every))
