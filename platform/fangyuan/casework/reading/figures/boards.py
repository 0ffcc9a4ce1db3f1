"""The boards of the dashboard: what packs say of them in their reports, else one for each family of case types."""

from collections.abc import Iterator
from dataclasses import dataclass

from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.reading.figures.report import open_reports
from fangyuan.casework.reading.figures.shares import meant
from fangyuan.model.conditions import Condition
from fangyuan.model.fields import Field
from fangyuan.model.procedure import CaseType
from fangyuan.model.reports import Dimension, Report

TOP = 8
"""As many topics of a kind as are shown where the pack does not say how many."""

_MOST_TOPICS = 3
_FEWEST_OPTIONS = 3
_TOPICAL = ("select", "radio", "code-list", "region", "unit")


@dataclass(frozen=True, slots=True)
class Board:
    """Whose cases are counted, which of them, by which topics and places; `report` is the one that says so."""

    board: str
    title: str
    case_types: tuple[str, ...]
    topics: tuple[Dimension, ...]
    condition: Condition | None = None
    levels: bool = False
    report: str = ""


def boards(desk: Desk) -> tuple[Board, ...]:
    """The boards that the officer may open: first what packs say, then the families of which no pack says anything."""
    said = tuple(_declared(desk))
    covered = {kind.key for board in said for _, kind in meant(desk, board.case_types)}
    return (*said, *_families(desk, covered))


def _declared(desk: Desk) -> Iterator[Board]:
    for pack, report in open_reports(desk):
        if report.dashboard:
            first = report.dashboard[0]
            titles = (pack.case_types[key].title for key in first.case_types if key in pack.case_types)
            yield Board(
                board=report.report,
                title="、".join(titles) or report.title,
                case_types=first.case_types,
                topics=tuple(row for table in report.dashboard for row in table.rows),
                condition=first.condition,
                levels=_over_levels(report),
                report=report.report,
            )


def _over_levels(report: Report) -> bool:
    return report.over == "levels"


def _families(desk: Desk, covered: set[str]) -> Iterator[Board]:
    """One board for all types that derive from the same one, with the first coded answers as its topics; for who has a role
    in their pack.
    """
    families: dict[str, tuple[str, CaseType]] = {}
    for pack, kind in desk.types_in_force().values():
        if kind.key not in covered and set(pack.roles) & desk.person.roles:
            root = kind.ancestors[-1] if kind.ancestors else kind.key
            known = pack.case_types.get(root)
            families.setdefault(root, (known.title if known else kind.title, kind))
    for root, (title, kind) in sorted(families.items(), key=lambda one: one[1][0]):
        yield Board(f"of/{root}", title, (root,), tuple(_usual(kind)))


def _usual(kind: CaseType) -> Iterator[Dimension]:
    coded = (path for path, field in kind.fields.items() if path != kind.outcome_field and _tells_matters_apart(field))
    for path, _ in zip(coded, range(_MOST_TOPICS), strict=False):
        yield Dimension(path)


def _tells_matters_apart(field: Field) -> bool:
    """Whether a field says what a case is about, or where: one choice of several, at the root of the case."""
    several = len(field.options) >= _FEWEST_OPTIONS or field.kind in ("region", "unit")
    plain = field.index and not field.sensitive and field.json_type == "string" and "." not in field.path
    return plain and several and field.kind in _TOPICAL
