"""What becomes of a letter after it was issued: the worker renders it, somebody hands it over."""

from fangyuan.engine.entitlement import may_deliver
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.commands import RecordDelivery, RecordRendering
from fangyuan.model.events import Cause, LetterDelivered, LetterRendered
from fangyuan.model.state import LetterState


def record_rendering(round_: Round, command: RecordRendering) -> None:
    """The file of a letter exists; saying so twice is one event."""
    letter = _letter(round_, command.copy)
    if letter.sha256 == command.sha256 and letter.file == command.file:
        return
    event = LetterRendered(letter=letter.letter, copy=letter.copy, file=command.file, sha256=command.sha256)
    round_.emit(event, Cause("command", "render"))


def record_delivery(round_: Round, command: RecordDelivery) -> None:
    """A letter reached its addressee; it must exist as a file first."""
    if not may_deliver(round_, round_.acting):
        refuse("not-yours", "文书的送达不由您登记", "请由经办人登记")
    letter = _letter(round_, command.copy)
    if not letter.file:
        refuse("not-rendered", f"“{letter.title}”还没有生成文件", "请稍候片刻再登记送达")
    method = needed(command.method, "method-missing", "请选择送达方式", "method")
    event = LetterDelivered(letter=letter.letter, copy=letter.copy, method=method, result=command.result)
    round_.emit(event, Cause("act", letter.letter))


def _letter(round_: Round, copy: int) -> LetterState:
    letter = round_.case.letters.get(copy)
    return letter or refuse("not-open", "没有这份文书", "请刷新页面")
