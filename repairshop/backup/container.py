"""The file of a backup: a tar archive whose last member is the manifest, and behind it one line with the SHA-256 of all before.

`tar` reads it too. The line at the end finds every flipped byte and every cut, in whatever corner of the archive; the manifest
finds a part that is missing, foreign or of another content, though somebody had written a new line at the end.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
FOLDERS = ("media", "keys")
MARK = b"repairshop backup sha256 "
TRAILER = len(MARK) + 64 + 1
BLOCK = 1 << 20

type Manifest = dict[str, Any]


class Damaged(Exception):
    """The file is no whole backup; the text says what is wrong with it."""


class _Hashing(io.RawIOBase):
    """Writes through and keeps the SHA-256 of what went by."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target = target
        self.sha = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.sha.update(data)
        return self.target.write(data)


class Writer:
    """Parts are added one after the other; `close` writes the manifest and the line at the end."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target = target
        self.stream = _Hashing(target)
        self.tar = tarfile.open(fileobj=self.stream, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed below
        self.parts: dict[str, dict[str, Any]] = {}

    def add(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            info = _member(name, os.fstat(file.fileno()).st_size)
            source = _Counting(file)
            self.tar.addfile(info, source)
        self.parts[name] = {"size": info.size, "sha256": source.sha.hexdigest()}

    def close(self, about: Manifest) -> None:
        text = json.dumps({**about, "format": FORMAT, "parts": self.parts}, indent=1, ensure_ascii=False).encode()
        self.tar.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
        self.tar.close()
        self.target.write(MARK + self.stream.sha.hexdigest().encode() + b"\n")


class _Counting(io.RawIOBase):
    """Reads through and keeps the SHA-256 of what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.sha = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.sha.update(data)
        return data


def _member(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


# --- reading ---------------------------------------------------------------------------------------------------------
def checked(path: Path) -> Manifest:
    """The manifest of a backup of which every byte is what it was. Raises Damaged."""
    _check_all(path)
    found: dict[str, dict[str, Any]] = {}
    manifest: Manifest | None = None
    for name, size, source in members(path):
        if manifest is not None:
            raise Damaged(f"{name} stands behind the manifest")
        if name == MANIFEST:
            manifest = _manifest(source.read())
        elif name in found:
            raise Damaged(f"{name} is there twice")
        else:
            found[name] = {"size": size, "sha256": _sha256(source)}
    if manifest is None:
        raise Damaged("the manifest is missing")
    _compare(manifest["parts"], found)
    return manifest


def _check_all(path: Path) -> None:
    try:
        size = path.stat().st_size - TRAILER
        with path.open("rb") as file:
            sha = hashlib.sha256()
            left = max(size, 0)
            while left and (block := file.read(min(left, BLOCK))):
                sha.update(block)
                left -= len(block)
            trailer = file.read()
    except OSError as error:
        raise Damaged(f"it cannot be read: {error.strerror}") from error
    if not trailer.startswith(MARK) or size <= 0:
        raise Damaged("it is not a backup, or its end is missing")
    if trailer != MARK + sha.hexdigest().encode() + b"\n":
        raise Damaged("its content is not what was written")


def members(path: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    """Name, size and content of each part, in order; each must be read before the next is asked for."""
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
            for info in tar:
                source = tar.extractfile(info)
                if source is None or not info.isreg() or not _is_known(info.name):
                    raise Damaged(f"{info.name} has no place in a backup")
                yield info.name, info.size, source
    except (tarfile.TarError, EOFError, UnicodeError) as error:
        raise Damaged(f"it cannot be unpacked: {error}") from error


def _is_known(name: str) -> bool:
    """Nothing is ever written outside the folders it belongs to, whoever made the file."""
    path = PurePosixPath(name)
    if name in {MANIFEST, DUMP}:
        return True
    return len(path.parts) > 1 and path.parts[0] in FOLDERS and ".." not in path.parts and str(path) == name


def _manifest(text: bytes) -> Manifest:
    try:
        manifest: Manifest = json.loads(text)
        known = manifest["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged("the manifest cannot be read") from error
    if known != FORMAT:
        raise Damaged(f"it has the form {known}; this release reads form {FORMAT}")
    return manifest


def _compare(named: dict[str, Any], found: dict[str, Any]) -> None:
    if missing := sorted(named.keys() - found.keys()):
        raise Damaged(f"missing: {', '.join(missing[:5])}")
    if foreign := sorted(found.keys() - named.keys()):
        raise Damaged(f"not in the manifest: {', '.join(foreign[:5])}")
    if DUMP not in found:
        raise Damaged("the database is missing")
    if other := sorted(name for name in named if named[name] != found[name]):
        raise Damaged(f"changed: {', '.join(other[:5])}")


def _sha256(source: IO[bytes]) -> str:
    sha = hashlib.sha256()
    while block := source.read(BLOCK):
        sha.update(block)
    return sha.hexdigest()


# --- whole or not at all ---------------------------------------------------------------------------------------------
def written(path: Path, write: Callable[[IO[bytes]], None]) -> Manifest:
    """Make the file under another name, for the owner's eyes alone; it takes its name, and the place of an earlier one, when it is whole,
    on disk and read again byte for byte. Raises Damaged.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        manifest = checked(draft)
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
