"""The deeds on the lists a shop edits itself: types of customer, price types, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import history
from core.locks import Gone, deed
from customers.models import CustomerType, Label, PriceType

if TYPE_CHECKING:
    from accounts.models import User

LISTS: dict[str, Any] = {"type": CustomerType, "price_type": PriceType, "label": Label}


class NameTaken(Exception):
    """The list has this name already, however its letters are written."""


@deed
def add_choice(*, of: str, name: str, by: User, form: str = "") -> None:
    """`of` is a key of LISTS; a type of customer is for one `form`. Raises NameTaken."""
    model = LISTS[of]
    _refuse_twin(model, name)
    made = model.objects.create(name=name, **({"form": form} if model is CustomerType else {}))
    _record(of, by=by, key=made.pk, after=name)


@deed
def rename_choice(*, of: str, key: int, name: str, by: User) -> None:
    """Everybody who has it has it under the new name. Raises Gone and NameTaken."""
    choice = _lock(of, key)
    _refuse_twin(LISTS[of], name, but=key)
    before, choice.name = choice.name, name
    choice.save(update_fields=["name"])
    _record(of, by=by, key=key, before=before, after=name)


@deed
def offer_choice(*, of: str, key: int, is_offered: bool, by: User) -> None:
    """Offer it in forms or not; those who have it keep it. Raises Gone."""
    choice = _lock(of, key)
    choice.is_offered = is_offered
    choice.save(update_fields=["is_offered"])
    _record(of, by=by, key=key, after=choice.name)


def _lock(of: str, key: int) -> Any:
    choice = LISTS[of].objects.select_for_update().filter(pk=key).first()
    if choice is None:
        raise Gone(of)
    return choice


def _refuse_twin(model: Any, name: str, *, but: int | None = None) -> None:
    if model.objects.filter(name__iexact=name).exclude(pk=but).exists():
        raise NameTaken


def _record(of: str, *, by: User, key: int, **detail: str) -> None:
    history.record("list_changed", by=by, kind="settings", number="", facts={"list": of, "key": key}, detail=detail)
