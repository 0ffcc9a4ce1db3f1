"""What a letter tells that its reader sees only masked: a file cannot be covered, so they read its page."""

from collections.abc import Iterable

from fangyuan.casework.reading.opened import Opened
from fangyuan.engine.masking import Veil
from fangyuan.forms.paths import texts_in
from fangyuan.model.events import Recorded
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import LetterState

COVERED = Problem(
    "letter-covered",
    "这份文书里有您只能看到遮盖内容的信息，不能下载原件。",
    advice="网页上可以看遮盖过的文书；确需原件的，请先在案件里“查看”那一项并写明理由，再下载。",
)


def check_uncovered(found: Opened, events: Iterable[Recorded], letter: LetterState) -> None:
    """Raises Refused (`letter-covered`) where the letter was made of anything that is masked from the reader."""
    if is_covered(found.veil(found.sight(events)), letter):
        raise Refused(COVERED)


def is_covered(veil: Veil, letter: LetterState) -> bool:
    """Whether a letter tells anything that lies under the veil."""
    return any(veil.cover(text) != text for text in texts_in(letter.context))
