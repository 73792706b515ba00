"""What somebody with every right empties, or lets pass as destroyed, is found by what destroying would have left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from documents import chain
from documents.actions import keep_asset, store_file
from tests.archive.test_retention import destroyed, old
from tests.archive.test_verify import as_superuser, problems, run
from tests.factories import shop

if TYPE_CHECKING:
    from collections.abc import Callable

GONE, KEPT, OTHER = "IR-2015-000001", "IR-2015-000002", "IR-2015-000003"
MINE = chain.sha256(b"my ink")


def archive() -> None:
    """One old receipt destroyed by two people, two that stand."""
    shop()
    old(ink=b"her ink")
    old(ink=b"my ink")
    old(ink=b"my ink")
    store_file(number=destroyed(GONE).number, data=b"%PDF minutes")


def change(table: str, what: str) -> Callable[[], None]:
    def work() -> None:
        run(f"ALTER TABLE documents_{table} DISABLE TRIGGER USER")
        run(f"UPDATE documents_{table} SET {what}")

    return work


def all_of(*works: Callable[[], None]) -> Callable[[], None]:
    def work() -> None:
        for each in works:
            each()

    return work


def statement(text: str, *parameters: str) -> Callable[[], None]:
    return lambda: run(text, *parameters)


def of_content(what: str, number: str = GONE) -> Callable[[], None]:
    return lambda: run(f"UPDATE documents_documentcontent SET {what} WHERE number = '{number}'")


UNLAWFUL = {f"destroyed_unlawfully {GONE}"}
TAMPERINGS: dict[str, tuple[Callable[[], None], set[str]]] = {
    "the proposal removed": (
        lambda: run("ALTER TABLE documents_destructionproposal DISABLE TRIGGER USER; DELETE FROM documents_destructionproposal"),
        UNLAWFUL,
    ),
    "a proposal of another document": (change("destructionproposal", "numbers = '[\"IR-2015-000002\"]'"), UNLAWFUL),
    "an answer by the same person": (
        change("destructionanswer", "by_id = (SELECT by_id FROM documents_destructionproposal)"),
        UNLAWFUL,
    ),
    "an answer that said no": (change("destructionanswer", "accepted = false"), UNLAWFUL),
    "before its time": (
        all_of(*(change(table, "at = '2021-06-20'") for table in ("destructionproposal", "destructionanswer", "destroyeddocument"))),
        UNLAWFUL,
    ),
    "a rule made shorter lately": (
        all_of(
            change("retentionrule", "years = 99 WHERE country = 'RO'"),
            statement("INSERT INTO documents_retentionrule (country, kind, years, starts, at, by) VALUES ('RO', '', 1, 'issue', now() - interval '5 days', '')"),
        ),
        UNLAWFUL,
    ),
    **{
        f"{column} left": (of_content(f"{column} = {value}"), {f"emptied {GONE}"})
        for column, value in (("device", "'iPhone'"), ("plate", "'X 1'"), ("slip_code", "'A1'"), ("amount", "5"), ("currency", "'RON'"))
    },
    "the file of one destroyed": (
        lambda: run("DELETE FROM documents_documentfile WHERE number = %s", GONE),
        {f"file_missing_of {GONE}"},
    ),
    "the words of one destroyed": (of_content("search = ' ana pop'"), {f"search_changed {GONE}"}),
    "the words of one that stands": (of_content("search = ''", KEPT), {f"search_changed {KEPT}"}),
    "a picture emptied that others need": (
        lambda: run("UPDATE documents_documentasset SET data = '' WHERE sha256 = %s", MINE),
        {f"asset_changed {MINE}", f"asset_changed_of {KEPT}", f"asset_changed_of {OTHER}"},
    ),
    "a picture emptied as if it were of the destroyed": (
        all_of(
            statement("UPDATE documents_documentasset SET data = '' WHERE sha256 = %s", MINE),
            change("destroyeddocument", f"assets = ARRAY['{MINE}']"),
        ),
        {f"asset_changed {chain.sha256(b'her ink')}", f"asset_missing {KEPT}", f"asset_missing {OTHER}"},
    ),
}  # fmt: skip


def test_every_tampering_is_found_and_named(own_database: str) -> None:
    archive()
    keep_asset(b"nobody's", "image/png")
    assert problems() == set()
    found = {}
    for name, (tamper, _expected) in TAMPERINGS.items():
        with as_superuser():
            tamper()
            found[name] = problems()
    assert found == {name: said for name, (_tamper, said) in TAMPERINGS.items()}
    assert problems() == set()
