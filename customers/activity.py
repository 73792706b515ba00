"""Whether a customer counts as active in automatic mode: the app that knows the work orders says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from customers.models import Customer

RULE: Callable[[Customer], bool] = lambda _customer: False  # noqa: E731 - until somebody knows better


def register_rule(rule: Callable[[Customer], bool]) -> None:
    global RULE  # noqa: PLW0603 - set once, while the apps start
    RULE = rule


def is_active(customer: Customer) -> bool:
    return RULE(customer)
