"""`python -m fangyuan.compiler PATH [LIBRARY …]`: compiles a pack in a process of its own and prints every problem.

Whoever compiles a pack that came from elsewhere runs this under a time limit. Exit status 0: the pack can be used;
its hash is printed. Exit status 1: it cannot. `--json` prints one object with `hash` and `problems`.
"""

import json
import sys
from collections.abc import Sequence

from fangyuan.compiler.compiling import look
from fangyuan.compiler.loading import load_source
from fangyuan.compiler.telling import as_data
from fangyuan.kinds import load_kinds
from fangyuan.model.problems import PackRejected, Problem
from fangyuan.packs.problems import is_error
from fangyuan.packs.storage import hash_of


def main(arguments: Sequence[str]) -> int:
    """Compiles what the arguments name."""
    paths = [argument for argument in arguments if argument != "--json"]
    try:
        source = load_source(paths[0], paths[1:])
        _, problems = look(source, load_kinds())
        made = "" if any(map(is_error, problems)) else hash_of(source)
    except PackRejected as rejected:
        problems, made = rejected.problems, ""
    report = _as_json(made, problems) if "--json" in arguments else _as_text(made, problems)
    sys.stdout.write(report + "\n")
    return 0 if made else 1


def _as_text(made: str, problems: Sequence[Problem]) -> str:
    return "\n".join([*map(str, problems), *([made] if made else [])])


def _as_json(made: str, problems: Sequence[Problem]) -> str:
    return json.dumps({"hash": made, "problems": [as_data(problem) for problem in problems]}, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
