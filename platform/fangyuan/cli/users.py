"""The commands `fangyuan user`: officers, their accounts and tokens."""

import click

from fangyuan.casework.admitting import issue_token, new_password, open_account, revoke_tokens
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.tenure import close_account, reopen_account
from fangyuan.cli.opening import with_office
from fangyuan.model.world import Person, Post
from fangyuan.store.ids import new_id


@click.group()
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
    click.echo(issue_token(office, _officer(office, login), title, office.clock.now()))


@user.command("password")
@click.argument("login")
@with_office
def user_password(office: Office, login: str) -> None:
    """Makes a password for one login; sessions and API tokens of the officer end. It is shown once."""
    click.echo(new_password(office, _officer(office, login), office.clock.now()))


@user.command("revoke")
@click.argument("login")
@with_office
def user_revoke(office: Office, login: str) -> None:
    """Ends the API tokens of an officer, and says how many there were."""
    click.echo(revoke_tokens(office, _officer(office, login)))


@user.command("close")
@click.argument("login")
@with_office
def user_close(office: Office, login: str) -> None:
    """Shuts out an officer who has left; what they did stays under their name."""
    close_account(office, _officer(office, login), office.clock.now())


@user.command("reopen")
@click.argument("login")
@with_office
def user_reopen(office: Office, login: str) -> None:
    """Lets an officer in again who had left, with a password for one login, which is shown once."""
    click.echo(reopen_account(office, _officer(office, login), office.clock.now()))


def _officer(office: Office, login: str) -> Identity:
    """Whose account it is."""
    with office.database.read() as uow:
        account = uow.accounts.by_login(login.strip())
    if account is None:
        raise click.ClickException(f"There is no account {login!r}.")
    return Identity(account.tenant, account.person)
