"""The platform's own field kinds, given through the same hook as a plugin's."""

from collections.abc import Iterable

from fangyuan.hookspecs import hookimpl
from fangyuan.kinds.boolean import Boolean
from fangyuan.kinds.choices import CodeList, MultiSelect, Radio, Select
from fangyuan.kinds.contacts import Address, Email, Phone
from fangyuan.kinds.dates import Date, DateTime, Month, Time
from fangyuan.kinds.duration import Duration
from fangyuan.kinds.files import Attachment, Signature
from fangyuan.kinds.fixed import Computed, Hidden, Static
from fangyuan.kinds.identity import IdCard
from fangyuan.kinds.long_text import LongText
from fangyuan.kinds.numbers import Integer, Money, Number
from fangyuan.kinds.organisation import Officer, Region, Unit
from fangyuan.kinds.person import Person
from fangyuan.kinds.structures import Group, Table
from fangyuan.kinds.text import Text
from fangyuan.model.kinds import FieldKind


@hookimpl
def field_kinds() -> Iterable[FieldKind]:
    """Every kind that a pack may name without a plugin."""
    return (
        Text(),
        LongText(),
        Integer(),
        Number(),
        Money(),
        Boolean(),
        Date(),
        Time(),
        DateTime(),
        Month(),
        Duration(),
        Select(),
        Radio(),
        MultiSelect(),
        CodeList(),
        Person(),
        IdCard(),
        Phone(),
        Email(),
        Address(),
        Unit(),
        Region(),
        Officer(),
        Attachment(),
        Signature(),
        Table(),
        Group(),
        Static(),
        Hidden(),
        Computed(),
    )
