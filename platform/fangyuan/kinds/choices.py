"""What the kinds that choose share: the options of a tree, and how a value is written in a page."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from fangyuan.model.fields import Option


def written(value: Any) -> str:
    """The text of an option's value in a page; values that are no texts are written as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def every(options: Sequence[Option]) -> Iterator[Option]:
    """The options of a tree, parents first."""
    for option in options:
        yield option
        yield from every(option.children)
