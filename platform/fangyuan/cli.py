"""The command `fangyuan`: serve, worker, packs, users, rounds, checks. `--json` wherever a machine may read."""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from waitress import serve as serve_wsgi

from fangyuan import __version__
from fangyuan.app import Settings, delivery_of, make_web, open_office
from fangyuan.casework import demonstrating, doctoring, mending, publishing_calendars, verifying
from fangyuan.casework.admitting import issue_token, open_account
from fangyuan.casework.channels import ChannelUnusable
from fangyuan.casework.identity import Identity
from fangyuan.casework.installing import activate, install, warm
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.rehearsing.simulating import find_scenario, printed, simulate
from fangyuan.casework.rehearsing.testing import Outcome, run_scenarios
from fangyuan.casework.working import work
from fangyuan.compiler.checking import check
from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected, Problem, Refused, Severity
from fangyuan.model.world import Person, Post
from fangyuan.packs.source import Source
from fangyuan.store.ids import new_id
from fangyuan.worker import distributed
from fangyuan.worker.embedded import EmbeddedWorker

as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
pack_paths = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)


def main() -> None:
    """Runs the command; errors of the house end in one plain message and status 1."""
    try:
        fangyuan(standalone_mode=True)
    except PackRejected as rejected:
        _say_problems(rejected.problems)
        sys.exit(1)
    except (demonstrating.DemoFailed, ChannelUnusable) as failed:
        click.echo(str(failed), err=True)
        sys.exit(1)
    except Refused as refused:
        for problem in refused.problems:
            click.echo(f"{problem.message} {problem.advice}".strip(), err=True)
        sys.exit(1)


@click.group()
@click.version_option(__version__, prog_name="fangyuan")
def fangyuan() -> None:
    """Fangyuan: definition packs run a county's procedures."""


