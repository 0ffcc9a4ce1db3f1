"""What else is wrong with a pack in which something is misshapen, so that its author mends everything in one go."""

from collections.abc import Collection

from fangyuan.compiler.compiling import named
from fangyuan.compiler.resolving import Library, resolve
from fangyuan.kinds import load_kinds
from fangyuan.model.problems import PackRejected, Problem
from fangyuan.packs.problems import is_error
from fangyuan.packs.pruning import pruned
from fangyuan.packs.shapes import problems_of
from fangyuan.packs.source import Source


def beyond(source: Source, find: Library, lost: Collection[str] = ()) -> tuple[Problem, ...]:
    """The findings about what is sound; nothing that is only wrong because something misshapen was left out, or because a
    file with the words `lost` could not be read.
    """
    left = pruned(source, lost)
    if left is None:
        return ()
    try:
        resolved = resolve(left.source, find)
    except PackRejected as rejected:
        return tuple(left.still(rejected.problems))
    if any(map(is_error, problems_of(resolved, complete=True))):
        return ()
    return tuple(left.still(named(resolved, load_kinds())))
