"""Django's storage in a folder, with files that stand whole or not at all."""

from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage

from assay.lib.files.whole_files import PIECE, write_whole


class WholeFileStorage(FileSystemStorage):
    """Never shows a name whose bytes are not all on the disk. A name that is taken gets another, as in Django."""

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]  # Django's stubs want a type of content that storages do not care for
        while True:
            path = Path(self.path(name))
            try:
                write_whole(
                    path,
                    content.chunks(PIECE),
                    exclusive=True,
                    mode=self.file_permissions_mode or 0o600,
                )
            except FileExistsError:
                name = self.get_available_name(name)
                continue
            return str(Path(name)).replace("\\", "/")
