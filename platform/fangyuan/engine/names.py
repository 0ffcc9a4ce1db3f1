"""Titles and names by id, for texts that are written while deciding."""

from collections.abc import Iterable, Iterator, Mapping

from fangyuan.model.world import Directory


class Names(Mapping[str, str]):
    """The directory seen as a mapping from an id to its title; nothing is copied."""

    def __init__(self, directory: Directory) -> None:
        """Looks into this directory."""
        self._directory = directory

    def __getitem__(self, key: str) -> str:
        """The title; KeyError where nobody knows the id."""
        if not isinstance(key, str) or key not in self:
            raise KeyError(key)
        return self._directory.name(key)

    def __contains__(self, key: object) -> bool:
        """Whether a unit, tenant or person has this id."""
        directory = self._directory
        return key in directory.units or key in directory.people or key in directory.tenants

    def __iter__(self) -> Iterator[str]:
        """Every id that the directory knows."""
        yield from self._directory.units
        yield from self._directory.tenants
        yield from self._directory.people

    def __len__(self) -> int:
        """How many ids there are."""
        return len(self._directory.units) + len(self._directory.tenants) + len(self._directory.people)


def listed(directory: Directory, keys: Iterable[str], most: int = 5) -> str:
    """Names in a row, `张三、李四`; after `most` of them `等7人`."""
    names = [directory.name(key) for key in keys]
    rest = f"等{len(names)}人" if len(names) > most else ""
    return "、".join(names[:most]) + rest