def with_office(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the office of this installation first, and closes it after."""

    @wraps(command)
    def opened(*args: Any, **named: Any) -> None:
        office = open_office(Settings.read())
        try:
            command(office, *args, **named)
        finally:
            office.database.close()

    return opened


# --- running ----------------------------------------------------------------------------------------------------------


@fangyuan.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=int)
@click.option(
    "--clock", type=click.Path(path_type=Path), help="A file that says the time: a virtual clock, with a banner."
)
@click.option("--threads", default=8, show_default=True, type=int)
def serve(host: str, port: int, clock: Path | None, threads: int) -> None:
    """Serves the pages, with the clock's rounds in a thread beside them."""
    settings = Settings.read(clock=clock)
    office = open_office(settings)
    warm(office, office.clock.now())
    worker = EmbeddedWorker(office, delivery_of(settings))
    worker.start()
    click.echo(f"http://{host}:{port}/login")
    try:
        serve_wsgi(make_web(office, settings), host=host, port=port, threads=threads, ident=None)
    finally:
        worker.stop()
        office.database.close()


@fangyuan.command()
@with_office
def worker(office: Office) -> None:
    """Does the rounds as one of any number of Procrastinate workers on the installation's PostgreSQL."""
    settings = Settings.read()
    if not settings.database.startswith("postgresql"):
        raise click.ClickException(
            "The distributed worker needs PostgreSQL: set FANGYUAN_DATABASE=postgresql://… (with SQLite `serve` does the rounds)."
        )
    app = distributed.worker_app(office, delivery_of(settings), settings.database.replace("+psycopg", ""))
    asyncio.run(distributed.prepare(app))
    asyncio.run(distributed.run(app))


@fangyuan.command()
@click.option("--at", help="An instant with offset; now by default.")
@click.option("--retry", is_flag=True, help="First give everything that was set aside another try.")
@as_json
@with_office
def sweep(office: Office, at: str | None, retry: bool, as_json: bool) -> None:
    """Does one round: what is due fires, commands between cases, deliveries; names what was set aside."""
    now = datetime.fromisoformat(at) if at else office.clock.now()
    again = mending.retry(office, now) if retry else 0
    done = work(office, delivery_of(Settings.read()), now)
    with office.database.read() as uow:
        waiting = mending.told(mending.set_aside(uow))
    _say({"retried": again, **asdict(done), "set-aside": waiting}, as_json)


@fangyuan.command()
@as_json
@with_office
def verify(office: Office, as_json: bool) -> None:
    """Checks the hash chain of every case; status 1 when something was altered."""
    found = verifying.verify(office)
    _say({"cases": found.cases, "events": found.events, "problems": list(found.problems)}, as_json)
    sys.exit(1 if found.problems else 0)


@fangyuan.command()
@as_json
@with_office
def rebuild(office: Office, as_json: bool) -> None:
    """Makes every read column, projection and firing row anew from the events."""
    _say({"cases": verifying.rebuild(office)}, as_json)


@fangyuan.command()
@as_json
def doctor(as_json: bool) -> None:
    """Says what runs here and what is missing."""
    report = doctoring.examine(open_office(Settings.read()), Settings.read().home)
    _say(report, as_json)


@fangyuan.command()
@click.option("--definitions", default="definitions", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--password", default="fangyuan-demo", show_default=True, help="The password of every demo account.")
@click.option("--cases/--no-cases", default=True, help="Also the demonstration cases.")
@with_office
def demo(office: Office, definitions: Path, password: str, cases: bool) -> None:
    """Installs the packs of a folder with their demonstration organisation and cases; does nothing a second time."""
    shown = demonstrating.demonstrate(office, definitions, password, office.clock.now(), with_cases=cases)
    for line in shown:
        click.echo(line)


# --- calendars --------------------------------------------------------------------------------------------------------


@fangyuan.group()
def calendar() -> None:
    """Working calendars: which days are off, published year by year."""


calendar_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
for_tenant = click.option(
    "--tenant", default="", help="The file holds this tenant's own dates, laid over the calendar."
)


@calendar.command("preview")
@calendar_file
@for_tenant
@as_json
@with_office
def calendar_preview(office: Office, file: Path, tenant: str, as_json: bool) -> None:
    """Says which deadlines would move if this calendar were published; writes nothing."""
    found = publishing_calendars.preview(office, publishing_calendars.read_calendar(file), office.clock.now(), tenant)
    _say_publication(found, as_json, done=False)


@calendar.command("publish")
@calendar_file
@for_tenant
@as_json
@with_office
def calendar_publish(office: Office, file: Path, tenant: str, as_json: bool) -> None:
    """Installs a calendar and moves the deadlines that rested on unpublished years; may be repeated."""
    done = publishing_calendars.publish(office, publishing_calendars.read_calendar(file), office.clock.now(), tenant)
    _say_publication(done, as_json, done=True)
    sys.exit(1 if done.failed else 0)


def _say_publication(found: publishing_calendars.Publication, as_json: bool, *, done: bool) -> None:
    """A publication as JSON or as lines."""
    if as_json:
        _say(asdict(found), as_json)
    for line in () if as_json else publishing_calendars.printed(found, done=done):
        click.echo(line)


# --- packs ------------------------------------------------------------------------------------------------------------


@fangyuan.group()
def pack() -> None:
    """Definition packs."""


@pack.command("check")
@pack_paths
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh")
@as_json
def pack_check(paths: tuple[Path, ...], language: str, as_json: bool) -> None:
    """Finds every problem of packs; status 1 when one of them is an error."""
    found = [problem for path in paths for problem in _problems(path)]
    if as_json:
        click.echo(json.dumps([_as_data(problem) for problem in found], ensure_ascii=False, indent=2))
    else:
        _say_problems(found)
        click.echo("没有发现问题。" if not found and language == "zh" else "" if found else "No problems.", err=False)
    sys.exit(1 if any(problem.severity is Severity.ERROR for problem in found) else 0)


@pack.command("test")
@pack_paths
@as_json
def pack_test(paths: tuple[Path, ...], as_json: bool) -> None:
    """Plays the scenarios of packs with a virtual clock; status 1 when one fails."""
    outcomes: list[Outcome] = []
    for path in paths:
        source, compiled = _load(path)
        outcomes += run_scenarios(compiled, source, load_kinds())
    if as_json:
        click.echo(json.dumps([_outcome(outcome) for outcome in outcomes], ensure_ascii=False, indent=2))
    else:
        _say_outcomes(outcomes)
    sys.exit(0 if outcomes and all(outcome.passed for outcome in outcomes) else 1)


@fangyuan.command("simulate")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("scenario")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Let time run to this date; without it, to the end.")
@as_json
def simulate_pack(path: Path, scenario: str, until: datetime | None, as_json: bool) -> None:
    """Plays a scenario of a pack, then lets time run: every reminder and letter by date. Nothing is written anywhere."""
    source, compiled = _load(path)
    done = simulate(compiled, find_scenario(source, scenario), load_kinds(), until.date() if until else None)
    if as_json:
        _say(done.as_data(), as_json)
    for line in () if as_json else printed(done):
        click.echo(line)
    sys.exit(1 if done.mismatches else 0)


@pack.command("install")
@pack_paths
@click.option("--tenant", help="Also activate for this tenant, from now on.")
@with_office
def pack_install(office: Office, paths: tuple[Path, ...], tenant: str | None) -> None:
    """Installs packs; nothing is active before `--tenant` or an administrator says so."""
    now = office.clock.now()
    for path in paths:
        source, _ = _load(path)
        done = install(office, source, now)
        click.echo(f"{done.pack.pack} {done.pack.version} {done.pack.hash}")
        if tenant:
            click.echo("  " + ", ".join(activate(office, tenant, done.pack, now)))


def _load(path: Path) -> tuple[Source, Pack]:
    """A pack with its parents, which lie beside it."""
    return load(path, (path.resolve().parent,), load_kinds())


def _problems(path: Path) -> tuple[Problem, ...]:
    """What is wrong with a pack: what keeps it from compiling, else what analysis finds."""
    try:
        _, compiled = _load(path)
    except PackRejected as rejected:
        return rejected.problems
    return check(compiled)


# --- users ------------------------------------------------------------------------------------------------------------


@fangyuan.group()
def user() -> None:
    """Officers and their accounts."""


@user.command("add")
@click.argument("login")
@click.option("--tenant", required=True)
@click.option("--name", required=True)
@click.option("--post", "posts", multiple=True, required=True, help="role@unit; may be given several times.")
@click.password_option()
@with_office
def user_add(office: Office, login: str, tenant: str, name: str, posts: tuple[str, ...], password: str) -> None:
    """Adds an officer with posts and an account."""
    person = Person(new_id(), tenant, name, tuple(_post(post) for post in posts))
    put_organisation(office, (), (), [person])
    open_account(office, tenant, person.person, login, password, office.clock.now())
    click.echo(person.person)


def _post(written: str) -> Post:
    """`clerk@office` -> a post."""
    role, _, unit = written.partition("@")
    return Post(role, unit)


@user.command("token")
@click.argument("login")
@click.option("--title", default="cli")
@with_office
def user_token(office: Office, login: str, title: str) -> None:
    """Makes an API token that acts as an officer; it is shown once."""
    with office.database.read() as uow:
        account = uow.accounts.by_login(login)
    if account is None:
        raise click.ClickException(f"There is no account {login!r}.")
    click.echo(issue_token(office, Identity(account.tenant, account.person), title, office.clock.now()))


# --- saying it --------------------------------------------------------------------------------------------------------


def _say(report: dict[str, Any], as_json: bool) -> None:
    """A report as JSON or as lines."""
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2, default=str))
        return
    for name, value in report.items():
        click.echo(f"{name}: {value}")


