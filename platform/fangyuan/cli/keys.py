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
from fangyuan.model.problems import Mark, Refused
from fangyuan.packs.keys import SigningKey, is_fingerprint
from fangyuan.packs.plain_files import read_plain
from fangyuan.packs.problems import finding

_NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")


@click.group("key")
def pack_key() -> None:
    """Keys that packs are signed with, and keys of publishers."""


@pack_key.command("new")
@tells
@click.argument("publisher")
def key_new(publisher: str) -> None:
    """Makes a signing key for a publisher, the first half of `publisher/name`. Keep the file safe; it is shown nowhere."""
    if not _NAME.fullmatch(publisher):
        raise click.BadParameter("Lower-case letters, digits and hyphens, as before the stroke of a pack's id.")
    path = _path(publisher)
    if path.exists():
        raise Refused(finding("key-exists", None, name=publisher))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = SigningKey.new()
    path.touch(0o600, exist_ok=False)
    path.write_bytes(key.pem)
    click.echo(f"{publisher}  {key.public.fingerprint}")


@pack_key.command("list")
@tells
@with_office
def key_list(office: Office, as_json: bool) -> None:
    """Shows one's own keys, and the keys that publishers are known by, revoked ones too."""
    own = {path.stem: SigningKey(path.read_bytes()).public.fingerprint for path in sorted(_folder().glob("*.pem"))}
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
        say({"own": own, "publishers": publishers}, as_json)
        return
    for name, fingerprint in own.items():
        click.echo(f"{name}  {fingerprint}  本机的签名密钥")
    for key in known:
        state = f"已作废：{key.reason}" if key.revoked_at else _HOW[key.how]
        click.echo(f"{key.publisher}  {key.fingerprint}  {state}")


_HOW = {"first-use": "首次安装时登记", "fingerprint": "按指纹登记", "revoked": "从未登记"}


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
    if not _NAME.fullmatch(publisher):
        raise click.BadParameter("Lower-case letters, digits and hyphens, as before the stroke of a pack's id.")
    whole = _whole(fingerprint)
    receiving.trust(office, publisher, whole, office.clock.now(), although_revoked=although_revoked)
    if as_json:
        click.echo(json.dumps({"publisher": publisher, "fingerprint": whole}))
    else:
        told = "从现在起认“{}”的密钥 {}" if language == "zh" else "From now on {} is known by the key {}"
        click.echo(told.format(publisher, whole))


@pack_key.command("revoke")
@tells
@click.argument("fingerprint")
@click.option("--reason", required=True, help="Shown to whoever tries to install something signed with it.")
@click.option("--publisher", default="", help="Whose key it is; needed where it was never seen here.")
@with_office
def key_revoke(office: Office, fingerprint: str, reason: str, publisher: str) -> None:
    """Takes nothing signed with a key any more; what is installed goes on, and is named."""
    if publisher and not _NAME.fullmatch(publisher):
        raise click.BadParameter("Lower-case letters, digits and hyphens, as before the stroke of a pack's id.")
    if not receiving.revoke(office, _whole(fingerprint), reason, office.clock.now(), publisher):
        raise Refused(finding("key-unknown", None, name=fingerprint))
    _tell_installed(office, {fingerprint})


@pack_key.command("revoke-list")
@tells
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_office
def key_revoke_list(office: Office, file: Path) -> None:
    """Revokes every key of a list: one a line, `fingerprint publisher reason`, with # before a remark. All, or none."""
    listed = list(_listed(file))
    for fingerprint, publisher, reason in listed:
        receiving.revoke(office, fingerprint, reason, office.clock.now(), publisher)
    click.echo(f"名单上的密钥 {len(listed)} 把，均已作废。")
    _tell_installed(office, {fingerprint for fingerprint, _, _ in listed})


def _listed(file: Path) -> Iterator[tuple[str, str, str]]:
    """The lines of a list of revocations; raises Refused for the first that is none."""
    for number, line in enumerate(read_plain(file).decode("utf-8", "replace").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split(maxsplit=2)
        if len(words) < 3 or not is_fingerprint(words[0]) or not _NAME.fullmatch(words[1]):
            raise Refused(finding("revocation-shape", Mark(file.name, number), value=line[:80]))
        yield words[0], words[1], words[2]


def _tell_installed(office: Office, fingerprints: set[str]) -> None:
    """Names what is installed here and was signed with one of the keys."""
    with office.database.read() as uow:
        found = [line for line, _ in receiving.signed_with_revoked(uow) if line.fingerprint in fingerprints]
    for line in found:
        click.echo(
            f"已安装的 {line.pack} {line.version} 是用这把密钥签名的：照常使用；请向发布者核实，必要时 pack rollback。"
        )


def signing_key(publisher: str) -> SigningKey:
    """The signing key of a name; raises Refused where there is none."""
    path = _path(publisher)
    if not _NAME.fullmatch(publisher) or not path.exists():
        raise Refused(finding("key-unknown", None, name=publisher))
    return SigningKey(path.read_bytes())


def _folder() -> Path:
    return Settings.read().home / "keys"


def _path(publisher: str) -> Path:
    return _folder() / f"{publisher}.pem"


def _whole(fingerprint: str) -> str:
    if not is_fingerprint(fingerprint):
        raise Refused(finding("fingerprint-shape", None, value=fingerprint[:80]))
    return fingerprint
