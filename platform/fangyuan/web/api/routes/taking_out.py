"""What leaves as one file: a case, its brief, the papers of a meeting, several letters."""

from dataclasses import dataclass
from typing import Annotated, Any

from fangyuan.casework import acting, kits
from fangyuan.casework.brief import case_brief
from fangyuan.casework.identity import Download
from fangyuan.casework.mentioning import offered
from fangyuan.casework.reading.duties import NIL_REPORT
from fangyuan.casework.reading.letter_batch import MOST, MOST_PRINTED, printable, together
from fangyuan.casework.reading.pages import Named
from fangyuan.casework.whole_file import whole_file
from fangyuan.model.commands import TakeAction
from fangyuan.web.api.answers import Acted, NamedList
from fangyuan.web.api.bodies import ChoosingCases, Id, OnCase
from fangyuan.web.api.operations import Asked, Body, File, Operation
from fangyuan.web.api.schemas import within
from fangyuan.web.at_hand import now, office, settings
from fangyuan.web.sentences import printed_line

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Line = Annotated[str, within(maxLength=100)]
Part = Annotated[str, within(enum=kits.PARTS)]
Letter = Annotated[str, within(maxLength=220, pattern="^[^/]{1,200}/[1-9][0-9]{0,8}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class MakingKit(Body):
    """The papers of a meeting over some cases of a view: which parts, and what stands at their heads."""

    cases: Annotated[tuple[Id, ...], within(minItems=1, maxItems=kits.MOST)]
    parts: Annotated[tuple[Part, ...], within(minItems=1, maxItems=len(kits.PARTS), uniqueItems=True)] = kits.PARTS
    title: Line = ""
    when: Line = ""
    where: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingLetters(Body):
    """Letters, each as the id of its case, a stroke and its number: `…/3`."""

    letters: Annotated[tuple[Letter, ...], within(minItems=1, maxItems=MOST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingLetters(PackingLetters):
    """The same, fewer at once."""

    letters: Annotated[tuple[Letter, ...], within(minItems=1, maxItems=MOST_PRINTED)]


def whole(asked: Asked[Any]) -> Download:
    """Everything of a case in one file, masked as for the reader; the access log tells who took it."""
    return whole_file(office(), asked.me, asked.path["case"], printed_line, settings().zone, now())


def brief(asked: Asked[Any]) -> Download:
    """A case on one page, for whoever decides; the access log tells who took it."""
    return case_brief(office(), asked.me, asked.path["case"], printed_line, settings().zone, now())


def kit_view(asked: Asked[ChoosingCases]) -> Named:
    """The view whose columns tell of most of these cases on paper."""
    view = kits.view_of_all(office(), asked.me, asked.body.cases, now())
    return kits.kit_page(office(), asked.me, view, asked.body.cases, now()).view


def kit_page(asked: Asked[ChoosingCases]) -> kits.KitPage:
    """What would be printed; nothing is."""
    return kits.kit_page(office(), asked.me, asked.path["view"], asked.body.cases, now())


def kit(asked: Asked[MakingKit]) -> Download:
    """List, slips, sign-in sheet and call list of a meeting; the access log tells who took them."""
    body = asked.body
    wanted = kits.Wanted(body.parts, body.title, body.when, body.where)
    return kits.make_kit(office(), asked.me, asked.path["view"], body.cases, wanted, now())


def pack(asked: Asked[PackingLetters]) -> Download:
    """Several letters as a zip, the sealed originals where there are any; the access log tells who took them."""
    return together(office(), asked.me, _chosen(asked.body), now())


def printed(asked: Asked[PrintingLetters]) -> Download:
    """Several letters as one PDF, each on a sheet of its own; the access log tells who took them."""
    return printable(office(), asked.me, _chosen(asked.body), now())


def _chosen(body: PackingLetters) -> list[tuple[str, int]]:
    pairs = (letter.rpartition("/") for letter in body.letters)
    return [(case, int(copy)) for case, _, copy in pairs]


def report_nil(asked: Asked[OnCase]) -> Acted:
    """Ends the case of a recurring duty: there was nothing to report."""
    command = TakeAction(action=NIL_REPORT)
    done = acting.act(office(), asked.me, asked.path["case"], command, now(), asked.key, asked.body.seen)
    return Acted(done.case, done.seq, done.number, done.words)


def mentionable(asked: Asked[Any]) -> NamedList:
    """Whom a remark on a case may be for: the `mentions` of `POST …/comments`."""
    return NamedList(offered(office(), asked.me, asked.path["case"], now()))


OPERATIONS = (
    Operation("printCase", "post", "/cases/{case}/print", "Everything of a case in one file; the access log tells of it",
              whole, File("*/*")),
    Operation("briefCase", "post", "/cases/{case}/brief", "A case on one page; the access log tells of it", brief,
              File("*/*")),
    Operation("findKitView", "post", "/kits/view", "The view by which papers of a meeting are made", kit_view, Named,
              body=ChoosingCases),
    Operation("foreseeKit", "post", "/views/{view}/kit/preview", "What the papers of a meeting would hold", kit_page,
              kits.KitPage, body=ChoosingCases),
    Operation("makeKit", "post", "/views/{view}/kit", "The papers of a meeting; the access log tells of it", kit,
              File(DOCX), body=MakingKit),
    Operation("packLetters", "post", "/letters/pack", "Several letters as a zip; the access log tells of it", pack,
              File("application/zip"), body=PackingLetters),
    Operation("printLetters", "post", "/letters/print", "Several letters as one PDF; the access log tells of it", printed,
              File("application/pdf"), body=PrintingLetters),
    Operation("reportNil", "post", "/duties/{case}/nil", "Report that there was nothing", report_nil, Acted, body=OnCase,
              acts=True),
    Operation("listMentionable", "get", "/cases/{case}/mentionable", "Whom a remark may be for", mentionable, NamedList),
)  # fmt: skip
