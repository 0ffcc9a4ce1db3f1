"""The day of receipt, once mistyped, is put right: asked for with what shows the day, granted by another."""

from fangyuan.engine import receipts
from fangyuan.engine.drafting import lay
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.events import Cause, DraftMade
from fangyuan.model.receipt_commands import CorrectReceipt

CAUSE = Cause("act", "receipt")


def correct(round_: Round, command: CorrectReceipt) -> None:
    """Puts the day right, where the pack lets the actor do so; else lays it before whoever grants it."""
    actor = round_.acting
    if not receipts.may_ask(round_, actor):
        refuse("not-yours", "您不能更正这件事项的收到日期", "请由登记人提出")
    reason = needed(command.reason, "reason-missing", "请写明更正的理由", "reason")
    receipts.check_day(round_, command.received_on)
    if round_.case_type.receipt.scan and not command.scan:
        refuse(
            "receipt-scan",
            "更正收到日期要附上能看出收到日期的材料",
            "请上传信封、收文登记的扫描件或照片",
            "scan",
        )
    if receipts.sets(round_, actor):
        receipts.put_right(round_, command.received_on, reason, CAUSE)
    else:
        _ask(round_, command, reason)


def _ask(round_: Round, command: CorrectReceipt, reason: str) -> None:
    if any(draft.receipt and draft.status == "waiting" for draft in round_.case.drafts.values()):
        refuse("receipt-asked", "已有更正收到日期的申请等待批准", "请等批准人处理后再申请")
    asker = round_.acting.person
    approvers = receipts.granting(round_, asker)
    if not approvers:
        refuse("receipt-nobody", "没有别人可以批准更正收到日期", "自己不能批准自己的申请，请管理员设置批准人")
    was, day, moved = round_.case.received_on, command.received_on, receipts.foretold(round_, command.received_on)
    told = f"收到日期由{was}更正为{day}。理由：{reason}{f'。{moved}' if moved else ''}"
    asked = DraftMade(
        draft=len(round_.case.drafts) + 1, rule=receipts.RECEIPT, opinion=told, approvers=approvers,
        receipt=day, asked_by=asker, reason=reason,
    )  # fmt: skip
    lay(round_, asked, CAUSE)
