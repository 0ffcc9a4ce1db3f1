"""Shares of several tenants that count alike, put together: what they are asked is asked once, however many tenants there are."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from fangyuan.model.conditions import Atom, FieldRef, Param, atoms
from fangyuan.store.questions import Question, Share


def together(question: Question) -> Question:
    """The question with the shares of all tenants that count alike as one."""
    asked = tuple(tested(question))
    alike: dict[Hashable, list[Share]] = {}
    for share in question.shares:
        alike.setdefault(likeness(share, asked), []).append(share)
    shares = (replace(one, others=tuple(other.tenant for other in rest)) for one, *rest in alike.values())
    return replace(question, shares=tuple(shares))


def tested(question: Question) -> Iterator[Atom]:
    """Everything that a condition of the question tests."""
    asked = [share.condition for share in question.shares], [tally.condition for tally in question.tallies]
    conditions = dict.fromkeys(chain(*asked))
    for condition in conditions:
        yield from atoms(condition)


def likeness(share: Share, asked: Sequence[Atom]) -> Hashable:
    """What shares have alike that can be asked together: of their parameters those that are asked for.

    A sensitive answer is kept under a hash that every tenant has its own key for: whoever asks for one asks for itself.
    """
    moment, sensitive = share.moment, {one.path for one in share.fields if one.sensitive}
    named = {one.operand.name for one in asked if isinstance(one.operand, Param)}
    paths = {one.path for one in asked} | {one.operand.path for one in asked if isinstance(one.operand, FieldRef)}
    return (
        share.case_type, share.fields, share.sight, share.condition, share.open_only, tuple(sorted(share.unasked.items())),
        moment.now, moment.today, moment.zone, tuple((name, repr(moment.parameters.get(name))) for name in sorted(named)),
        share.tenant if sensitive & paths else "",
    )  # fmt: skip
