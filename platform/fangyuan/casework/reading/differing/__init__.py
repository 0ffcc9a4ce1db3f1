"""What changed between two versions of a pack, in words an official reads."""

from fangyuan.casework.reading.differing.hiding import Hidden as Hidden
from fangyuan.casework.reading.differing.hiding import hidden_in_words as hidden_in_words
from fangyuan.casework.reading.differing.telling import Comparison as Comparison
from fangyuan.casework.reading.differing.telling import Difference as Difference
from fangyuan.casework.reading.differing.telling import comparison as comparison
from fangyuan.casework.reading.differing.telling import over_parent as over_parent
