"""Brand and model from the first eight digits of an IMEI."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.locks import deed
from devices.identifiers import tidy_imei
from devices.models import TypeAllocation

if TYPE_CHECKING:
    from core.reading import Row, Table

TAC_DIGITS = 8
LONGEST_BRAND = 80
LONGEST_MODEL = 120


def by_imei(imei: str) -> TypeAllocation | None:
    tac = tidy_imei(imei)[:TAC_DIGITS]
    if len(tac) < TAC_DIGITS:
        return None
    return TypeAllocation.objects.filter(tac=tac).first()


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
