"""The intake checklist of an order: what was looked at, and how it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from devices.models import DeviceKind

PREFIX = "check-"
ANSWERS = ("ok", "bad", "unknown")


class Asked(NamedTuple):
    name: str  # of its radio buttons
    label: str
    answer: str


def asked(kind: DeviceKind, typed: Mapping[str, str]) -> list[Asked]:
    """What is looked at on such a thing, with what was answered so far."""
    return [
        Asked(f"{PREFIX}{place}", label, answer if (answer := typed.get(f"{PREFIX}{place}", "")) in ANSWERS else "")
        for place, (_item, label) in enumerate(kind.checks)
    ]


def answered(kind: DeviceKind, typed: Mapping[str, str]) -> list[dict[str, str]]:
    """As kept on the order: {"item", "answer"} of everything that was answered."""
    given = [(item, typed.get(f"{PREFIX}{place}", "")) for place, item in enumerate(kind.checklist)]
    return [{"item": item, "answer": answer} for item, answer in given if answer in ANSWERS]


def typed(kind: DeviceKind, answers: list[dict[str, str]]) -> dict[str, str]:
    """What is kept on an order, as its form would have sent it."""
    given = {each["item"]: each["answer"] for each in answers}
    return {f"{PREFIX}{place}": given[item] for place, item in enumerate(kind.checklist) if item in given}
