"""The commands `fangyuan user`: officers, their accounts and tokens."""

import click

from fangyuan.casework.admitting import issue_token, open_account
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
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
    with office.database.read() as uow:
        account = uow.accounts.by_login(login)
    if account is None:
        raise click.ClickException(f"There is no account {login!r}.")
    click.echo(issue_token(office, Identity(account.tenant, account.person), title, office.clock.now()))
