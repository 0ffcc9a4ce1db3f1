"""The commands `fangyuan pack key`: one's own signing keys, and the keys that publishers are known by here."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click

from fangyuan.app import Settings
from fangyuan.casework import receiving
from fangyuan.casework.office import Office
from fangyuan.cli.opening import with_office
from fangyuan.cli.telling import say, tells
from fangyuan.model.problems import Mark, Problem, Refused
from fangyuan.packs.keys import SigningKey, is_fingerprint
from fangyuan.packs.plain_files import read_plain
from fangyuan.packs.problems import finding
from fangyuan.packs.reading import decode

_NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")
_LINES = {
    "zh": {
        "name": "写成定义包编号里斜线前面的那一半：小写字母开头，只用小写字母、数字、连字符。",
        "own": "本机的签名密钥",
        "aside": "本机以前的签名密钥，不再用来签名",
        "next": "“{publisher}”的签名密钥已经搁置，不再用来签名；用 fangyuan pack key new {publisher} 建新的，"
        "把新的指纹用电话等途径告诉用您的包的人。",
        "revoked": "已作废：{reason}",
        "first-use": "首次安装时登记",
        "fingerprint": "按指纹登记",
        "never": "从未登记",
        "trusted": "从现在起认“{publisher}”的密钥 {fingerprint}",
        "revoke": "密钥 {fingerprint} 已作废。",
        "list": "名单上的密钥 {many} 把，均已作废。",
        "installed": "已安装的 {pack} {version} 是用这把密钥签名的：照常使用；请向发布者核实，必要时 pack rollback。",
    },
    "en": {
        "name": "Write the first half of a pack's id: a small letter first, then small letters, digits and hyphens.",
        "own": "a signing key of this machine",
        "aside": "an earlier signing key of this machine, which signs no more",
        "next": "The signing key of {publisher} is laid aside and signs no more; make the next with fangyuan pack key new "
        "{publisher}, and tell its fingerprint by telephone to those who use your packs.",
        "revoked": "revoked: {reason}",
        "first-use": "known since it was first installed from",
        "fingerprint": "known by its fingerprint",
        "never": "never known here",
        "trusted": "From now on {publisher} is known by the key {fingerprint}",
        "revoke": "The key {fingerprint} is revoked.",
        "list": "Keys on the list: {many}; all are revoked.",
        "installed": "{pack} {version}, installed here, was signed with this key. It goes on; ask its publisher, and if need be "
        "run pack rollback.",
    },
}


@click.group("key")
def pack_key() -> None:
    """Keys that packs are signed with, and keys of publishers."""


@pack_key.command("new")
@tells
@click.argument("publisher")
@click.option("--replace", is_flag=True, help="Lay the key that is in use aside, and make the next one.")
def key_new(publisher: str, replace: bool, language: str, as_json: bool) -> None:
    """Makes a signing key for a publisher, the first half of `publisher/name`. Keep the file safe; it is shown nowhere."""
    _check_name(publisher, language)
    path = _path(publisher)
    if path.exists() and not replace:
        raise Refused(finding("key-exists", None, name=publisher))
    if path.exists():
        _lay_aside(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = SigningKey.new()
    path.touch(0o600, exist_ok=False)
    path.write_bytes(key.pem)
    made = {"publisher": publisher, "fingerprint": key.public.fingerprint}
    click.echo(json.dumps(made) if as_json else "{publisher}  {fingerprint}".format(**made))


def _check_name(publisher: str, language: str) -> None:
    if not _NAME.fullmatch(publisher):
        raise click.BadParameter(_LINES[language]["name"], param_hint="PUBLISHER")


@pack_key.command("list")
@tells
@with_office
def key_list(office: Office, as_json: bool, language: str) -> None:
    """Shows one's own keys, and the keys that publishers are known by, revoked ones too."""
    own = {path.stem: _fingerprint(path) for path in sorted(_folder().glob("*.pem"))}
    aside = {_fingerprint(path): _publisher(path) for path in sorted(_aside().glob("*.pem"))}
    with office.database.read() as uow:
        known = uow.publishers.all()
    if as_json:
        publishers = [
            {
                "publisher": key.publisher,
                "fingerprint": key.fingerprint,
                "how": key.how,
                "trusted-at": key.trusted_at.isoformat(),
                "revoked-at": key.revoked_at.isoformat() if key.revoked_at else None,
                "reason": key.reason,
            }
            for key in known
        ]
        say({"own": own, "aside": aside, "publishers": publishers}, as_json)
        return
    lines = _LINES[language]
    for name, fingerprint in own.items():
        click.echo(f"{name}  {fingerprint}  {lines['own']}")
    for fingerprint, name in aside.items():
        click.echo(f"{name}  {fingerprint}  {lines['aside']}")
    for key in known:
        state = lines["revoked"].format(reason=key.reason) if key.revoked_at else lines[_HOW[key.how]]
        click.echo(f"{key.publisher}  {key.fingerprint}  {state}")


_HOW = {"first-use": "first-use", "fingerprint": "fingerprint", "revoked": "never"}


@pack_key.command("trust")
@tells
@click.argument("publisher")
@click.argument("fingerprint")
@click.option("--although-revoked", is_flag=True, help="Take a revocation back.")
@with_office
def key_trust(
    office: Office, publisher: str, fingerprint: str, although_revoked: bool, as_json: bool, language: str
) -> None:
    """Knows a publisher by a fingerprint that came on another way than the archive, such as by telephone."""
    _check_name(publisher, language)
    whole = _whole(fingerprint)
    receiving.trust(office, publisher, whole, office.clock.now(), although_revoked=although_revoked)
    _take_back(whole)
    if as_json:
        click.echo(json.dumps({"publisher": publisher, "fingerprint": whole}))
    else:
        click.echo(_LINES[language]["trusted"].format(publisher=publisher, fingerprint=whole))


