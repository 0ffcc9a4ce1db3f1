"""Acts written down for somebody who did them on paper: by whom they may be, and with what proof."""

from fangyuan.engine.entitlement import may_record
from fangyuan.engine.letter_paths import partakes
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round


def check_recording(round_: Round) -> None:
    """What was done on paper takes the paper as proof, and for another a right of one's own; refuses without either."""
    command = round_.command
    signer, actor = round_.acting, command.actor
    if not command.on_behalf_of:
        return
    task, action = str(getattr(command, "task", "")), str(getattr(command, "action", ""))
    letter = round_.case.letters.get(getattr(command, "copy", 0)) if round_.state else None
    mine = letter is not None and partakes(round_, letter, actor)
    if signer.person != actor.person and not may_record(round_, actor, signer, task=task, action=action, partakes=mine):
        advice = "请由本人、其所在单位的经办人，或者定义包准予代录的人录入"
        refuse("not-yours", f"您不能为{signer.name}代录", advice, "on_behalf_of")
    if not command.scan:
        refuse("scan-missing", "代录须附本人签字的纸件", "请上传扫描件或照片", "scan")


def check_second_person(round_: Round, asker: str) -> None:
    """Whoever asked for something does not write down the decision on it either: a second person looks at the paper."""
    if round_.command.on_behalf_of and round_.command.actor.person == asker:
        advice = "请由批准人本人办理，或者由其他有权代录的人录入"
        refuse("asked-by-oneself", "这是您自己申请的，批示不能由您代录", advice, "on_behalf_of")
