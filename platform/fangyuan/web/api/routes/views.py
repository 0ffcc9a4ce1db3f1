"""The views of the packs as ledgers, and as workbooks."""

from collections.abc import Mapping
from typing import Any

from fangyuan.casework.exporting import XLSX, ledger_xlsx
from fangyuan.casework.identity import Download
from fangyuan.casework.reading import frame
from fangyuan.casework.reading.ledger import ledger
from fangyuan.casework.reading.pages import Ledger
from fangyuan.casework.witnessing import ledger_seen
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.api.answers import NamedList
from fangyuan.web.api.cursors import CURSOR, onward
from fangyuan.web.api.operations import Asked, File, Operation, Parameter
from fangyuan.web.at_hand import now, office

TEXT = {"type": "string", "maxLength": 200}
FILTER = Parameter(
    "filter",
    "Filters that the view offers, by path: `filter[case.stage]=…`.",
    {"type": "object", "additionalProperties": TEXT},
    {},
)
SORT = Parameter("sort", "The path of a sortable column; with `-` before it, downwards.", TEXT)
GROUP = Parameter("group", "The path of a sortable column to group by.", TEXT)


def views(asked: Asked[Any]) -> NamedList:
    """The views that the officer may open."""
    return NamedList(frame.viewer(office(), asked.me, now()).views)


def show(asked: Asked[Any]) -> Ledger:
    """A page of a view."""
    query = asked.query
    found = ledger_seen(
        office(), asked.me, asked.path["view"], query["filter"], query["sort"], query["group"], onward(query), now()
    )
    check_known(found, query)
    return found


def export(asked: Asked[Any]) -> Download:
    """All rows of a view; who took them out is written into the access log."""
    view, query = asked.path["view"], asked.query
    group = query["group"]
    check_known(ledger(office(), asked.me, view, query["filter"], query["sort"], group, 1, now()), query)
    return ledger_xlsx(office(), asked.me, view, query["filter"], query["sort"], now(), group)


def check_known(found: Ledger, query: Mapping[str, Any]) -> None:
    """A filter or an order that the view does not know would silently give other rows than were asked for."""
    offered = {one.path for one in found.filters}
    unknown = [f"filter[{path}]" for path in query["filter"] if path not in offered]
    if query["sort"] and not found.sort:
        unknown.append("sort")
    if query.get("group") and found.group != query["group"]:
        unknown.append("group")
    if unknown:
        advice = "可用的筛选项见 filters，可排序的列见 columns。"
        raise Refused(*(Problem("malformed", "这个台账不支持该条件。", name, advice=advice) for name in unknown))


OPERATIONS = (
    Operation("listViews", "get", "/views", "The views that I may open", views, NamedList),
    Operation("getView", "get", "/views/{view}", "A page of a view", show, Ledger, query=(FILTER, SORT, GROUP, CURSOR)),
    Operation(
        "exportView", "post", "/views/{view}/export", "All rows of a view as a workbook; the access log tells of it",
        export, File(XLSX), query=(FILTER, SORT, GROUP),
    ),
)  # fmt: skip
