"""What can be wrong with the archive, in words."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import Promise

    from documents.shapes import SeriesHead

MOST_KEPT = 500

SENTENCES: dict[str, str | Promise] = {
    "missing": _("%(number)s is missing."),
    "missing_many": _("%(number)s to %(last)s are missing."),
    "removed_last": _("%(number)s was given and is missing: the last of its series were removed."),
    "uncounted": _("%(number)s stands after the last number its series has given."),
    "not_first": _("%(number)s says that one stood before it, and none does."),
    "not_after": _("%(number)s does not follow the one before it: one of the two was changed or put in its place."),
    "unreadable": _("%(number)s cannot be read: it was changed."),
    "interrupted": _("The check broke off before its end (%(error)s): nothing is known of the rest."),
    "back_dated": _("%(number)s is dated before the one before it."),
    "back_dated_since": _("%(number)s is dated before %(last)s, where it did not stand yet."),
    "miscounted": _("%(number)s counts other documents than the archive holds of its month."),
    "issued_unseen": _("%(number)s stands in the archive, but the history does not say that it was issued."),
    "misplaced": _("%(number)s does not belong to its place %(series)s %(position)s."),
    "changed": _("%(number)s was changed after it was issued."),
    "content_changed": _("The content of %(number)s was changed after it was issued."),
    "content_missing": _("The content of %(number)s is missing."),
    "content_alone": _("There is a content of %(number)s, but no such document."),
    "issued_and_gone": _("%(number)s was issued, as the history says, and is missing."),
    "corrects_nothing": _("%(number)s corrects %(last)s, which is missing."),
    "file_missing": _("The file stored as number %(position)s is missing."),
    "file_missing_of": _("The file stored as number %(position)s is missing, of one of these: %(number)s."),
    "file_alone": _("There is a file of %(number)s, but no such document."),
    "file_changed": _("The PDF of %(number)s is not the one that was stored."),
    "file_record_changed": _("What is kept about the PDF of %(number)s was changed."),
    "file_not_after": _("The PDF of %(number)s does not follow the one stored before it."),
    "not_drawn": _("%(number)s has had no PDF for over an hour."),
    "asset_changed": _("The picture %(number)s is not the one that was kept."),
    "asset_changed_of": _("A picture that %(number)s names is not the one that was kept."),
    "asset_missing": _("A picture that %(number)s names is missing."),
    "search_changed": _("The words by which %(number)s is found were changed."),
    "destroyed_unlawfully": _("%(number)s was destroyed before its time, or without the word of two people."),
    "emptied": _("%(number)s is said to be destroyed, but its content or file is not empty."),
    "destroyed_otherwise": _("%(number)s is not the document that the minutes %(last)s say was destroyed."),
    "rewritten": _("%(number)s is not what was noted of it in %(last)s: %(series)s was rewritten at or before it."),
    "rewritten_since": _("%(number)s is not what the check of %(last)s saw: %(series)s was rewritten at or before it."),
}


@dataclass(frozen=True)
class Problem:
    code: str
    number: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        try:
            return str(SENTENCES[self.code]) % {"number": self.number, **self.facts}
        except (KeyError, TypeError, ValueError):  # a record of a check that somebody else wrote
            return f"{self.code} {self.number}"

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "number": self.number, "facts": self.facts}


def from_json(rows: Any) -> list[Problem]:
    """Those of a check's row; what is none, because somebody else wrote it there, is left out."""
    kept = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [
        Problem(
            str(row.get("code")), str(row.get("number")), row["facts"] if isinstance(row.get("facts"), dict) else {}
        )
        for row in kept
    ]


@dataclass
class Report:
    documents: int = 0
    files: int = 0
    found: int = 0
    problems: list[Problem] = field(default_factory=list)  # the first of them
    heads: list[SeriesHead] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, code: str, number: str, **facts: Any) -> None:
        self.found += 1
        if len(self.problems) < MOST_KEPT:
            self.problems.append(Problem(code, number, facts))

    @contextmanager
    def naming(self, number: str) -> Iterator[None]:
        """What cannot even be read is a thing that is wrong with this number; the look goes on."""
        try:
            yield
        except DatabaseError:
            raise
        except Exception:  # noqa: BLE001 - whatever somebody may have written there
            self.add("unreadable", number)
