"""What the script of charts draws over the server's pictures: the same values, with the words and the links of the table."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from fangyuan.casework.reading.figures.pictures import COLOURS


@dataclass(frozen=True, slots=True)
class Point:
    """A value with what is said of it, and the address of what is behind it, blank where there is none."""

    value: float | None
    text: str
    link: str = ""


def drawing(sort: str, title: str, labels: Sequence[str], lines: Iterable[tuple[str, Sequence[Point]]]) -> str:
    """The JSON that js/drawing.js reads: a chart of `bar`, `line` or `pie`, each line under its name."""
    lines = tuple(lines)
    whole = all(one.value is None or one.value == int(one.value) for _, points in lines for one in points)
    told = [{"name": name, "points": [asdict(one) for one in points]} for name, points in lines]
    said = {"sort": sort, "title": title, "labels": list(labels), "lines": told, "colours": COLOURS, "whole": whole}
    return json.dumps(said, ensure_ascii=False)
