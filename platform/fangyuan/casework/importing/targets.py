"""Where the columns of a file may go: fields of the form that registers a case, and what the platform itself asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fangyuan.casework.answering import registering_form
from fangyuan.casework.importing.headings import plain_title
from fangyuan.forms.reading import PAGE
from fangyuan.kinds.choices import every
from fangyuan.model.fields import Field, Form
from fangyuan.model.later import later
from fangyuan.model.procedure import CaseType

if TYPE_CHECKING:
    from rapidfuzz import fuzz
else:
    fuzz = later("rapidfuzz.fuzz")

NUMBER, RECEIVED, CLOSED, OUTCOME, STAGE = (
    f"{PAGE}number",
    f"{PAGE}received",
    f"{PAGE}closed",
    f"{PAGE}outcome",
    f"{PAGE}stage",
)
"""What a column may say beside the answers: the number elsewhere, the day of receipt, of closing, the outcome, the last stage."""

GUESSED = 70
"""How like a title must be, of 100, for a column to be mapped to it unasked."""

_OWN = {
    NUMBER: (
        "来源编号",
        ("编号", "序号", "案号", "登记编号", "流水号", "工单号", "工单编号", "受理编号", "办件编号", "件号"),
    ),
    RECEIVED: (
        "收到日期",
        ("登记日期", "登记时间", "受理日期", "来件日期", "收件日期", "日期", "受理时间", "来电时间"),
    ),
    CLOSED: ("办结日期", ("办结时间", "结案日期", "结案时间", "完成日期", "办结日")),
    OUTCOME: ("办结结果", ("处理结果", "结案方式", "办理结果", "办结方式")),
    STAGE: ("办结阶段", ("阶段", "状态", "办理状态")),
}
_COUNT, _COUNTED = "序号", 6
"""What the column is called that counts the rows of a file, and how many digits its numbers have at most."""

_NEVER = frozenset({"attachment", "signature", "hidden", "static", "computed", "geolocation"})


@dataclass(frozen=True, slots=True)
class Target:
    """A place that a column may go to: dotted path without numbers of rows, its title, whether a case cannot be without.

    `also` is what else a column of it may be called: the first field of a person is what stands under the person's title.
    """

    path: str
    title: str
    required: bool = False
    field: Field | None = None
    also: str = ""


def form_of_type(case_type: CaseType) -> Form | None:
    """The form that registers a case."""
    return case_type.forms.get(registering_form(case_type))


def targets_of(case_type: CaseType) -> tuple[Target, ...]:
    """Everything that a column may be mapped to: the fields in the order of the form, then the platform's own."""
    form = form_of_type(case_type)
    fields = tuple(_fields(form.fields, "", "", True)) if form else ()
    return (*fields, *(Target(path, title) for path, (title, _) in _OWN.items()))


def guesses(titles: Sequence[str], examples: Sequence[Sequence[str]], targets: Sequence[Target]) -> dict[int, str]:
    """The best place for each column by its title and by what stands in it; each place once, the surest first."""
    scored = [
        (_score(title, examples[column] if column < len(examples) else (), target), -column, target.path)
        for column, title in enumerate(titles)
        for target in targets
        if title and not (target.path == NUMBER and column < len(examples) and counts_rows(title, examples[column]))
    ]
    found: dict[int, str] = {}
    for score, minus, path in sorted(scored, reverse=True):
        if score >= GUESSED and -minus not in found and path not in found.values():
            found[-minus] = path
    return found


def counts_rows(title: str, examples: Sequence[str]) -> bool:
    """Whether a column counts the rows of its file: the next file begins at 1 again, so no case is known by its numbers."""
    is_called = plain_title(title.rpartition("/")[2]) == _COUNT
    return is_called and bool(examples) and all(text.isdecimal() and len(text) <= _COUNTED for text in examples)


def known_titles(targets: Sequence[Target]) -> list[str]:
    """Every word that heads are known by."""
    return [word for target in targets for word in _words(target)]


def _fields(fields: Sequence[Field], path: str, above: str, required: bool) -> Iterator[Target]:
    """The fields that a text can fill; what stands in a list or an object is called with its title."""
    for field in fields:
        at, title = f"{path}{field.name}", f"{above}{field.title or field.name}"
        asked = required and field.required and field.visible is None
        if field.children:
            yield from _fields(field.children, f"{at}.", f"{title} / ", asked)
        elif field.kind not in _NEVER and field.compute is None and not field.read_only:
            is_first = field is fields[0] or field.name == "name"
            yield Target(at, title, asked, field, above.rpartition(" / ")[0].rpartition(" / ")[2] if is_first else "")


def _words(target: Target) -> tuple[str, ...]:
    own = _OWN.get(target.path)
    if own is not None:
        return (own[0], *own[1])
    parts = target.title.split(" / ")
    field = target.field
    heads = (*field.columns, *(field.external_id.columns if field.external_id else ())) if field else ()
    return tuple(filter(None, ("".join(parts[-2:]), "/".join(parts), parts[-1], target.also, *heads)))


def _score(title: str, examples: Sequence[str], target: Target) -> float:
    """How well a column fits: by the best of its titles, and a little by whether its values are the field's options."""
    parts = {plain_title(title), plain_title(title.rpartition("/")[2]), title}
    likeness = max(fuzz.ratio(part, plain_title(word)) for part in parts for word in _words(target))
    field = target.field
    if field is None or not field.options or not examples:
        # A field of the form is meant rather than a fact of the platform that is called alike: that a case has ended, or
        # how, nobody guesses from half a title.
        return likeness - (6 if field is None else 0)
    titles = {option.title for option in every(field.options)}
    fits = sum(1 for each in examples if each in titles) / len(examples)
    return min(100.0, likeness + 30 * fits)
