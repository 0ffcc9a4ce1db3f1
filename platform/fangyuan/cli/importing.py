"""The command `fangyuan import`: a ledger of before, or the export of another system, as cases."""

from pathlib import Path
from time import sleep

import click

from fangyuan.casework import jobs
from fangyuan.casework.identity import Identity
from fangyuan.casework.importing import asking
from fangyuan.casework.importing.refused import wrong_rows
from fangyuan.casework.importing.taking import KIND, run
from fangyuan.casework.office import Office
from fangyuan.cli.opening import with_office
from fangyuan.cli.options import as_json
from fangyuan.cli.output import put
from fangyuan.cli.telling import say
from fangyuan.store.jobs import FAILED, WAITING, Job


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--case-type", required=True, help="PACK/TYPE of the cases.")
@click.option("--as", "login", required=True, help="The login name of the officer who registers them.")
@click.option("--mapping", default="", help="The name of a saved mapping; without it the columns are guessed.")
@click.option("--dry-run", is_flag=True, help="Only try every row.")
@click.option(
    "--wrong", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the refused rows: NAME.xlsx"
)
@as_json
@with_office
def import_file(
    office: Office,
    file: Path,
    case_type: str,
    login: str,
    mapping: str,
    dry_run: bool,
    wrong: Path | None,
    as_json: bool,
) -> None:
    """Makes cases of the rows of a workbook or a csv file, portion by portion; what was imported before is passed over."""
    me = _officer(office, login)
    with file.open("rb") as stream:
        job = asking.bring(office, me, case_type, stream, file.name, office.clock.now(), mapping)
    spec = {name: job.spec[name] for name in ("sheet", "first", "last", "columns", "fixed")}
    asking.map_columns(office, me, job.id, spec, mapping, office.clock.now())
    done = _worked(office, me, job.id)
    if not dry_run and done.state != FAILED and done.counts.get("new"):
        asking.take_in(office, me, job.id, office.clock.now())
        done = _worked(office, me, job.id)
    if wrong:
        put(wrong, wrong_rows(office, me, job.id).data)
    say({"job": job.id, "state": done.state, **dict(done.counts), "error": done.error}, as_json)
    if done.state == FAILED:
        raise click.ClickException(done.error)


def _worked(office: Office, me: Identity, job: str) -> Job:
    """The job once it is done, by this process or by a worker that was quicker; how far that one is goes to the terminal."""
    while True:
        jobs.do_jobs(office, {KIND: run}, jobs.Watch(office.clock.now))
        found = jobs.my_job(office, me, job)
        if found.state != WAITING:
            return found
        click.echo(f"{found.position} / {found.total}", err=True)
        sleep(1)


def _officer(office: Office, login: str) -> Identity:
    with office.database.read() as uow:
        account = uow.accounts.by_login(login.strip())
    if account is None:
        raise click.ClickException(f"There is no account {login!r}.")
    return Identity(account.tenant, account.person)
