"""Whatever somebody changes behind the shop's back, with every right there is, is found and named."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from core import clock
from core.models import Event
from documents import chain, heads
from documents.actions import Findable, issue, keep_asset, store_file
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent, DocumentFile, Verification
from documents.verifying import look_through
from tests.factories import handed_over, order, person, shop, staff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TABLES = ("document", "documentcontent", "documentfile", "documentasset")
MAY = datetime(2026, 5, 4, 12, tzinfo=UTC)


def problems(**noted: Any) -> set[str]:
    return {f"{problem.code} {problem.number}".strip() for problem in look_through(**noted).problems}


def archive() -> None:
    """Five receipts with their files, and one report."""
    shop()
    for position in range(5):
        with clock.at(MAY.replace(day=position + 1)):
            number = issue(
                kind=DocumentKind.INTAKE_RECEIPT,
                content={
                    "text": f"fault {position}",
                    "signatures": {"customer": keep_asset(b"ink %d" % position, "image/png")},
                },
                language="en",
                find_by=Findable(customer_name=f"Ana {position}"),
                by=staff("front_desk"),
            ).number
            store_file(number=number, data=f"%PDF {number}".encode())
    with clock.at(MAY):
        issue(kind=DocumentKind.HANDOVER_REPORT, content={}, language="en", find_by=Findable(), by=None)
        store_file(number="HO-2026-000001", data=b"%PDF report")


@pytest.mark.django_db
def test_an_archive_as_it_was_issued_has_nothing_wrong() -> None:
    archive()
    order(person())
    handed_over(person("Ana", "Pop", "+40 722 555 111"))
    report = look_through()
    assert (report.problems, report.documents, report.files) == ([], 9, 6)
    assert [head["number"] for head in report.heads] == [
        "HO-2026-000002",
        "IR-2026-000007",
        "HO-2026-000001",
    ]
    assert report.heads == heads.current()


@contextmanager
def as_superuser() -> Iterator[None]:
    """Work as the owner of the tables, with the triggers of the archive off; all of it is taken back at the end."""
    web, owner = connections["default"], connections["owner"]
    before = dict(web.settings_dict)
    web.close()
    web.settings_dict = {**owner.settings_dict}
    try:
        with transaction.atomic():
            for table in TABLES:
                run(f"ALTER TABLE documents_{table} DISABLE TRIGGER USER")
            run("ALTER TABLE core_numberseries DISABLE TRIGGER USER")
            yield
            transaction.set_rollback(True)
    finally:
        web.close()
        web.settings_dict = before


def run(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)


def change(
    field: str, value: str, where: str = "number = 'IR-2026-000003'", table: str = "document"
) -> Callable[[], None]:
    return lambda: run(f"UPDATE documents_{table} SET {field} = {value} WHERE {where}")


def swap_files() -> None:
    """Two files, bytes and fingerprints, change places."""
    one, other = (DocumentFile.objects.get(number=f"IR-2026-00000{place}") for place in (2, 3))
    for number, file in ((one.number, other), (other.number, one)):
        run(
            "UPDATE documents_documentfile SET data = %s, sha256 = %s WHERE number = %s",
            bytes(file.data),
            file.sha256,
            number,
        )


def swap_documents() -> None:
    for field in ("number", "id"):
        run(f"""ALTER TABLE documents_document ALTER {field} TYPE {"text" if field == "number" else "bigint"}""")
    run("UPDATE documents_document SET number = 'X' WHERE number = 'IR-2026-000002'")
    run("UPDATE documents_document SET number = 'IR-2026-000002' WHERE number = 'IR-2026-000003'")
    run("UPDATE documents_document SET number = 'IR-2026-000003' WHERE number = 'X'")


def remove(number: str, *, with_counter: bool = False) -> Callable[[], None]:
    def work() -> None:
        for table in ("document", "documentcontent", "documentfile"):
            run(f"DELETE FROM documents_{table} WHERE number = %s", number)
        if with_counter:
            run("UPDATE core_numberseries SET last = last - 1 WHERE key IN ('intake_receipt', 'document_file')")

    return work


def forge(number: str, position: int, day: int) -> None:
    """A document made up and put at a place, every hash of its own right."""
    with clock.at(MAY.replace(day=day)):
        row = DocumentContent(number=number, content="{}", template_version=1, issued_at=clock.now())
        last = Document.objects.filter(kind="intake_receipt", position=position - 1).get()
        document = Document(
            kind="intake_receipt", number=number, series=last.series, position=position, issued_at=clock.now(), language="en",
            content_hash=chain.sha256("{}"), previous_hash=last.own_hash,
        )  # fmt: skip
        document.own_hash = chain.own_hash(document, row)
        document.save(force_insert=True)
        row.save(force_insert=True)
        run("UPDATE documents_documentcontent SET search = public.shop_words(number) WHERE number = %s", number)


def insert_back_dated() -> None:
    forge("IR-2026-000006", 6, day=2)
    run("UPDATE core_numberseries SET last = 6 WHERE key = 'intake_receipt'")
    store_file(number="IR-2026-000006", data=b"%PDF")


def insert_in_the_middle() -> None:
    """Those after it move on by one, with numbers and all."""
    for place in (5, 4, 3):
        for table in ("document", "documentcontent", "documentfile"):
            run(
                f"UPDATE documents_{table} SET number = 'IR-2026-00000{place + 1}' WHERE number = 'IR-2026-00000{place}'"
            )
        run(f"UPDATE documents_document SET position = {place + 1} WHERE number = 'IR-2026-00000{place + 1}'")
    forge("IR-2026-000003", 3, day=3)
    run("UPDATE core_numberseries SET last = 6 WHERE key = 'intake_receipt'")


def change_and_recompute() -> None:
    """The third receipt says something else, and every hash after it is computed again."""
    run("UPDATE documents_documentcontent SET content = '{}' WHERE number = 'IR-2026-000003'")
    run("UPDATE documents_document SET content_hash = %s WHERE number = 'IR-2026-000003'", chain.sha256("{}"))
    before = ""
    for document in Document.objects.filter(kind="intake_receipt").order_by("position"):
        document.previous_hash = before
        document.own_hash = before = chain.own_hash(document, DocumentContent.objects.get(number=document.number))
        run(
            "UPDATE documents_document SET previous_hash = %s, own_hash = %s WHERE id = %s",
            document.previous_hash, before, document.pk,
        )  # fmt: skip


RECOMPUTED = "everything computed again"
TAMPERINGS: dict[str, tuple[Callable[[], None], set[str]]] = {
    "a byte of a file": (
        change("data", "set_byte(data, 1, 0)", table="documentfile"),
        {"file_changed IR-2026-000003"},
    ),
    "a file and its fingerprint": (
        lambda: run("UPDATE documents_documentfile SET data = 'x', sha256 = %s WHERE number = 'IR-2026-000003'", chain.sha256("x")),
        {"file_record_changed IR-2026-000003"},
    ),
    "two files": (swap_files, {"file_record_changed IR-2026-000002", "file_record_changed IR-2026-000003"}),
    "a file removed": (
        lambda: run("DELETE FROM documents_documentfile WHERE number = 'IR-2026-000003'"),
        {"file_missing_of IR-2026-000003", "not_drawn IR-2026-000003"},
    ),
    "the last file removed": (
        lambda: run("DELETE FROM documents_documentfile WHERE number = 'HO-2026-000001'"),
        {"file_missing_of HO-2026-000001", "not_drawn HO-2026-000001"},
    ),
    "the content": (
        change("content", "'{\"text\":\"other\"}'", table="documentcontent"),
        {"content_changed IR-2026-000003", },
    ),
    "a name": (change("customer_name", "'Eva'", table="documentcontent"), {"changed IR-2026-000003", "search_changed IR-2026-000003"}),
    "who issued it": (change("issued_by", "'somebody'"), {"changed IR-2026-000003"}),
    "what it corrects": (
        change("corrects", "'IR-2026-000001'"),
        {"changed IR-2026-000003"},
    ),
    "its date": (change("issued_at", "issued_at + interval '1 minute'"), {"changed IR-2026-000003"}),
    "its series": (
        change("series", "'estimate/2026/'"),
        {"missing IR-2026-000003", "missing_many IR-2026-000001", "misplaced IR-2026-000003", "changed IR-2026-000003", "uncounted IR-2026-000003"},
    ),
    "its kind": (change("kind", "'estimate'"), {"changed IR-2026-000003", "misplaced IR-2026-000003"}),
    "a picture": (
        change("data", "'other'", where=f"sha256 = '{chain.sha256('ink 2')}'", table="documentasset"),
        {f"asset_changed {chain.sha256('ink 2')}", "asset_changed_of IR-2026-000003"},
    ),
    "a picture removed": (
        lambda: run("DELETE FROM documents_documentasset WHERE sha256 = %s", chain.sha256("ink 2")),
        {"asset_missing IR-2026-000003"},
    ),
    "two documents": (
        swap_documents,
        {f"{code} IR-2026-00000{place}" for place in (2, 3) for code in ("misplaced", "content_changed")},
    ),
    "one in the middle removed": (
        remove("IR-2026-000003"),
        {"missing IR-2026-000003", "file_missing", "issued_and_gone IR-2026-000003"},
    ),
    "the first removed": (
        remove("IR-2026-000001"),
        {"missing IR-2026-000001", "file_missing", "issued_and_gone IR-2026-000001"},
    ),
    "the last removed": (
        remove("IR-2026-000005"),
        {"removed_last IR-2026-000005", "file_missing", "issued_and_gone IR-2026-000005"},
    ),
    "the last removed, the counter set back": (
        remove("IR-2026-000005", with_counter=True),
        {"issued_and_gone IR-2026-000005", "file_missing", "uncounted HO-2026-000001"},
    ),
    "a content removed": (
        lambda: run("DELETE FROM documents_documentcontent WHERE number = 'IR-2026-000003'"),
        {"content_missing IR-2026-000003"},
    ),
    "only its row removed": (
        lambda: run("DELETE FROM documents_document WHERE number = 'IR-2026-000003'"),
        {"missing IR-2026-000003", "content_alone IR-2026-000003", "file_alone IR-2026-000003", "issued_and_gone IR-2026-000003"},
    ),
    "one made up": (lambda: forge("IR-2026-000006", 6, day=9), {"uncounted IR-2026-000006", "not_drawn IR-2026-000006", "issued_unseen IR-2026-000006"}),
    "one made up, back-dated": (insert_back_dated, {"back_dated IR-2026-000006", "issued_unseen IR-2026-000006"}),
    "one put in the middle": (
        insert_in_the_middle,
        {"changed IR-2026-000004", "not_after IR-2026-000004", "changed IR-2026-000005", "changed IR-2026-000006", "not_drawn IR-2026-000003", "issued_unseen IR-2026-000006"}
        | {f"{code} IR-2026-00000{place}" for place in (4, 5, 6) for code in ("file_record_changed", "search_changed")},
    ),
    RECOMPUTED: (change_and_recompute, {"rewritten IR-2026-000005"}),
}  # fmt: skip


def test_every_tampering_is_found_and_named(own_database: str) -> None:
    archive()
    noted = heads.current()
    found = {}
    for name, (tamper, _expected) in TAMPERINGS.items():
        with as_superuser():
            tamper()
            found[name] = problems(noted=noted, noted_in="heads.json")
    recomputed = found.pop(RECOMPUTED)
    assert recomputed == {"rewritten IR-2026-000005"}  # every hash is right again: only what was kept outside says it
    without_heads = {name: {each for each in said if not each.startswith("rewritten")} for name, said in found.items()}
    assert without_heads == {name: said for name, (_tamper, said) in TAMPERINGS.items() if name != RECOMPUTED}
    assert problems(noted=noted, noted_in="heads.json") == set()


def test_the_command_says_it_and_ends_with_status_1(own_database: str, tmp_path: Path) -> None:
    archive()
    kept = tmp_path / "heads.json"
    out = StringIO()
    call_command("verify_archive", heads=kept, stdout=out)
    assert out.getvalue().endswith("all as issued.\n")
    assert [head["number"] for head in json.loads(kept.read_text())["heads"]] == [
        "HO-2026-000001",
        "IR-2026-000005",
        "HO-2026-000001",
    ]
    call_command("verify_archive", against=kept, stdout=out)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE documents_document DISABLE TRIGGER USER")
        cursor.execute("UPDATE documents_document SET issued_by = 'x' WHERE number = 'IR-2026-000003'")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_archive", stdout=out)
    assert ended.value.code == 1
    assert "IR-2026-000003 was changed after it was issued.\n" in out.getvalue()
    assert out.getvalue().endswith(": 1 thing is wrong.\n")
    assert [kept.found for kept in Verification.objects.all()] == [1, 0, 0]
    assert Event.objects.filter(verb="archive_verified").count() == 3


def one_head(**fields: Any) -> str:
    head = {"series": "x", "number": "x", "position": 1, "own_hash": "0" * 64}
    return json.dumps({"format": 1, "heads": [head | fields]})


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", pytest.param("[" * 100_000, id="nested"), '{"format": 9, "heads": []}', '{"format": 1, "heads": [{"series": "x"}]}',
        one_head(position=float("inf")), one_head(position="1"), one_head(series="\0"), one_head(series="\ud800"),
        one_head(number="\ud800"), one_head(own_hash="0" * 63),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_heads_is_refused(db: None, tmp_path: Path, text: str) -> None:
    (tmp_path / "heads.json").write_text(text)
    with pytest.raises(CommandError, match="holds no heads"):
        call_command("verify_archive", against=tmp_path / "heads.json")


def test_a_file_that_is_not_there_is_refused(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds no heads"):
        call_command("verify_archive", against=tmp_path / "none.json")
