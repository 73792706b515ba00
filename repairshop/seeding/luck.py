"""What falls to a record by chance: drawn from its kind and place alone, so that it can be drawn again at any time."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Luck:
    """512 bits to draw from: more than any record needs. Random takes ten times as long to begin anew."""

    def __init__(self, kind: int, place: int) -> None:
        self.rest = int.from_bytes(blake2b(b"%d %d" % (kind, place)).digest())

    def below(self, count: int) -> int:
        self.rest, drawn = divmod(self.rest, count)
        return drawn

    def one[T](self, among: Sequence[T]) -> T:
        self.rest, drawn = divmod(self.rest, len(among))
        return among[drawn]
