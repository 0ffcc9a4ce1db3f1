"""Does what a stranger would do: clones HEAD, and with an empty home runs `make run`, `make test`, or both.

`python -m house.fresh run test`; needs nothing but the standard library, git and what the README names.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fixtures.serving import free_port, serving

ROOT = Path(__file__).resolve().parents[2]
LOGIN = "/login"
# Of the environment nothing may leak in that only this checkout or this person has.
DROPPED = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")


def main(halves: list[str]) -> None:
    """Runs the named halves, `run` and `test`, and says how long each took."""
    with tempfile.TemporaryDirectory(prefix="fangyuan-fresh-") as folder:
        clone, home = Path(folder) / "fangyuan", Path(folder) / "home"
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", "--no-local", str(ROOT), str(clone)], check=True)
        env = {name: value for name, value in os.environ.items() if name not in DROPPED} | {"HOME": str(home)}
        for half in halves:
            began = time.monotonic()
            HALVES[half](clone, env)
            print(f"make {half} in a fresh clone: {time.monotonic() - began:.0f} s", flush=True)


def fresh_run(clone: Path, env: dict[str, str]) -> None:
    """`make run` on a free port, until the login page answers."""
    port = free_port()
    url = f"http://127.0.0.1:{port}{LOGIN}"
    log = clone.parent / "run.log"
    with serving(["make", "run", f"PORT={port}"], url, cwd=clone, env=env, log=log, seconds=900) as page:
        if "<form" not in page:
            raise SystemExit(f"{url} answered with a page that has no form:\n{page[:2000]}")


def fresh_test(clone: Path, env: dict[str, str]) -> None:
    """`make test`, its output shown as it comes."""
    subprocess.run(["make", "test"], cwd=clone, env=env, check=True)


HALVES = {"run": fresh_run, "test": fresh_test}

if __name__ == "__main__":
    main(sys.argv[1:])
