"""Static files as they are served: hashed, compressed, and the style sheet in one piece."""

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # has none

_IMPORT = re.compile(
    r'^@import url\("(?P<name>[^"]+)"\)(?: layer\((?P<layer>\w+)\))?;$', re.MULTILINE
)
_ADDRESS = re.compile(r'url\("(?P<name>[^":#]+)"\)')


def joined(name: str, read: Callable[[str], str]) -> str:
    """A sheet with each it imports, and each those import, in the place of the @import and within its layer.

    `read` gives the text of a sheet by its name. What an imported sheet names by its address keeps being found.
    """
    folder = posixpath.dirname(name)

    def inline(found: re.Match[str]) -> str:
        imported = posixpath.normpath(posixpath.join(folder, found["name"]))
        sheet, layer = _seen_from(folder, imported, joined(imported, read)), found["layer"]
        return f"@layer {layer} {{\n{sheet}}}" if layer else sheet

    return _IMPORT.sub(inline, read(name))


def _seen_from(folder: str, name: str, sheet: str) -> str:
    def moved(found: re.Match[str]) -> str:
        target = posixpath.join(posixpath.dirname(name), found["name"])
        return f'url("{posixpath.relpath(target, folder)}")'

    return _ADDRESS.sub(moved, sheet)


class OneSheet(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped, see above
    """At `collectstatic`, a sheet takes in what it imports: one request holds up a first paint, where fifty did.

    A room's sheet takes in everybody's, so its pages wait for one, too; a visitor who goes from room to room gets those
    rules again once a room (11 KB). While building, the browser follows the @imports itself and nothing needs joining.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str | None, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """Its address, worked out once: the files of a running installation do not change."""
        if settings.DEBUG or force:
            return str(super().url(name, force))
        address = self._addresses.get(name)
        if address is None:
            address = self._addresses[name] = str(super().url(name))
        return address

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        def text(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return str(file.read().decode())

        memory = InMemoryStorage()
        whole = dict(paths)
        for name in paths:
            if not dry_run and name.endswith(".css") and _IMPORT.search(text(name)):
                memory.save(name, ContentFile(joined(name, text).encode()))
                whole[name] = memory, name
        yield from super().post_process(whole, dry_run, **options)