@pack_key.command("revoke")
@tells
@click.argument("fingerprint")
@click.option("--reason", required=True, help="Shown to whoever tries to install something signed with it.")
@click.option(
    "--publisher", default="", help="Whose key it is; needed where it was never seen here and is none of one's own."
)
@with_office
def key_revoke(office: Office, fingerprint: str, reason: str, publisher: str, language: str, as_json: bool) -> None:
    """Takes nothing signed with a key any more; what is installed goes on, and is named."""
    if publisher:
        _check_name(publisher, language)
    publisher = publisher or _own(_whole(fingerprint))
    if not receiving.revoke(office, fingerprint, reason, office.clock.now(), publisher):
        raise Refused(finding("key-unknown", None, name=fingerprint))
    _tell_revoked(office, [fingerprint], "revoke", language, as_json)


@pack_key.command("revoke-list")
@tells
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_office
def key_revoke_list(office: Office, file: Path, language: str, as_json: bool) -> None:
    """Revokes every key of a list: one a line, `fingerprint publisher reason`, with # before a remark. All, or none."""
    listed = list(_listed(file))
    for fingerprint, publisher, reason in listed:
        receiving.revoke(office, fingerprint, reason, office.clock.now(), publisher)
    _tell_revoked(office, [fingerprint for fingerprint, _, _ in listed], "list", language, as_json)


def _listed(file: Path) -> Iterator[tuple[str, str, str]]:
    """The lines of a list of revocations; raises Refused for the first that is none."""
    told: list[Problem] = []
    text = decode(file.name, read_plain(file), told)
    if text is None:
        raise Refused(told[0])
    lines = [
        (number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip() and line[0] != "#"
    ]
    if not lines:
        raise Refused(finding("empty-file", Mark(file.name)))
    for number, line in lines:
        words = line.split(maxsplit=2)
        fingerprint = f"sha256:{words[0].lower().removeprefix('sha256:')}"
        if len(words) < 3 or not is_fingerprint(fingerprint) or not _NAME.fullmatch(words[1]):
            raise Refused(finding("revocation-shape", Mark(file.name, number), value=line[:80]))
        yield fingerprint, words[1], words[2]


def _tell_revoked(office: Office, fingerprints: list[str], line: str, language: str, as_json: bool) -> None:
    """Says that keys are revoked, and names what is installed here and was signed with one of them; one's own sign no more."""
    stopped = [_publisher(path) for path in sorted(_folder().glob("*.pem")) if _fingerprint(path) in fingerprints]
    for publisher in stopped:
        _lay_aside(_path(publisher))
    with office.database.read() as uow:
        found = [one for one, _ in receiving.signed_with_revoked(uow) if one.fingerprint in fingerprints]
    if as_json:
        installed = [{"pack": one.pack, "version": one.version} for one in found]
        told = {"revoked": fingerprints, "installed": installed, "laid-aside": stopped}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    lines = _LINES[language]
    click.echo(lines[line].format(fingerprint="".join(fingerprints[:1]), many=len(fingerprints)))
    for one in found:
        click.echo(lines["installed"].format(pack=one.pack, version=one.version))
    for publisher in stopped:
        click.echo(lines["next"].format(publisher=publisher))


def signing_key(publisher: str) -> SigningKey:
    """The signing key of a name; raises Refused where there is none."""
    path = _path(publisher)
    if not _NAME.fullmatch(publisher) or not path.exists():
        aside = any(_publisher(earlier) == publisher for earlier in _aside().glob("*.pem"))
        raise Refused(finding("key-laid-aside" if aside else "key-unknown", None, name=publisher))
    return SigningKey(path.read_bytes())


def _folder() -> Path:
    return Settings.read().home / "keys"


def _path(publisher: str) -> Path:
    return _folder() / f"{publisher}.pem"


def _aside() -> Path:
    """Where keys are kept that sign no more: `acme.<start of the fingerprint>.pem`."""
    return _folder() / "aside"


def _publisher(path: Path) -> str:
    return path.name.partition(".")[0]


def _fingerprint(path: Path) -> str:
    return SigningKey(path.read_bytes()).public.fingerprint


def _own(fingerprint: str) -> str:
    """The publisher whose signing key of this machine, used or laid aside, has a fingerprint; blank where none has."""
    files = (*_folder().glob("*.pem"), *_aside().glob("*.pem"))
    return next((_publisher(path) for path in files if _fingerprint(path) == fingerprint), "")


def _lay_aside(path: Path) -> None:
    """Keeps a signing key that signs no more: what it signed may still have to be looked at."""
    _aside().mkdir(mode=0o700, parents=True, exist_ok=True)
    path.rename(_aside() / f"{path.stem}.{_fingerprint(path).partition(':')[2][:16]}.pem")


def _take_back(fingerprint: str) -> None:
    """A signing key whose revocation was taken back signs again, unless another is in use by now."""
    for path in _aside().glob("*.pem"):
        if _fingerprint(path) == fingerprint and not _path(_publisher(path)).exists():
            path.rename(_path(_publisher(path)))


def _whole(fingerprint: str) -> str:
    if not is_fingerprint(fingerprint):
        raise Refused(finding("fingerprint-shape", None, value=fingerprint[:80]))
    return fingerprint
