"""One version of a pack, ready to be spoken of in one language: titles for ids, and what is said alike of everything."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from fangyuan.casework.reading.english import EnglishSpeaker
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.speaking import Speaker
from fangyuan.forms.titles import titles, titles_of
from fangyuan.kinds.duration import in_words
from fangyuan.model.durations import Duration
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType
from fangyuan.model.world import Directory


class Voice:
    """Says what a case type names; outside case types any of the pack serves, for roles and letters are the pack's."""

    def __init__(self, pack: Pack, case_type: CaseType, language: str) -> None:
        """`language` is `zh` or `en`."""
        self.pack, self.case_type, self.english = pack, case_type, language.startswith("en")
        self.language = "en" if self.english else "zh"
        self.names = Names(pack, case_type, Directory())
        self.speaker = EnglishSpeaker(self.names) if self.english else Speaker(self.names)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What every path, every option and every parameter is called; what other forms ask is known too."""
        spoken = {path: said for path, said in self.names.paths.items() if path.startswith("$")}
        kinds = self.pack.case_types.values()
        elsewhere = titles_of(one for kind in kinds for form in kind.forms.values() for one in form.fields)
        rooted = {path: one.title for kind in kinds for path, one in kind.fields.items() if one.title}
        return {**elsewhere, **rooted, **titles(self.case_type, self.language), **spoken}

    def either(self, chinese: str, english: str) -> str:
        """The words of the language."""
        return english if self.english else chinese

    def joined(self, said: Iterable[str]) -> str:
        """Parts beside one another; nothing is called so."""
        return self.either("、", ", ").join(said) or self.either("无", "none")

    def bracketed(self, name: str, inner: str) -> str:
        """A name with what is said of it in brackets, where anything is."""
        return name + (self.either("（{}）", " ({})").format(inner) if inner else "")

    def clauses(self, *said: str) -> str:
        """What is said of one thing, part by part; blank parts are left out."""
        return self.either("，", ", ").join(part for part in said if part)

    def yes(self, value: Any) -> str:
        """Yes or no."""
        return self.either("是", "yes") if value else self.either("否", "no")

    def length(self, length: Duration) -> str:
        """A length of time."""
        return str(length) if self.english else in_words(length)

    def path(self, path: str) -> str:
        """A field or a fact."""
        return self.titles.get(path) or path

    def parameter(self, name: str) -> str:
        """A parameter: what it is where nobody fills it in, and its title."""
        found = self.pack.parameters.get(name)
        if found is None:
            return name
        try:
            said = self.length(Duration.parse(str(found.default)))
        except ValueError:
            said = self.either("没有默认值", "no default") if found.default is None else str(found.default)
        inner = self.either("参数“{}”的默认值", "default of the parameter “{}”")
        return self.bracketed(said, (inner if found.default is not None else "“{}”").format(found.title))

    def paths(self, paths: Iterable[str]) -> str:
        """Fields and facts."""
        return self.joined(self.path(one) for one in paths)

    def type_title(self, key: str) -> str:
        """A case type."""
        found = self.pack.case_types.get(key)
        return found.title if found else key

    def outcome(self, outcome: str) -> str:
        """An outcome by the option or the action that leads to it, else by whatever field offers it."""
        said = self.names.outcome(outcome)
        if said != outcome:
            return said
        return next((title for path, title in self.titles.items() if path.endswith(f"={outcome}")), outcome)

    def form(self, form: str) -> str:
        """A form of this case type, or of another as `type/form`."""
        kind, _, name = form.rpartition("/")
        others = [one for key, one in self.pack.case_types.items() if kind and key.rpartition("/")[2] == kind]
        found = [one.forms[name].title for one in (*others, self.case_type) if name in one.forms]
        return found[0] if found else form

    def titled(self, table: str, name: str) -> str:
        """A part of one of the pack's own tables: a code list, a calendar, a view, a report, a target."""
        found = getattr(self.pack, table).get(name)
        return found.title or name if found else name
