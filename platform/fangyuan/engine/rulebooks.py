"""The rulebook of a case type, made once and kept while it is in use."""

from collections import OrderedDict
from threading import Lock

from fangyuan.engine.rules.weighing import Rulebook
from fangyuan.model.effects import Rule
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType

MOST = 64
"""How many rulebooks are kept: the oldest unused one goes first, and frees what it holds."""

_kept: "OrderedDict[tuple[str, str], tuple[tuple[Rule, ...], Rulebook]]" = OrderedDict()
_lock = Lock()


def rulebook_of(pack: Pack, case_type: CaseType) -> Rulebook:
    """The rulebook of a case type of a pack, known by the pack's hash."""
    key = (pack.hash, case_type.key)
    with _lock:
        rules, book = _kept.get(key, (None, None))
        if book is None or rules != case_type.rules:
            book = Rulebook(case_type.rules)
        _kept[key] = (case_type.rules, book)
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _, (_, oldest) = _kept.popitem(last=False)
            oldest.close()
        return book
