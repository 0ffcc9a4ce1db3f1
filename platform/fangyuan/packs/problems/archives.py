"""Words for archives that are not trusted, and for packs that an installation does not take."""

from fangyuan.packs.problems.wording import Wording

_AGAIN = ("请向发布者重新索取。", "Ask the publisher for it again.")

WORDINGS = {
    "archive-unreadable": Wording(
        "文件已损坏，或不是 .fypack 归档", "the file is damaged, or no .fypack archive", *_AGAIN
    ),
    "archive-without-manifest": Wording(
        "归档里没有 manifest.json", "the archive has no manifest.json",
        "请用 fangyuan pack build 制作归档。", "Make archives with fangyuan pack build.",
    ),
    "archive-unsigned": Wording(
        "归档没有签名", "the archive is not signed",
        "请发布者用 fangyuan pack build 签名后再发。", "Ask the publisher to sign it with fangyuan pack build.",
    ),
    "archive-bad-manifest": Wording(
        "归档的目录 manifest.json 无法读取", "the archive's manifest.json cannot be read", *_AGAIN
    ),
    "archive-format": Wording(
        "归档格式是 {format}，本平台只认 {known}", "the archive has format {format}; this platform reads {known}",
        "请升级平台，或索取旧格式的归档。", "Upgrade the platform, or ask for an archive of the older format.",
    ),
    "archive-bad-signature": Wording(
        "签名与内容不符：归档在签名之后被改动过，或签名是假的",
        "the signature does not fit: the archive was changed after it was signed, or the signature is forged", *_AGAIN,
    ),
    "archive-altered": Wording(
        "“{file}”与签名时的内容不同", "{file} is not what was signed", *_AGAIN
    ),
    "archive-unlisted": Wording(
        "“{file}”不在签名的目录里", "{file} is not in the signed manifest", *_AGAIN
    ),
    "archive-missing": Wording("归档缺少“{file}”", "the archive lacks {file}", *_AGAIN),
    "archive-path": Wording(
        "归档里有越出文件夹的路径或不允许的文件名“{file}”", "the archive holds a path that is not allowed: {file}", *_AGAIN
    ),
    "archive-duplicate": Wording(
        "归档里“{file}”出现两次", "the archive holds {file} twice", *_AGAIN
    ),
    "archive-compressed": Wording(
        "归档里的“{file}”是压缩的；.fypack 不压缩，以防展开后过大",
        "{file} is compressed; nothing in a .fypack is, so that nothing can swell",
        "请用 fangyuan pack build 制作归档。", "Make archives with fangyuan pack build.",
    ),
    "archive-not-canonical": Wording(
        "归档里夹带了目录之外的字节", "the archive holds bytes that belong to none of its files", *_AGAIN
    ),
    "archive-other-name": Wording(
        "目录说是 {manifest}，pack.yaml 说是 {pack}", "the manifest says {manifest}, pack.yaml says {pack}", *_AGAIN
    ),
    "publisher-key-revoked": Wording(
        "签名的密钥 {fingerprint} 已于 {when} 作废：{reason}",
        "the key {fingerprint} was revoked on {when}: {reason}",
        "请索取用新密钥签名的归档。", "Ask for an archive signed with the new key.",
    ),
    "publisher-other-key": Wording(
        "发布者“{publisher}”在本机登记的不是这把密钥（{fingerprint}）：可能是另一个发布者冒用同一编号",
        "the publisher {publisher} is known here by another key, not by {fingerprint}: somebody else may use the name",
        "请用电话等途径核对指纹，确认后执行 fangyuan pack key trust {publisher} {fingerprint}。",
        "Compare the fingerprint by telephone, then run fangyuan pack key trust {publisher} {fingerprint}.",
    ),
    "pack-downgrade": Wording(
        "已装有 {pack} {installed}，不能再装更旧的 {version}",
        "{pack} {installed} is installed; the older {version} is not taken",
        "要回到旧版，请执行 fangyuan pack rollback。", "To go back, run fangyuan pack rollback.",
    ),
    "pack-version-taken": Wording(
        "已装有 {pack} {version}，但内容不同：同一版本号不能有两种内容",
        "{pack} {version} is installed with other content: one version cannot say two things",
        "请发布者提高版本号。", "Ask the publisher to raise the version.",
    ),
    "pack-step-too-small": Wording(
        "版本号 {old} → {new} 与改动不相称，至少应提高{needed}：{change}",
        "the version {old} → {new} hides what changed and asks for a larger step ({needed_en}): {change_en}",
        "请提高版本号后再发布。", "Raise the version and publish again.",
    ),
    "pack-name-taken": Wording(
        "本机已有 {other}，它与 {pack} 同名，两个包的事项类型会混在一起",
        "{other} is installed here and has the same name as {pack}: the case types of both would be mixed up",
        "请发布者换一个包名，或者在 pack.yaml 里写 extends: [{other}]，作为它的下级。",
        "Ask the publisher for another name, or let it extend: [{other}].",
    ),
    "key-exists": Wording(
        "名为“{name}”的密钥已存在", "there is a key {name} already",
        "要换新的，加 --replace，原来的搁置保存；泄露了的，先用 fangyuan pack key revoke 作废。",
        "To make the next one add --replace, which lays this one aside; if it leaked, run fangyuan pack key revoke first.",
    ),
    "key-unknown": Wording(
        "没有名为“{name}”的密钥", "there is no key {name}",
        "用 fangyuan pack key list 查看，用 fangyuan pack key new 新建。", "See fangyuan pack key list, or make one with key new.",
    ),
    "key-laid-aside": Wording(
        "“{name}”的签名密钥已经作废或者搁置，不能再签名", "the signing key of {name} was revoked or laid aside and signs no more",
        "用 fangyuan pack key new {name} 建新的密钥，再把新的指纹告诉用您的包的人。",
        "Make the next with fangyuan pack key new {name}, and tell its fingerprint to those who use your packs.",
    ),
    "archive-same-version": Wording(
        "{file} 已经是 {pack} {version}，内容不同：同一版本号不能有两种内容",
        "{file} already is {pack} {version} with other content: one version cannot say two things",
        "提高 pack.yaml 的版本号；那个归档从未给过别人的，删去它再打包。",
        "Raise the version in pack.yaml; if that archive was never given to anybody, delete it and build again.",
    ),
    "fingerprint-shape": Wording(
        "“{value}”不是完整的指纹", "{value} is no whole fingerprint",
        "写成 sha256: 加 64 位十六进制数。", "Write sha256: and 64 hexadecimal digits.",
    ),
    "revocation-shape": Wording(
        "作废名单的这一行不合写法：{value}", "this line of the list of revocations is none: {value}",
        "写成：指纹 发布者 理由；一把密钥也没有作废。", "Write: fingerprint publisher reason. No key was revoked.",
    ),
}  # fmt: skip
