"""The deeds on the lists a shop edits itself: types of customer, price types, labels."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from core import history
from core.locks import Gone, deed
from customers.models import CustomerType, Label, PriceType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User

LISTS: dict[str, Any] = {"type": CustomerType, "price_type": PriceType, "label": Label}


class NameTaken(Exception):
    """The list has this name already, however its letters are written."""


@deed
def add_choice(*, of: str, name: str, by: User, form: str = "") -> None:
    """`of` is a key of LISTS; a type of customer is for one `form`. Raises NameTaken."""
    model = LISTS[of]
    _refuse_twin(model, name)
    last = model.objects.order_by("-position").values_list("position", flat=True).first() or 0
    with _named_once():
        made = model.objects.create(name=name, position=last + 1, **({"form": form} if model is CustomerType else {}))
    _record(of, by=by, key=made.pk, after=name)


@deed
def rename_choice(*, of: str, key: int, name: str, by: User) -> None:
    """Everybody who has it has it under the new name. Raises Gone and NameTaken."""
    choice = _lock(of, key)
    _refuse_twin(LISTS[of], name, but=key)
    before, choice.name = choice.name, name
    with _named_once():
        choice.save(update_fields=["name"])
    _record(of, by=by, key=key, before=before, after=name)


@deed
def offer_choice(*, of: str, key: int, is_offered: bool, by: User) -> None:
    """Offer it in forms or not; those who have it keep it. Raises Gone."""
    choice = _lock(of, key)
    choice.is_offered = is_offered
    choice.save(update_fields=["is_offered"])
    _record(of, by=by, key=key, after=choice.name)


@deed
def remove_choice(*, of: str, key: int, by: User) -> bool:
    """Take it off the list; what somebody has stays with them and is offered no more. Returns whether it went. Raises Gone."""
    choice = _lock(of, key)
    went = not _is_worn(choice) and _removed(choice)
    if not went:
        choice.is_offered = False
        choice.save(update_fields=["is_offered"])
    _record(of, by=by, key=key, before=choice.name)
    return went


@deed
def move_choice(*, of: str, key: int, step: int, by: User) -> None:
    """One place up (-1) or down (1) the list. Raises Gone."""
    rows = list(LISTS[of].objects.select_for_update().order_by("position", "name"))
    at = next((place for place, row in enumerate(rows) if row.pk == key), None)
    if at is None:
        raise Gone(of)
    rows.insert(max(0, at + step), moved := rows.pop(at))
    for place, row in enumerate(rows, start=1):
        row.position = place
    LISTS[of].objects.bulk_update(rows, ["position"])
    _record(of, by=by, key=key, after=moved.name)


def _is_worn(choice: Any) -> bool:
    return isinstance(choice, Label) and choice.customers.exists()


def _removed(choice: Any) -> bool:
    try:
        with transaction.atomic():
            choice.delete()
    except ProtectedError:
        return False
    return True


def _lock(of: str, key: int) -> Any:
    choice = LISTS[of].objects.select_for_update().filter(pk=key).first()
    if choice is None:
        raise Gone(of)
    return choice


def _refuse_twin(model: Any, name: str, *, but: int | None = None) -> None:
    if model.objects.filter(name__iexact=name).exclude(pk=but).exists():
        raise NameTaken


@contextmanager
def _named_once() -> Iterator[None]:
    """A colleague may write the same name at this moment: the second of the two hears of it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NameTaken from error


def _record(of: str, *, by: User, key: int, **detail: str) -> None:
    history.record("list_changed", by=by, kind="settings", number="", facts={"list": of, "key": key}, detail=detail)
