"""Static files as they are served: hashed, compressed, and the style sheet in one piece."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # has none

ENTRY = "ui/css/assay.css"
_IMPORT = re.compile(
    r'^@import url\("(?P<name>[^"]+)"\)(?: layer\((?P<layer>\w+)\))?;$', re.MULTILINE
)


def joined(entry: str, sheets: dict[str, str]) -> str:
    """Put each imported sheet in the place of its @import, within its layer: what it means stays the same.

    `sheets` holds the imported files by the name in the @import. A sheet that is imported into a layer from another
    folder may name no file of its own, as its addresses would no longer be relative to it.
    """

    def inline(found: re.Match[str]) -> str:
        sheet, layer = sheets[found["name"]], found["layer"]
        if "/" in found["name"] and "url(" in sheet:
            raise ValueError(
                f"{found['name']} names a file: import it from the folder of the entry"
            )
        return f"@layer {layer} {{\n{sheet}}}" if layer else sheet

    return _IMPORT.sub(inline, entry)


class OneSheet(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped, see above
    """At `collectstatic`, the entry sheet takes in its imports: one request for a first visit, where there were fifty.

    While building, the browser follows the @imports itself and nothing needs joining.
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
        if not dry_run and ENTRY in paths:
            memory = InMemoryStorage()
            memory.save(ENTRY, ContentFile(self._join(paths).encode()))
            paths = {**paths, ENTRY: (memory, ENTRY)}
        yield from super().post_process(paths, dry_run, **options)

    def _join(self, paths: dict[str, Any]) -> str:
        def text(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return str(file.read().decode())

        entry, folder = text(ENTRY), ENTRY.rpartition("/")[0]
        return joined(
            entry,
            {found["name"]: text(f"{folder}/{found['name']}") for found in _IMPORT.finditer(entry)},
        )
