"""What changed between two versions of a pack, in words an official reads."""

from fangyuan.casework.reading.differing.telling import Comparison as Comparison
from fangyuan.casework.reading.differing.telling import Difference as Difference
from fangyuan.casework.reading.differing.telling import comparison as comparison
