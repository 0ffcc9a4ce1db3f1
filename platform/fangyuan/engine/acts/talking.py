"""Remarks, and looks at masked values: nothing moves, but it is on record."""

from fangyuan.engine.entitlement import field_right
from fangyuan.engine.granting import allows
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.engine.visibility import is_seen_by
from fangyuan.model.commands import Comment, Reveal
from fangyuan.model.events import Cause, CommentMade, PrivateDataSeen
from fangyuan.model.pack import FieldRight


def comment(round_: Round, command: Comment) -> None:
    """Leaves a remark for colleagues; those it mentions find it in their inbox."""
    _check_sight(round_, "comment")
    text = needed(command.text, "text-missing", "请写下备注内容", "text")
    known = round_.world.directory.people
    mentions = tuple(person for person in command.mentions if person in known and known[person].active)
    round_.emit(CommentMade(text=text, mentions=mentions), Cause("act", "comment"))
    round_.tell(mentions, f"{round_.acting.name}：{text}")


def reveal(round_: Round, command: Reveal) -> None:
    """Looks at a masked value, and says why."""
    _check_sight(round_, "reveal")
    if field_right(round_, round_.acting, command.path) is FieldRight.HIDE:
        refuse("hidden", "您的角色不能查看这项内容", "确需查看的，请联系管理员", command.path)
    reason = needed(command.reason, "reason-missing", "请写明查看的理由", "reason")
    round_.emit(PrivateDataSeen(path=command.path, reason=reason), Cause("act", "reveal"))


def _check_sight(round_: Round, act: str) -> None:
    if not is_seen_by(round_, round_.acting):
        refuse("not-yours", "您不能查看这件事项", "请联系登记单位")
    if not allows(round_, round_.acting, act, True):
        refuse("not-granted", "定义包没有准予您的角色这样做", "请由有权的人办理")
