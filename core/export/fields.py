"""A column of an exported file, and how its values are written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    F,
    FloatField,
    Func,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Cast, Concat, Trim
from django.db.models.lookups import Regex
from django.utils.translation import gettext as _

from core.shop import current_shop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Expression, Model

# An apostrophe goes before whatever a spreadsheet would run, and before apostrophes that stand before such a thing already: so the
# import takes off exactly one. And before the word that other programs write for nothing.
STARTS_A_FORMULA = r"^'*\s*[=+\-@＝＋－＠]|^'*[\t\r\n]|^'*\s*NULL\s*$"
# Excel runs no text, so only what the import would take an apostrophe from, or for nothing, gets one more.
HAS_AN_APOSTROPHE = r"^'+\s*[=+\-@＝＋－＠]|^'+[\t\r\n]|^'*\s*NULL\s*$"
FIRST_DAY_OF_EXCEL = "1899-12-30"
SECONDS_OF_A_DAY = 86400


class Shape(Enum):
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"


SHAPES: dict[type[Any], Shape] = {
    DecimalField: Shape.NUMBER, PositiveIntegerField: Shape.NUMBER, PositiveSmallIntegerField: Shape.NUMBER,
    DateField: Shape.DAY, DateTimeField: Shape.MOMENT,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Field:
    """`head` in the reader's language."""

    key: str
    head: str
    value: Any  # the name of a column or an expression over the rows
    shape: Shape = Shape.TEXT

    def for_csv(self) -> Any:
        if self.shape == Shape.TEXT:
            return defused(self.value)
        return _text(
            Func(_local(self.value), Value("YYYY-MM-DD HH24:MI:SS"), function="to_char")
            if self.is_moment
            else self.value
        )

    def for_excel(self) -> Any:
        """As text too: a text itself, a number, or the days since Excel's first one."""
        if self.shape == Shape.DAY:
            return _text(
                Func(
                    _expression(self.value), Cast(Value(FIRST_DAY_OF_EXCEL), DateField()), arg_joiner=" - ", function=""
                )
            )
        if self.shape == Shape.TEXT:
            return _apostrophe(self.value, HAS_AN_APOSTROPHE)
        if not self.is_moment:
            return _text(self.value)
        zero = Cast(Value(FIRST_DAY_OF_EXCEL), DateField())
        passed = Func(_local(self.value), zero, arg_joiner=" - ", function="", output_field=FloatField())
        seconds = Func(Value("epoch"), passed, function="date_part", output_field=FloatField())
        return _text(seconds / Value(float(SECONDS_OF_A_DAY)))

    @property
    def expression(self) -> Any:
        return _expression(self.value)

    @property
    def is_moment(self) -> bool:
        return self.shape == Shape.MOMENT


def of_model(model: type[Model], *names: str, words: Mapping[str, Mapping[str, Any]] | None = None) -> list[Field]:
    """Columns of the table as they are called in the reader's language, each in the shape of its kind, codes in words.

    `words` are those that a shop chose for the codes of a column.
    """
    return [_of_column(model, name, (words or {}).get(name)) for name in names]


def _of_column(model: type[Model], name: str, labels: Mapping[str, Any] | None) -> Field:
    column: Any = model._meta.get_field(name)
    words = labels or dict(column.flatchoices)
    if isinstance(column, BooleanField):
        words = {True: _("yes"), False: _("no")}
    value = in_words(name, words) if words else name
    return Field(key=name, head=str(column.verbose_name), value=value, shape=SHAPES.get(type(column), Shape.TEXT))


def in_words(name: str, words: Mapping[Any, Any]) -> Case:
    """What the codes of a column are called in the reader's language."""
    said = [When(**{name: code}, then=Value(str(word))) for code, word in words.items()]
    return Case(*said, default=Cast(F(name), CharField()), output_field=CharField())


def full_name(path: str) -> Any:
    """Of a member of staff the rows point at."""
    return Trim(Concat(F(f"{path}__first_name"), Value(" "), F(f"{path}__last_name")))


def defused(expression: str | Expression) -> Case:
    """The value as text; one that a spreadsheet would run as a formula gets an apostrophe in front, which the import takes off."""
    return _apostrophe(expression, STARTS_A_FORMULA)


def _apostrophe(expression: str | Expression, where: str) -> Case:
    text = _text(expression)
    return Case(
        When(Regex(text, where), then=Concat(Value("'"), text, output_field=CharField())),
        default=text,
        output_field=CharField(),
    )


def _expression(value: str | Expression) -> Any:
    return F(value) if isinstance(value, str) else value


def _text(value: str | Expression) -> Any:
    return Cast(_expression(value), CharField())


def _local(value: str | Expression) -> Any:
    """A moment as the clock in the shop shows it."""
    return Func(Value(current_shop().time_zone), _expression(value), function="timezone")
