"""Reports and targets: figures of a period, the cases behind a number, files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fangyuan.casework.identity import Download
from fangyuan.casework.reading.figures.behind import Where, cases_behind
from fangyuan.casework.reading.figures.behind_targets import target_cases
from fangyuan.casework.reading.figures.digests import Written, digest_file, digest_page
from fangyuan.casework.reading.figures.papers import DOCX, report_file
from fangyuan.casework.reading.figures.report import report_page, reports_page
from fangyuan.casework.reading.figures.targets import targets_page
from fangyuan.casework.reading.pages import CasesBehind, DigestPage, ReportPage, ReportsPage, TargetCases, TargetsPage
from fangyuan.web.api.bodies import Id, Longer
from fangyuan.web.api.cursors import CURSOR, onward
from fangyuan.web.api.operations import Asked, Body, File, Operation, Parameter
from fangyuan.web.api.schemas import within
from fangyuan.web.at_hand import now, office

TEXT = {"type": "string", "maxLength": 200}
PERIOD = Parameter(
    "period", "`2026-03`, `2026-Q1`, `2026-H1` or `2026`, as the report goes; empty is the current one.", TEXT
)
TABLE = Parameter("table", "The id of a table of the report.", TEXT)
MEASURE = Parameter("measure", "The id of a measure of the table.", TEXT)
PLACES = Parameter(
    "at",
    "The `places` of a cell: `at[0]=land` is place `land` on the first dimension, an empty text a blank one.",
    {"type": "object", "additionalProperties": TEXT},
    {},
)
HALF = Parameter(
    "half",
    "Of a rate `part`, `whole` (also where nothing is said), or `missing`: in the whole and not in the part.",
    {"type": "string", "enum": ["", "part", "whole", "missing"]},
)
COMPARED = Parameter("compared", "The `compared` of a cell: the other period that it is of.", TEXT)
REST = Parameter(
    "rest", "The `rest` of a cell: everything that has no row of its own.", {"type": "boolean"}, default=False
)
WHICH = Parameter(
    "asked",
    "The `asked` of a part of a target's number: `asked[target]=quota&asked[holder]=east`.",
    {"type": "object", "additionalProperties": TEXT},
    {},
)
SORT = Parameter(
    "sort",
    "`xlsx`, `docx`, or `sheet`: the workbook that another office wants filled.",
    {"type": "string", "enum": ["xlsx", "docx", "sheet"]},
    "xlsx",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposingDigest(Body):
    """Chosen cases; what is `told` of each, `texts` of sections; words that are `unsure` or `covered` and are `nobody`. The paper
    is made once every word that it writes otherwise, `covered` of `composeDigest`, is among those `seen`.
    """

    cases: Annotated[tuple[Id, ...], within(maxItems=20)] = ()
    told: Mapping[str, Longer] = field(default_factory=dict)
    texts: Mapping[str, Longer] = field(default_factory=dict)
    nobody: Annotated[tuple[Id, ...], within(maxItems=200)] = ()
    seen: Annotated[tuple[Id, ...], within(maxItems=1000)] = ()


def index(asked: Asked[Any]) -> ReportsPage:
    """The reports that the officer may open."""
    return reports_page(office(), asked.me, now())


def show(asked: Asked[Any]) -> ReportPage:
    """A report in a period."""
    return report_page(office(), asked.me, asked.path["report"], asked.query["period"], now())


def cases(asked: Asked[Any]) -> CasesBehind:
    """The cases that a number counts, of a rate those of its whole where no half is asked for."""
    query = asked.query
    places = [f"{dimension}={place}" if place else dimension for dimension, place in query["at"].items()]
    where = Where(query["table"], query["measure"], places, query["half"], query["compared"], query["rest"])
    return cases_behind(office(), asked.me, asked.path["report"], query["period"], where, onward(query), now())


def export(asked: Asked[Any]) -> Download:
    """A report as a file; who took it out is written into the access log."""
    return report_file(office(), asked.me, asked.path["report"], asked.query["period"], asked.query["sort"], now())


def compose(asked: Asked[ComposingDigest]) -> DigestPage:
    """A paper for leaders as it stands with the chosen cases, the people in them covered; nothing is written."""
    period = asked.query["period"]
    return digest_page(office(), asked.me, asked.path["report"], period, _written(asked.body), now())


def make(asked: Asked[ComposingDigest]) -> Download:
    """The same as a docx, once the officer has seen what it covers; who took it out is written into the access log."""
    body, report = asked.body, asked.path["report"]
    return digest_file(office(), asked.me, report, asked.query["period"], _written(body), now(), body.seen)


def _written(body: ComposingDigest) -> Written:
    return Written(tuple(dict.fromkeys(body.cases)), body.told, body.texts, body.nobody)


def targets(asked: Asked[Any]) -> TargetsPage:
    """The targets in their current period."""
    return targets_page(office(), asked.me, now())


def target(asked: Asked[Any]) -> TargetCases:
    """The cases that a number of a target counts."""
    return target_cases(office(), asked.me, asked.query["asked"], onward(asked.query), now())


OPERATIONS = (
    Operation("listReports", "get", "/reports", "The reports that I may open", index, ReportsPage),
    Operation("getReport", "get", "/reports/{report}", "A report in a period", show, ReportPage, query=(PERIOD,)),
    Operation(
        "listCasesBehind", "get", "/reports/{report}/cases", "The cases that a number counts", cases, CasesBehind,
        query=(PERIOD, TABLE, MEASURE, PLACES, HALF, COMPARED, REST, CURSOR),
    ),
    Operation(
        "exportReport", "post", "/reports/{report}/export", "A report as a file; the access log tells of it",
        export, File("*/*"), query=(PERIOD, SORT),
    ),
    Operation(
        "composeDigest", "post", "/reports/{report}/digest/compose", "A paper for leaders as it stands: cases to choose, texts",
        compose, DigestPage, ComposingDigest, query=(PERIOD,),
    ),
    Operation(
        "makeDigest", "post", "/reports/{report}/digest", "A paper for leaders as a file; the access log tells of it",
        make, File(DOCX), ComposingDigest, query=(PERIOD,),
    ),
    Operation("listTargets", "get", "/targets", "How far the targets are reached", targets, TargetsPage),
    Operation(
        "listTargetCases", "get", "/targets/cases", "The cases that a number of a target counts", target, TargetCases,
        query=(WHICH, CURSOR),
    ),
)  # fmt: skip
