"""The slip that whoever the matter is of takes home: its number, and the code that opens it on the public page."""

from fangyuan.engine.entitlement import may_print_slip
from fangyuan.engine.outside import has_slip
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.commands import PrintSlip
from fangyuan.model.events import Cause, SlipPrinted


def print_slip(round_: Round, command: PrintSlip) -> None:
    """Prints it, again or with another code; each time is told, since whoever holds the slip may speak for the person."""
    if not has_slip(round_.case_type):
        refuse("no-slip", "这类事项没有回执", "这类事项的表单里不登记人")
    if not may_print_slip(round_, round_.acting):
        refuse("not-yours", "您不能打印这件的回执", "请由登记的单位打印")
    round_.emit(SlipPrinted(issue=round_.case.slip + command.renew), Cause("act", "slip"))
