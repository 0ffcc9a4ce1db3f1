"""A procedure as a picture: a stage a box, actions as arrows, clocks as bars over the stages they run in.

Only the places are reckoned here, in the units of an SVG; the template draws them, and the same is said in words beside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fangyuan.casework.reading.pages import ClockText
from fangyuan.model.procedure import Action, CaseType

BOX_WIDTH, BOX_HEIGHT, GAP = 180, 44, 36
LANE, BAR, MARGIN = 18, 22, 12
LONGEST_TITLE = 11
LETTERS = 26


@dataclass(frozen=True, slots=True)
class Box:
    """A stage; `x` and `y` are its left upper corner."""

    title: str
    whole: str
    y: int
    final: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """One or more actions from one stage to another: a path, where its number stands, and what it stands for."""

    path: str
    number: int
    x: int
    y: int
    title: str
    back: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A clock, from the top of its first stage to the foot of its last; `letter` names it below."""

    x: int
    y: int
    height: int
    letter: str
    title: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture: boxes in a column that begins at `left`, arrows at both sides, bars at the right."""

    width: int
    height: int
    left: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    bars: tuple[Bar, ...]


def drawing(kind: CaseType, clocks: Sequence[ClockText], comma: str = "、") -> Drawing:
    """The picture of a case type; `comma` stands between the titles of one arrow."""
    moves = _moves({one.stage: place for place, one in enumerate(kind.stages)}, kind.actions)
    forward = [move for move in moves if move[1] > move[0] + 1]
    backward = [move for move in moves if move[1] < move[0]]
    ahead, behind = _lanes(forward), _lanes(backward)
    left = MARGIN + LANE * (max(behind.values(), default=0) + 1)
    right = left + BOX_WIDTH
    bars_at = right + LANE * (max(ahead.values(), default=0) + 2)
    arrows = tuple(
        _arrow(n, move, left, right, ahead, behind, comma.join(dict.fromkeys(titles)))
        for n, (move, titles) in enumerate(moves.items(), 1)
    )
    bars = tuple(_bar(place, clock, bars_at) for place, clock in enumerate(clocks))
    boxes = tuple(
        Box(_short(one.title), one.title, _top(place), one.final) for place, one in enumerate(kind.stages)
    )  # fmt: skip
    width = bars_at + (BAR * len(bars) if bars else 0) + MARGIN
    return Drawing(width, _top(len(boxes)) - GAP + MARGIN, left, boxes, arrows, bars)


Move = tuple[int, int]


def _moves(order: dict[str, int], actions: Iterable[Action]) -> dict[Move, list[str]]:
    """What leads from one stage to another, by their places; what stays where it is is no arrow."""
    found: dict[Move, list[str]] = {}
    for action in actions:
        target = action.to or action.close
        for source in action.source:
            if target in order and source in order and source != target:
                found.setdefault((order[source], order[target]), []).append(action.title)
    return dict(sorted(found.items()))


def _lanes(moves: Iterable[Move]) -> dict[Move, int]:
    """A lane for each arrow, so that those whose spans overlap lie beside one another; short ones next to the boxes."""
    taken: list[list[Move]] = []
    found: dict[Move, int] = {}
    for move in sorted(moves, key=lambda one: abs(one[0] - one[1])):
        free = next((n for n, lane in enumerate(taken) if not any(_overlap(move, other) for other in lane)), len(taken))
        if free == len(taken):
            taken.append([])
        taken[free].append(move)
        found[move] = free
    return found


def _overlap(one: Move, other: Move) -> bool:
    return min(one) < max(other) and min(other) < max(one)


def _arrow(
    number: int, move: Move, left: int, right: int, ahead: dict[Move, int], behind: dict[Move, int], title: str
) -> Arrow:
    source, target = move
    if target == source + 1:
        x = left + BOX_WIDTH // 2
        start, end = _top(source) + BOX_HEIGHT, _top(target)
        return Arrow(f"M{x} {start}V{end}", number, x, (start + end) // 2, title, False)
    back = target < source
    edge, lane = (left, behind[move]) if back else (right, ahead[move])
    x = edge - LANE * (lane + 1) if back else edge + LANE * (lane + 1)
    # Several arrows meet a box at different heights: the farther the lane, the nearer to its corner.
    shift = min(lane, 3) * 4
    start, end = _top(source) + BOX_HEIGHT // 2 + 4 + shift, _top(target) + BOX_HEIGHT // 2 - 4 - shift
    if back:
        start, end = _top(source) + BOX_HEIGHT // 2 - 4 - shift, _top(target) + BOX_HEIGHT // 2 + 4 + shift
    return Arrow(f"M{edge} {start}H{x}V{end}H{edge}", number, x, (start + end) // 2, title, back)


def _bar(place: int, clock: ClockText, left: int) -> Bar:
    top = _top(clock.first)
    height = _top(clock.last) + BOX_HEIGHT - top
    return Bar(left + BAR * place, top, height, letter(place), clock.title)


def letter(place: int) -> str:
    """A, B … Z, A1, B1 …"""
    return chr(ord("A") + place % LETTERS) + (str(place // LETTERS) if place >= LETTERS else "")


def _top(place: int) -> int:
    return MARGIN + place * (BOX_HEIGHT + GAP)


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
