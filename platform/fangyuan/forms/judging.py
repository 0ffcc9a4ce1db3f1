"""The one judge of answers: for the web, the API, imports, migrations and scenarios alike.

Answers are let in, hidden ones pruned, computed ones worked out, and the rest is held against the effective schema.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fangyuan.forms.admitting import Admitted, admit, problem
from fangyuan.forms.computing import computed
from fangyuan.forms.deriving import derived
from fangyuan.forms.moment import Moment
from fangyuan.forms.paths import values_at
from fangyuan.forms.patterns import patience
from fangyuan.forms.reading import Posted, Reading, read
from fangyuan.forms.seeing import (
    Tree,
    conditions_of,
    demanded_paths,
    disabled_paths,
    hidden_paths,
    overlaid,
    places,
    without,
)
from fangyuan.forms.shaping import effective
from fangyuan.forms.telling import Teller
from fangyuan.forms.variants import forgotten
from fangyuan.kinds import Kinds
from fangyuan.model.fields import Answers, Field, Form, Schema
from fangyuan.model.later import later
from fangyuan.model.once import Kept, once_each
from fangyuan.model.problems import Problem, Severity

if TYPE_CHECKING:
    from fangyuan.forms import validating
else:
    validating = later("fangyuan.forms.validating")

KEPT = 512
"""How many validators are kept: one for each form and each set of hidden and demanded places that occurred."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Answers as they may be recorded when there are no `problems`; `warnings` stop nothing.

    `hidden` are the concrete paths of the fields that are not seen.
    """

    answers: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    hidden: frozenset[str] = frozenset()


def submit(form: Form, answers: Answers, context_tree: Tree, moment: Moment, kinds: Kinds) -> Judged:
    """Judges answers. `context_tree` holds the facts of the case and earlier answers; `Problem.path` is a dotted path."""
    with patience() as patient:
        admitted = admit(form, answers)
        settled, hidden, demanded = settle(form, derived(form, admitted.answers, kinds), context_tree, moment)
        unasked = hidden | _blank_and_disabled(form, settled, context_tree, moment)
        settled = forgotten(settled)
        seen = without(form, settled, hidden, keep=False)
        judge, teller = _judge_of(form, kinds, unasked, _outside(demanded, unasked))
        found = () if judge.is_valid(seen) else tuple(teller.tell(judge.iter_errors(seen), hidden))
    found = together(found, teller.unweighed(seen, patient.slow()))
    refused = _seen(admitted.problems, frozenset(map(admitted.sent, hidden)))
    problems = together(refused, _as_sent(found, admitted))
    return Judged(settled, problems, _as_sent(_warnings(form, seen, kinds), admitted), hidden)


def _as_sent(problems: Iterable[Problem], admitted: Admitted) -> tuple[Problem, ...]:
    """Each beside the entry that was sent, though earlier ones of its list fell out."""
    return tuple(replace(each, path=admitted.sent(each.path)) for each in problems)


def receive(form: Form, posted: Posted, context_tree: Tree, moment: Moment, kinds: Kinds) -> tuple[Reading, Judged]:
    """What a page posted, read and judged; the problems of both stand in `Judged.problems`, each place once.

    A text that cannot be read under a field that is not seen is no problem.
    """
    reading = read(form, posted, kinds)
    judged = submit(form, reading.answers, context_tree, moment, kinds)
    return reading, replace(judged, problems=together(_seen(reading.problems, judged.hidden), judged.problems))


def _seen(problems: Iterable[Problem], hidden: frozenset[str]) -> list[Problem]:
    """The problems of fields that are seen: what could not be taken in under the others is no answer anyway."""
    return [each for each in problems if hidden.isdisjoint(_leading_to(each.path))]


@patience()
def settle(
    form: Form, answers: Answers, context: Tree, moment: Moment
) -> tuple[dict[str, Any], frozenset[str], frozenset[str]]:
    """The answers pruned and computed, with the hidden and the demanded paths.

    What is hidden is always decided from all answers less those found hidden before, so that the order of the fields
    does not matter. Rules that depend on one another in a circle may never settle; then whatever was hidden once stays so.
    """
    hidden: frozenset[str] = frozenset()
    patience = sum(1 for _ in form.walk()) + 1
    while True:
        settled = computed(form, without(form, answers, hidden), context, moment, hidden)
        seen = overlaid(form, settled, context)
        now = hidden_paths(form, answers, seen, moment)
        patience -= 1
        if patience < 0:
            now |= hidden
        if now == hidden:
            break
        hidden = now
    return settled, hidden, demanded_paths(form, settled, seen, moment)


def effective_schema(form: Form, answers: Answers, context_tree: Tree, moment: Moment) -> Schema:
    """The schema that decides about these answers; formats are asserted."""
    settled, hidden, demanded = settle(form, admit(form, answers).answers, context_tree, moment)
    unasked = hidden | _blank_and_disabled(form, settled, context_tree, moment)
    return effective(form.schema, form.fields, unasked, _outside(demanded, unasked))


def _blank_and_disabled(form: Form, settled: Answers, context: Tree, moment: Moment) -> frozenset[str]:
    """The places that are blank and that nobody may fill in now: they cannot be asked for."""
    if not conditions_of(form).enabled:
        return frozenset()
    disabled = disabled_paths(form, settled, overlaid(form, settled, context), moment)
    return frozenset(path for path in disabled if not values_at(settled, path))


def _outside(paths: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    return frozenset(path for path in paths if others.isdisjoint(_leading_to(path)))


def together(first: Iterable[Problem], second: Iterable[Problem]) -> tuple[Problem, ...]:
    """Both, but of the second only those that do not stand at, below or just above a place that the first speaks of."""
    kept = tuple(first)
    told = {each.path for each in kept if each.path}
    above = {path for each in told for path in _leading_to(each)}
    asks = ("required", "too-few-rows")
    return kept + tuple(
        each
        for each in second
        if told.isdisjoint(_leading_to(each.path)) and not (each.code in asks and each.path in above)
    )


def _leading_to(path: str) -> Iterator[str]:
    """The path and every path that it leads through."""
    while path:
        yield path
        path = path.rpartition(".")[0]


_judges: Kept[Form] = Kept(KEPT)


def _judge_of(
    form: Form, kinds: Kinds, hidden: frozenset[str], demanded: frozenset[str]
) -> "tuple[validating.TwoJudges, Teller]":
    """The validator of an effective schema, made once. The kinds are kept with it, so that their id stays theirs."""

    def make() -> "tuple[Kinds, validating.TwoJudges, Teller]":
        schema = effective(form.schema, form.fields, hidden, demanded)
        return kinds, validating.TwoJudges.of(schema, kinds), Teller(form, kinds)

    _, judge, teller = _judges.of(form, (id(kinds), hidden, demanded), make)
    return judge, teller


def _warnings(form: Form, answers: Answers, kinds: Kinds) -> tuple[Problem, ...]:
    """What is odd but right, as the kinds see it."""
    warners = _warners(form, kinds)
    if not warners:
        return ()
    found = []
    for known, path, _ in places(form.fields, answers, {}):
        if known.kind in warners and (value := _at(answers, path)) is not None:
            values = value if isinstance(value, list) else [value]
            codes = [code for each in values if (code := warners[known.kind](each, known))]
            found += [_warning(code, path) for code in codes[:1]]
    return tuple(found)


@once_each
def _warners(form: Form, kinds: Kinds) -> Mapping[str, Callable[[Any, Field], str]]:
    """What finds something odd in the answers of a form, by the name of the kind."""
    used = {each.kind for each in form.walk()}
    return {name: warn for name in used if (warn := getattr(kinds.by_name.get(name), "warn", None))}


def _at(answers: Answers, path: str) -> Any:
    found = values_at(answers, path)
    return found[0] if found else None


def _warning(code: str, path: str) -> Problem:
    told = problem(code, path)
    return Problem(code, told.message or code, path, severity=Severity.WARNING)
