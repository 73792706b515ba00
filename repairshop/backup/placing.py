"""The files of a backup take their places: photos beside those that stand there, which go only when the database is the backup's own.

Entry by entry, so that the folder itself may be a disk of its own.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from repairshop.backup import container

if TYPE_CHECKING:
    from collections.abc import Iterator


class Placed:
    """Photos put into the shop's folder from an unpacked backup, until `keep` or `undo`. Raises OSError."""

    def __init__(self, scratch: Path) -> None:
        self.media, self.new, self.old = Path(settings.MEDIA_ROOT), scratch / "media", scratch / "old"
        self.names: list[Path] = []

    def put(self) -> None:
        for source in _files(self.new):
            name = source.relative_to(self.new)
            target = self.media / name
            if target.exists():
                _move(target, self.old / name)
            self.names.append(name)
            _move(source, target)

    def undo(self) -> None:
        """What stood there stands there again."""
        for name in self.names:
            with suppress(FileNotFoundError, NotADirectoryError):
                (self.media / name).unlink()
            if (self.old / name).exists():
                _move(self.old / name, self.media / name)

    def keep(self) -> None:
        """What the backup does not have goes."""
        for path in set(_files(self.media)) - {self.media / name for name in self.names}:
            path.unlink()


def put_keys(scratch: Path) -> None:
    for key in sorted((scratch / "keys").glob("*")):
        key.chmod(0o600)
        key.replace(settings.VAR_DIR / key.name)
    container.sync_folder(settings.VAR_DIR)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)
