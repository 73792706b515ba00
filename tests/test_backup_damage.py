"""Ways to damage a backup: every one is refused."""

import io
import json
import random
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import pytest

from repairshop.backup import Damaged, check, container
from repairshop.backup.container import DUMP, MANIFEST, TRAILER, Writer


def small_backup(path: Path, *, without: str = "", extra: str = "") -> Path:
    parts = {DUMP: b"PGDMP a database", "media/a/1.jpg": b"a photo", "keys/secret_key": b"k" * 50}
    with path.open("wb") as target:
        writer = Writer(target)
        for name, data in parts.items():
            source = path.parent / "part"
            source.write_bytes(data)
            if name == without:
                writer.parts[name] = {"size": len(data), "sha256": "0" * 64}
            else:
                writer.add(name, source)
        if extra:
            writer.add(extra, source)
            del writer.parts[extra]
        writer.close({"rows": {}, "migrations": [], "roles": {}})
    return path


def test_whole_backup_passes(tmp_path: Path) -> None:
    assert sorted(check(small_backup(tmp_path / "whole"))["parts"]) == [DUMP, "keys/secret_key", "media/a/1.jpg"]


def test_two_hundred_damaged_copies_are_refused(tmp_path: Path) -> None:
    whole = small_backup(tmp_path / "whole").read_bytes()
    dice = random.Random(20261122)
    damaged = tmp_path / "damaged"
    for number in range(200):
        damaged.write_bytes(damage(whole, number, dice))
        with pytest.raises(Damaged):
            check(damaged)


def damage(whole: bytes, number: int, dice: random.Random) -> bytes:
    place = dice.randrange(len(whole))
    if number % 4 == 0:
        return whole[:place]
    if number % 4 == 1:
        return whole[:place] + whole[place + dice.randrange(1, 600) :]
    flipped = bytearray(whole)
    flipped[place if number % 4 == 2 else len(whole) - 1 - dice.randrange(TRAILER)] ^= 1 << dice.randrange(8)
    return bytes(flipped)


@pytest.mark.parametrize("name", [DUMP, "media/a/1.jpg", "keys/secret_key"])
def test_missing_part_is_named_though_the_end_fits(tmp_path: Path, name: str) -> None:
    with pytest.raises(Damaged, match=f"missing: {name}"):
        check(small_backup(tmp_path / "less", without=name))


@pytest.mark.parametrize("name", ["media/../../etc/passwd", "var/x", "media/foreign"])
def test_foreign_part_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Damaged, match=r"has no place|not in the manifest"):
        check(small_backup(tmp_path / "more", extra=name))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda manifest: {**manifest, "format": 99},
        lambda manifest: {**manifest, "parts": {**manifest["parts"], DUMP: {"size": 1, "sha256": "0"}}},
        lambda manifest: {"parts": manifest["parts"]},
    ],
    ids=["a later form", "another database", "no form"],
)
def test_manifest_that_says_otherwise_is_refused(tmp_path: Path, spoil: Callable[[Any], Any]) -> None:
    with pytest.raises(Damaged):
        check(rewritten(small_backup(tmp_path / "whole"), spoil))


def rewritten(path: Path, spoil: Callable[[Any], Any], *, without: str = "") -> Path:
    """The same archive with another manifest or without one part, and an end that fits."""
    content = {name: source.read() for name, _size, source in container.members(path)}
    content[MANIFEST] = json.dumps(spoil(json.loads(content[MANIFEST]))).encode()
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as tar:
        for name, data in content.items():
            if name == without:
                continue
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    whole = target.getvalue()
    path.write_bytes(whole + container.MARK + sha256(whole).hexdigest().encode() + b"\n")
    return path


def test_file_that_is_none_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"hello", b"x" * 5000):
        (tmp_path / "file").write_bytes(content)
        with pytest.raises(Damaged):
            check(tmp_path / "file")
    with pytest.raises(Damaged, match="cannot be read"):
        check(tmp_path / "none")


def test_backup_that_does_not_read_back_leaves_the_earlier_one(tmp_path: Path) -> None:
    standing = small_backup(tmp_path / "shop.backup").read_bytes()

    def half(target: IO[bytes]) -> None:
        target.write(standing[: len(standing) // 2])

    with pytest.raises(Damaged):
        container.written(tmp_path / "shop.backup", half)
    assert (tmp_path / "shop.backup").read_bytes() == standing
    assert sorted(path.name for path in tmp_path.iterdir()) == ["part", "shop.backup"]
