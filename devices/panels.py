"""What the apps above add to the page of a device: each registers a function of the device and the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from devices.models import Device

_PANELS: list[Callable[[Device, User], dict[str, Any]]] = []


def register(panel: Callable[[Device, User], dict[str, Any]]) -> None:
    _PANELS.append(panel)


def of_device(device: Device, user: User) -> dict[str, Any]:
    """The context of all panels together."""
    return {name: value for panel in _PANELS for name, value in panel(device, user).items()}