def _say_problems(problems: list[Problem] | tuple[Problem, ...]) -> None:
    """Problems, one a line, as editors read them."""
    for problem in problems:
        click.echo(str(problem), err=True)


def _say_outcomes(outcomes: list[Outcome]) -> None:
    """Scenarios, with what went otherwise."""
    for outcome in outcomes:
        click.echo(f"{'✓' if outcome.passed else '✗'} {outcome.file}  {outcome.title}  ({outcome.steps} 步)")
        for mismatch in outcome.mismatches:
            click.echo(f"    第 {mismatch.step + 1} 步:{mismatch.message}")
    failed = sum(not outcome.passed for outcome in outcomes)
    click.echo(f"场景 {len(outcomes)} 个,未通过 {failed} 个")


def _as_data(problem: Problem) -> dict[str, Any]:
    """A problem for a machine."""
    mark = problem.mark
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "file": mark.file if mark else None,
        "line": mark.line if mark else None,
        "column": mark.column if mark else None,
        "path": problem.path,
        "message": problem.message,
        "advice": problem.advice,
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    """A scenario's outcome for a machine."""
    return {
        "file": outcome.file,
        "title": outcome.title,
        "passed": outcome.passed,
        "mismatches": [{"step": mismatch.step, "message": mismatch.message} for mismatch in outcome.mismatches],
    }


if __name__ == "__main__":
    main()
