"""Templates, compiled once a language: what they say is put into the other language then, and not once more a request."""

from typing import Any

from babel.support import NullTranslations
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from fangyuan.web.language import catalogue, chosen

SPEAKS = "_"


class Spoken(Environment):
    """Flask's environment, which hands templates on to one of its own for each language."""

    def __init__(self, app: Any, **options: Any) -> None:
        """Begins with no language; all of them share filters, globals and loader."""
        super().__init__(app, **options)
        self.translations: NullTranslations | None = None
        self._in: dict[str, Spoken] = {}

    def get_template(self, name: str | Template, parent: str | None = None, globals: Any = None) -> Template:
        """The template in the language of this request."""
        if self.translations is not None:
            return super().get_template(name, parent, globals)
        return self._of(chosen()[:2]).get_template(name, parent, globals)

    def make_globals(self, d: Any) -> Any:
        """What every template knows: the words themselves, which are quicker to copy than Jinja's chain of several."""
        return super().make_globals(d) if d else self.globals

    def _of(self, language: str) -> "Spoken":
        if language not in self._in:
            made = self.overlay()
            made.translations = catalogue(language)
            self._in[language] = made
        return self._in[language]

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        """Puts what the template says into the language before its code is made."""
        if self.translations is not None:
            source = Translator(self.translations).visit(source)
            source.set_environment(self)
        return super()._generate(source, name, filename, defer_init)


class Translator(NodeTransformer):
    """Replaces `_('…')` by the text, and `_('…', name=value)` by the text into which the values are put."""

    def __init__(self, translations: NullTranslations) -> None:
        """Takes what the messages are in the language."""
        self._translations = translations

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 as Jinja calls it
        """A call as it stays, or the text that it gives."""
        self.generic_visit(call)
        said = call.args[0] if len(call.args) == 1 and not (call.dyn_args or call.dyn_kwargs) else None
        if not (isinstance(call.node, nodes.Name) and call.node.name == SPEAKS and isinstance(said, nodes.Const)):
            return call
        # As Jinja's own extension has it: a message is markup, and what is put into it is escaped.
        text = Markup(self._translations.ugettext(said.value))  # noqa: S704
        if not call.kwargs:
            return nodes.Const(text % {}, lineno=call.lineno)
        given = [nodes.Pair(nodes.Const(one.key), one.value, lineno=call.lineno) for one in call.kwargs]
        return nodes.Mod(
            nodes.Const(text, lineno=call.lineno), nodes.Dict(given, lineno=call.lineno), lineno=call.lineno
        )
