"""Blank answers as they were drawn before: they look the same in every request, and hold nothing that anybody typed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from flask_babel import get_locale
from markupsafe import Markup

from fangyuan.model.fields import Form

KEPT = 8192
"""How many drawn blanks are kept, over all forms."""


class Blanks:
    """Drawn blanks by form, language and whatever else they depend on; the least used go first."""

    def __init__(self) -> None:
        """Begins with none."""
        self._drawn: OrderedDict[Hashable, tuple[Form, Markup]] = OrderedDict()

    def of(self, form: Form, about: Hashable, draw: Callable[[], Markup]) -> Markup:
        """The drawing, made once. The form is kept with it, so that its id stays its own."""
        key = (id(form), str(get_locale()), about)
        held = self._drawn.pop(key, None) or (form, draw())
        self._drawn[key] = held
        while len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)
        return held[1]
