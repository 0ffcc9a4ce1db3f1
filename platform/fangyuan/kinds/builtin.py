"""The platform's own field kinds, given through the same hook as a plugin's."""

from collections.abc import Iterable

from fangyuan.hookspecs import hookimpl
from fangyuan.kinds.address import Address
from fangyuan.kinds.attachment import Attachment
from fangyuan.kinds.birth_date import BirthDate
from fangyuan.kinds.boolean import Boolean
from fangyuan.kinds.check_list import CheckList
from fangyuan.kinds.code_list import CodeList
from fangyuan.kinds.computed import Computed
from fangyuan.kinds.date import Date
from fangyuan.kinds.date_range import DateRange
from fangyuan.kinds.date_time import DateTime
from fangyuan.kinds.decimal_number import DecimalNumber
from fangyuan.kinds.duration import Duration
from fangyuan.kinds.email import Email
from fangyuan.kinds.geolocation import Geolocation
from fangyuan.kinds.group import Group
from fangyuan.kinds.hidden import Hidden
from fangyuan.kinds.id_card import IdCard
from fangyuan.kinds.identity_document import IdentityDocument
from fangyuan.kinds.integer import Integer
from fangyuan.kinds.long_text import LongText
from fangyuan.kinds.money import Money
from fangyuan.kinds.month import Month
from fangyuan.kinds.multi_select import MultiSelect
from fangyuan.kinds.officer import Officer
from fangyuan.kinds.person import Person
from fangyuan.kinds.phone import Phone
from fangyuan.kinds.radio import Radio
from fangyuan.kinds.region import Region
from fangyuan.kinds.rich_text import RichText
from fangyuan.kinds.row import Row
from fangyuan.kinds.select import Select
from fangyuan.kinds.sex import Sex
from fangyuan.kinds.signature import Signature
from fangyuan.kinds.static import Static
from fangyuan.kinds.table import Table
from fangyuan.kinds.text import Text
from fangyuan.kinds.time import Time
from fangyuan.kinds.unit import Unit
from fangyuan.model.kinds import FieldKind


@hookimpl
def field_kinds() -> Iterable[FieldKind]:
    """Every kind that a pack may name without a plugin."""
    return (
        Text(), LongText(), RichText(),
        Integer(), DecimalNumber(), Money(), Boolean(),
        Date(), Time(), DateTime(), Month(), DateRange(), Duration(),
        Select(), Radio(), MultiSelect(), CheckList(), CodeList(),
        Person(), IdCard(), IdentityDocument(), BirthDate(), Sex(),
        Phone(), Email(), Address(), Region(), Geolocation(),
        Unit(), Officer(), Row(),
        Attachment(), Signature(),
        Table(), Group(),
        Static(), Hidden(), Computed(),
    )  # fmt: skip
