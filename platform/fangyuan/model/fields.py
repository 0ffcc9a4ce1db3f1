"""Forms and their fields, as compiled from JSON Schema and a JSON Forms UI schema."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fangyuan.model.conditions import Condition
from fangyuan.model.once import Part, once_each
from fangyuan.model.problems import Mark

Schema = Mapping[str, Any]
Answers = Mapping[str, Any]


class WhenHidden(StrEnum):
    """What becomes of the answer of a field that is not shown."""

    CLEAR = "clear"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; `value` is stored, `title` shown, `children` where the list is a tree.

    A `retired` one is readable in answers that have it, and offered to nobody any more.
    """

    value: Any
    title: str
    children: tuple["Option", ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class BackPlan:
    """How the rows of a list are planned back from a deadline (倒排工期).

    `deadline` is the path of a date among the answers of the case type; `takes` (a duration), `due` and `begin` (dates)
    and `explain` (a text) are names of fields of a row, the last two optional.
    """

    deadline: str
    takes: str
    due: str
    begin: str = ""
    explain: str = ""
    calendar: str = "cn"


@dataclass(frozen=True, slots=True)
class Offer:
    """Which units, officers or rows a field offers, where it is not all that there are.

    `among` is the path of a list (or the slot) of the case that names them; `kinds` are the only kinds of units offered,
    `except_kinds` those that are not. `title` is the column that rows are called by.
    """

    among: str = ""
    kinds: tuple[str, ...] = ()
    except_kinds: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class ExternalId:
    """The answer is the number that another system knows the case by.

    `system` is the id of that system, blank where the form does not say which; a number of a named system belongs to one
    case. `title` is what officers call the system, `columns` the heads under which its exports bear the number.
    """

    system: str = ""
    title: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One answerable place of a form.

    `path` is dotted from the root of the form (`persons.name` inside a list of persons); `kind` names the field kind;
    `schema` is its own schema without references; `children` are the fields of an object, or of the rows of a list.
    `columns` are the heads under which tables of other systems bring the answer.
    `many` says that the answer is a list of what the kind describes. `open` objects accept names that no field has.
    """

    path: str
    name: str
    title: str
    kind: str
    schema: Schema
    json_type: str
    hint: str = ""
    required: bool = False
    many: bool = False
    children: tuple["Field", ...] = ()
    options: tuple[Option, ...] = ()
    code_list: str | None = None
    sensitive: bool = False
    index: bool = False
    read_only: bool = False
    compute: Any = None
    prefill: str | None = None
    default: Any = None
    print: bool = True
    visible: Condition | None = None
    enabled: Condition | None = None
    required_if: Condition | None = None
    when_hidden: WhenHidden = WhenHidden.CLEAR
    options_of_kind: Mapping[str, Any] = field(default_factory=dict)
    open: bool = False
    mark: Mark | None = None
    plan_back: BackPlan | None = None
    offer: Offer | None = None
    external_id: ExternalId | None = None
    columns: tuple[str, ...] = ()

    def walk(self) -> Iterator["Field"]:
        """This field and everything below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def is_people(field: Field) -> bool:
    """Whether a field is a person brought before the office, or a list of them."""
    return field.kind == "person" or any(child.name == "person_id" for child in field.children)


class LayoutKind(StrEnum):
    """JSON Forms' layouts, and a line of static text."""

    VERTICAL = "vertical"
    HORIZONTAL = "horizontal"
    GROUP = "group"
    CATEGORIZATION = "categorization"
    CATEGORY = "category"
    CONTROL = "control"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Layout:
    """One node of the page of a form; a control names the path of its field.

    A `folded` group is shown by its title alone until it is opened; it stands open where `opens` holds.
    """

    kind: LayoutKind
    title: str = ""
    field: str = ""
    children: tuple["Layout", ...] = ()
    visible: Condition | None = None
    wizard: bool = False
    tabs: bool = False
    folded: bool = False
    opens: Condition | None = None


@dataclass(frozen=True, slots=True)
class Form(Part):
    """A form: its schema without references to other files, its fields as a tree, its layout.

    `computed` are the paths of the computed fields, in the order in which they must be computed.
    """

    form: str
    title: str
    schema: Schema
    fields: tuple[Field, ...]
    layout: Layout
    description: str = ""
    computed: tuple[str, ...] = ()
    open: bool = False

    def walk(self) -> Iterator[Field]:
        """Every field of the form, parents first."""
        return iter(_every_field(self))


@once_each
def _every_field(form: Form) -> tuple[Field, ...]:
    return tuple(field for top in form.fields for field in top.walk())
