"""The options that many commands take."""

from pathlib import Path

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
language = click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    help="The language of what is told; Chinese by default.",
)
libraries = click.option(
    "--library",
    "libraries",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder where parents lie; may be given several times.",
)
pack_paths = click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
