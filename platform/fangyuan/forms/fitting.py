"""Whether a value that a pack writes for a field is one that the field can hold."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fangyuan.forms.telling import Teller
from fangyuan.kinds import Kinds
from fangyuan.model.fields import Field, Form, Layout, LayoutKind
from fangyuan.model.later import later
from fangyuan.model.problems import Problem

if TYPE_CHECKING:
    from fangyuan.forms import validating
else:
    validating = later("fangyuan.forms.validating")


def misfit(own: Field, value: Any, kinds: Kinds, whole: bool = True) -> Problem | None:
    """The first thing that the field's own schema (type, format, range, length, list) has against a value.

    Where it need not be `whole`, parts that are still to be filled in are nothing against it.
    """
    schema = {"type": "object", "properties": {own.name: own.schema}}
    alone = Form("", "", schema, (replace(own, path=own.name, children=()),), Layout(LayoutKind.VERTICAL))
    found = validating.validator(schema, kinds).iter_errors({own.name: value})
    told = Teller(alone, kinds).tell(found)
    return next((each for each in told if whole or each.code != "required"), None)
