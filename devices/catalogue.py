"""Brands and models: by the first eight digits of an IMEI, and suggested while typing from what is loaded and what came in before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.locks import deed
from devices.identifiers import tidy_imei
from devices.models import KnownModel, TypeAllocation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.reading import Row, Table
    from devices.models import Device

TAC_DIGITS = 8
LONGEST_BRAND = 80
LONGEST_MODEL = 120
MOST_SUGGESTED = 12
MOST_LOOKED_AT = 400  # rows by brand and model; distinct brands are made of so many at most
WITH_IMEI = frozenset({"phone", "tablet", "watch"})


def by_imei(imei: str) -> TypeAllocation | None:
    tac = tidy_imei(imei)[:TAC_DIGITS]
    if len(tac) < TAC_DIGITS:
        return None
    return TypeAllocation.objects.filter(tac=tac).first()


def learn(device: Device) -> None:
    """What came in once is suggested ever after."""
    known = KnownModel(kind=device.kind, brand=device.brand, model=device.model)
    KnownModel.objects.bulk_create([known], ignore_conflicts=True)


def brands(kind: str, typed: str) -> list[str]:
    """Brands that begin with what is typed, of things of this kind."""
    if not typed.strip():
        return []
    found = KnownModel.objects.filter(kind=kind, brand__istartswith=typed).values_list("brand", flat=True)
    names = list(found.order_by("brand").distinct()[:MOST_SUGGESTED])
    if kind in WITH_IMEI and len(names) < MOST_SUGGESTED:
        loaded = TypeAllocation.objects.filter(brand__istartswith=typed).values_list("brand", flat=True)
        names += loaded[:MOST_LOOKED_AT]
    return _once(names)


def models(kind: str, brand: str, typed: str) -> list[str]:
    """Models that hold what is typed; of the brand when one is given."""
    if not brand.strip() and not typed.strip():
        return []
    known = KnownModel.objects.filter(kind=kind)
    known = known.filter(brand__iexact=brand) if brand else known
    names = list(known.filter(model__icontains=typed).values_list("model", flat=True)[:MOST_SUGGESTED])
    if kind in WITH_IMEI and brand and len(names) < MOST_SUGGESTED:
        loaded = TypeAllocation.objects.filter(brand__iexact=brand, model__istartswith=typed)
        names += loaded.values_list("model", flat=True)[:MOST_LOOKED_AT]
    return _once(names)


def _once(names: Iterable[str]) -> list[str]:
    by_name = {name.casefold(): name for name in reversed(list(names)) if name}
    return sorted(by_name.values(), key=str.casefold)[:MOST_SUGGESTED]


class MissingColumns(Exception):
    """The table has no column for the code or for the model."""


@dataclass
class Loaded:
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    bad: list[str] = field(default_factory=list)


@deed
def load(table: Table) -> Loaded:
    """Take the table's codes into the catalogue; of a code that stands twice the last row holds. Raises MissingColumns."""
    columns = {name.casefold(): name for name in table.head}
    if "tac" not in columns or "model" not in columns:
        raise MissingColumns
    loaded = Loaded(read=len(table.rows))
    wanted: dict[str, TypeAllocation] = {}
    for row in table.rows:
        entry = _entry(row, columns, loaded)
        if entry and entry.tac in wanted:
            loaded.bad.append(
                _("Row %(row)d: the code %(tac)s stands twice; this row holds.") % {"row": row.number, "tac": entry.tac}
            )
        if entry:
            wanted[entry.tac] = entry
    _save(wanted, loaded)
    return loaded


def _entry(row: Row, columns: dict[str, str], loaded: Loaded) -> TypeAllocation | None:
    tac = row.values[columns["tac"]]
    brand = row.values.get(columns.get("brand") or columns.get("name", ""), "")
    model = row.values[columns["model"]]
    if not (tac.isascii() and tac.isdigit() and len(tac) == TAC_DIGITS):
        loaded.bad.append(
            _("Row %(row)d: “%(tac)s” is no code of eight digits.") % {"row": row.number, "tac": tac[:40]}
        )
        return None
    if not model:
        loaded.bad.append(_("Row %(row)d: no model stands beside %(tac)s.") % {"row": row.number, "tac": tac})
        return None
    return TypeAllocation(tac=tac, brand=brand[:LONGEST_BRAND], model=model[:LONGEST_MODEL])


def _save(wanted: dict[str, TypeAllocation], loaded: Loaded) -> None:
    standing = {entry.tac: entry for entry in TypeAllocation.objects.filter(tac__in=wanted)}
    differing = [
        entry
        for tac, entry in wanted.items()
        if tac not in standing or (standing[tac].brand, standing[tac].model) != (entry.brand, entry.model)
    ]
    TypeAllocation.objects.bulk_create(
        differing, batch_size=2000, update_conflicts=True, unique_fields=["tac"], update_fields=["brand", "model"]
    )
    loaded.new = sum(entry.tac not in standing for entry in differing)
    loaded.changed = len(differing) - loaded.new
    loaded.same = len(wanted) - len(differing)
