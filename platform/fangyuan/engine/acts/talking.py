"""Remarks, and looks at masked values: nothing moves, but it is on record."""

from fangyuan.engine.entitlement import field_right
from fangyuan.engine.granting import allows
from fangyuan.engine.masking import FieldSight, roles_of, veil
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.engine.sharing import share
from fangyuan.engine.visibility import is_seen_by
from fangyuan.model.commands import Comment, Reveal
from fangyuan.model.events import Cause, CommentMade, PrivateDataSeen
from fangyuan.model.pack import FieldRight
from fangyuan.model.world import Person


def comment(round_: Round, command: Comment) -> None:
    """Leaves a remark for colleagues; those it mentions find it in their inbox."""
    _check_sight(round_, "comment")
    text = needed(command.text, "text-missing", "请写下备注内容", "text")
    mentioned = tuple(_mentioned(round_, person) for person in dict.fromkeys(command.mentions))
    # What a reader may see of the answers is judged before the remark, which a rule may answer by closing the case.
    told = [(one.person, _readable(round_, one, text)) for one in mentioned]
    round_.emit(CommentMade(text=text, mentions=tuple(person for person, _ in told)), Cause("act", "comment"))
    for person, words in told:
        round_.tell((person,), f"{round_.acting.name}：{words}")


def _mentioned(round_: Round, person: str) -> Person:
    """Somebody who is mentioned: an officer who works here and may see the case, or the remark is refused."""
    found = round_.world.directory.people.get(person)
    if found is not None and found.active and is_seen_by(round_, found):
        return found
    known = round_.outside.directory.people.get(person)
    name = f"“{known.name}”" if known and known.tenant == round_.acting.tenant else "所选的人"
    return refuse(
        "mention-cannot-see", f"{name}不能查看这件事项，没有提醒", "请不要提到，或者改提能查看本件的人", "mentions"
    )


def _readable(round_: Round, person: Person, text: str) -> str:
    """A remark as it may stand in somebody's inbox: what they may not see in the case is covered."""
    sight = FieldSight(round_.case_type, roles_of(round_.pack, person))
    return veil(round_.case, sight).cover(text)


def reveal(round_: Round, command: Reveal) -> None:
    """Looks at a masked value, and says why."""
    _check_sight(round_, "reveal")
    seen = share(round_, round_.acting).holds(command.path)
    if not seen or field_right(round_, round_.acting, command.path) is FieldRight.HIDE:
        refuse("hidden", "您的角色不能查看这项内容", "确需查看的，请联系管理员", command.path)
    reason = needed(command.reason, "reason-missing", "请写明查看的理由", "reason")
    round_.emit(PrivateDataSeen(path=command.path, reason=reason), Cause("act", "reveal"))


def _check_sight(round_: Round, act: str) -> None:
    if not is_seen_by(round_, round_.acting):
        refuse("not-yours", "您不能查看这件事项", "请联系登记单位")
    if not allows(round_, round_.acting, act, True):
        refuse("not-granted", "定义包没有准予您的角色这样做", "请由有权的人办理")
