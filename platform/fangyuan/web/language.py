"""The interface's languages: messages are written in Chinese, English stands in `translations/en/*.po`."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, session
from flask_babel import Babel, Domain

LANGUAGES = {"zh-CN": "中文", "en": "English"}
FOLDER = Path(__file__).with_name("translations")


class Catalogues(Domain):
    """Reads the .po files themselves, so nothing has to be compiled before the platform can start."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of the language of this request."""
        return catalogue(chosen()[:2])


@cache
def catalogue(tongue: str) -> NullTranslations:
    """All the .po files of one language as one; none for Chinese, whose messages stand in the pages."""
    files = sorted((FOLDER / tongue).glob("*.po"))
    if not files:
        return NullTranslations()
    merged = Catalog(locale=tongue)
    for path in files:
        with path.open("rb") as file:
            for message in read_po(file, locale=tongue):
                merged[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(fp=compiled)


def chosen() -> str:
    """The language this officer chose, else Chinese."""
    wanted = session.get("language", "") if has_request_context() else ""
    return "en" if wanted == "en" else "zh_Hans_CN"


def init(app: Flask, zone: str) -> None:
    """Starts Flask-Babel on these catalogues."""
    babel = Babel(app, default_locale="zh_Hans_CN", default_timezone=zone, locale_selector=chosen)
    babel.domain_instance = Catalogues()
    app.jinja_env.globals.update(languages=LANGUAGES, tongue=tongue)
    # A page says dozens of messages, and each way through Flask-Babel asks for the locale twice.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _here().ugettext(text),
        lambda one, many, number: _here().ungettext(one, many, number),
        newstyle=True,
    )


def _here() -> NullTranslations:
    """The catalogue of this request."""
    return catalogue(chosen()[:2])


def tongue() -> str:
    """The language of this page, as its `lang` attribute says it."""
    return "en" if chosen() == "en" else "zh-CN"
