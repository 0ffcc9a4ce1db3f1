"""The commands by which packs come in and are opened: install, list, activate, roll back."""

import json
import sys
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path

import click

from fangyuan.casework.activating import Wanted, foresee
from fangyuan.casework.adopting import adopt, find_pack, left_open, roll_back, value_of
from fangyuan.casework.installing import install, step_of
from fangyuan.casework.office import Office
from fangyuan.casework.receiving import installed_library, receive, signed_with_revoked, take_in
from fangyuan.cli.opening import with_office
from fangyuan.cli.options import libraries
from fangyuan.cli.previewing import foreseen_data, foreseen_lines, preview_data, preview_lines, staff_lines
from fangyuan.cli.telling import tells
from fangyuan.compiler.loading import either, library, resolved_with
from fangyuan.engine.facts import zone_among
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected, Problem, Refused
from fangyuan.packs.plain_files import read_plain


@dataclass(frozen=True, slots=True)
class _Asked:
    """How an archive is to be installed."""

    tenant: str | None
    preview: bool
    yes: bool
    as_json: bool
    language: str


@click.command("install")
@tells
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--tenant", help="Also activate for this tenant, from now on; the preview says what is left open there.")
@click.option("--preview", is_flag=True, help="Show what an archive is and would change; write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before an archive is installed.")
@libraries
@with_office
def pack_install(
    office: Office, paths: tuple[Path, ...], tenant: str | None, preview: bool, yes: bool, libraries: tuple[Path, ...],
    as_json: bool, language: str,
) -> None:  # fmt: skip
    """Installs packs from folders or archives; nothing is active before `--tenant` or `pack activate` says so."""
    now = office.clock.now()
    if preview and any(path.is_dir() for path in paths):
        raise click.UsageError("--preview looks at archives; for a folder there are pack check, pack test, pack diff.")
    for path in paths:
        pack: Pack | None
        if path.is_dir():
            pack = _from_folder(office, path, libraries, language, now)
        else:
            pack = _from_archive(office, path, libraries, _Asked(tenant, preview, yes, as_json, language), now)
        if pack is None:
            continue
        if not as_json:
            click.echo(f"{pack.pack} {pack.version} {pack.hash}")
        if tenant:
            click.echo("  " + ", ".join(_opened(office, tenant, pack, now)), err=as_json)
            for line in staff_lines(left_open(office, tenant, pack, now).staff, language):
                click.echo("  " + line, err=as_json)


def _opened(office: Office, tenant: str, pack: Pack, now: datetime) -> tuple[str, ...]:
    """The case types that a tenant opens under a pack that was just installed. Raises Refused, and it stays installed."""
    try:
        return adopt(office, tenant, pack, now)
    except Refused as refused:
        command = f"fangyuan pack activate {pack.pack}@{pack.version} --tenant {tenant}"
        raise Refused(*(_with_option(problem, command) for problem in refused.problems)) from refused


def _from_folder(office: Office, path: Path, libraries: tuple[Path, ...], language: str, now: datetime) -> Pack:
    """A folder, with parents in the libraries, beside it, or installed here. What changed is told where that refuses it.

    An archive that merely lies beside it is no parent: whoever wants it installs it, and hears what speaks against that.
    """
    with office.database.read() as uow:
        beside = either(library(libraries), library([path.resolve().parent], sealed=False))
        resolved, said = resolved_with(path, either(beside, installed_library(uow)))
    changes, against = step_of(office, resolved, language)
    for line in changes.lines() if changes and against else ():
        click.echo(line, err=True)
    return install(office, resolved, now, said=said).pack


def _from_archive(office: Office, path: Path, libraries: tuple[Path, ...], asked: _Asked, now: datetime) -> Pack | None:
    """An archive: shown, asked about, installed; nothing where it was only looked at, or not wanted.

    One whose number hides what changed is shown too before it is refused. Raises PackRejected.
    """
    raw = read_plain(path, beyond="pack-too-large")
    received = receive(office, raw, library(libraries) if libraries else None, language=asked.language)
    open_here = left_open(office, asked.tenant, received.pack, now) if asked.tenant else None
    if asked.as_json:
        click.echo(json.dumps(preview_data(received, open_here, asked.language), ensure_ascii=False, indent=2))
    for line in () if asked.as_json else preview_lines(received, open_here, asked.language):
        click.echo(line)
    if received.against:
        if asked.as_json:
            sys.exit(1)
        raise PackRejected(received.against)
    question = "安装？" if asked.language == "zh" else "Install it?"
    if asked.preview or not (asked.yes or click.confirm(question, err=True)):
        return None
    return take_in(office, received, now)


