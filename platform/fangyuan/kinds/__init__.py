"""One file a field kind: schema fragment, parse, format, text, export and template name."""

from fangyuan.kinds.inferring import infer as infer
from fangyuan.kinds.registry import DuplicateKind as DuplicateKind
from fangyuan.kinds.registry import Kinds as Kinds
from fangyuan.kinds.registry import load_kinds as load_kinds