_LISTED = {"zh": ("、", "未启用", "未签名", "密钥已作废："), "en": (", ", "not active", "unsigned", "key revoked: ")}


@click.command("list")
@tells
@with_office
def pack_list(office: Office, as_json: bool, language: str) -> None:
    """Shows every installed version, who signed it, and for whom it opens cases."""
    now = office.clock.now()
    with office.database.read() as uow:
        signed = {line.hash: line.fingerprint for line in uow.archives.all()}
        active: dict[str, list[str]] = {}
        for tenant in uow.directory.tenants():
            for each in uow.packs.active_types(tenant, now):
                active.setdefault(each.hash, []).append(f"{tenant}:{each.case_type}")
        lines = uow.packs.all()
        revoked = {line.hash: key.reason for line, key in signed_with_revoked(uow)}
    rows = [
        {
            **asdict(line),
            "signed": signed.get(line.hash),
            "revoked": revoked.get(line.hash),
            "active": active.get(line.hash, []),
        }
        for line in lines
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
    for line in () if as_json else lines:
        comma, inactive, unsigned, withdrawn = _LISTED[language]
        where = comma.join(active.get(line.hash, [])) or inactive
        doubt = f"  {withdrawn}{revoked[line.hash]}" if line.hash in revoked else ""
        click.echo(f"{line.pack} {line.version}  {signed.get(line.hash, unsigned)}  {where}{doubt}")


@click.command("activate")
@tells
@click.argument("pack")
@click.option("--tenant", required=True)
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="The first day; now by default.")
@click.option("--set", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter of the pack.")
@click.option("--role", "roles", multiple=True, metavar="THEIRS=OURS", help="Whoever holds OURS also holds THEIRS.")
@click.option("--preview", is_flag=True, help="Show what would change; write nothing.")
@with_office
def pack_activate(
    office: Office, pack: str, tenant: str, since: datetime | None, parameters: tuple[str, ...], roles: tuple[str, ...],
    preview: bool, as_json: bool, language: str,
) -> None:  # fmt: skip
    """Opens new cases of a tenant under an installed PACK (`publisher/name`, with `@version` or not, or its hash).

    What was filled in under the version that is open stays, unless --set says otherwise; what was its default follows the
    new one. Told after the case types: the parameters that change, and every role with who holds it.
    """
    now, found = office.clock.now(), find_pack(office, pack)
    given = {name: value_of(found, name, value) for name, value in map(_pair, parameters)}
    day = _day(office, tenant, since) if since else now
    wanted = Wanted(day, given, dict(map(_pair, roles)))
    try:
        seen = foresee(office, tenant, found, wanted, now, language)
        if not preview:
            adopt(office, tenant, found, now, max(day, now), given, wanted.roles)
    except Refused as refused:
        raise Refused(*(_with_option(problem) for problem in refused.problems)) from refused
    if as_json:
        click.echo(json.dumps(foreseen_data(seen), ensure_ascii=False))
    for line in () if as_json else foreseen_lines(seen, language):
        click.echo(line)


@click.command("rollback")
@tells
@click.argument("pack")
@click.option("--tenant", required=True)
@with_office
def pack_rollback(office: Office, pack: str, tenant: str, as_json: bool) -> None:
    """Opens new cases as before the active version of PACK; open cases keep the version they were opened under."""
    back = roll_back(office, tenant, pack, office.clock.now())
    if as_json:
        click.echo(json.dumps(dict(back)))
    for case_type, now_under in () if as_json else back:
        click.echo(f"{case_type}  {now_under}")


def _with_option(problem: Problem, command: str = "") -> Problem:
    """A parameter that is not filled in, with the option that fills it in, and the command where that is another."""
    if problem.code != "blank" or problem.advice:
        return problem
    option = f"--set {problem.path}="
    said = f"{problem.detail.get('english', '')} Add {option}VALUE."
    advice = f"加上 {option}值。"
    if command:
        said = f"{problem.detail.get('english', '')} The pack is installed and not active: {command} {option}VALUE"
        advice = f"已安装，没有启用：{command} {option}值"
    return replace(problem, advice=advice, detail={**problem.detail, "english": said})


def _pair(written: str) -> tuple[str, str]:
    name, sign, value = written.partition("=")
    if not sign or not name:
        raise click.BadParameter(f"{written!r} has no equals sign; write NAME=VALUE.")
    return name, value


def _day(office: Office, tenant: str, day: datetime) -> datetime:
    """The beginning of a day where the tenant's calendar is kept."""
    with office.database.read() as uow:
        zone = zone_among(office.almanac.calendars(uow, tenant))
    return datetime.combine(day.date(), time(), zone).astimezone(UTC)
