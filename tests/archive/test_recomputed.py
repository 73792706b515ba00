"""Somebody with every right changes a document and computes all hashes after it anew: the heads that were noted before betray it."""

from __future__ import annotations

import json

from core import clock
from documents import chain, heads
from documents.actions import store_file
from documents.models import Document, DocumentContent, DocumentFile
from documents.months import close_month
from documents.verifying import keep, look_through
from tests.archive.test_months import JUNE, MAY
from tests.archive.test_verify import archive, as_superuser, change_and_recompute, run


def found(**noted: object) -> list[tuple[str, str, str]]:
    """What is wrong, of which document, and what says so."""
    return [(each.code, each.number, each.facts.get("last", "")) for each in look_through(**noted).problems]  # type: ignore[arg-type]


def recompute_the_files() -> None:
    """The third receipt's PDF is another one, and every hash of the store after it is computed again."""
    before = ""
    for file in DocumentFile.objects.order_by("position"):
        if file.number == "IR-2026-000003":
            file.data = b"%PDF forged"
            file.sha256 = chain.sha256(b"%PDF forged")
        file.previous_hash = before
        file.own_hash = before = chain.file_hash(file)
        run(
            "UPDATE documents_documentfile SET data = %s, sha256 = %s, previous_hash = %s, own_hash = %s WHERE number = %s",
            bytes(file.data), file.sha256, file.previous_hash, before, file.number,
        )  # fmt: skip


def rewrite_the_closing() -> None:
    """It carries the heads as they are after the forgery, and its own hashes fit."""
    row = DocumentContent.objects.get(number="MC-2026-000001")
    content = json.loads(row.content)
    content["closing"]["heads"] = [head for head in heads.current() if head["series"] != "monthly_closing/2026/"]
    row.content = chain.canonical(content)
    document = Document.objects.get(number=row.number)
    document.content_hash = chain.sha256(row.content)
    run("UPDATE documents_documentcontent SET content = %s WHERE number = %s", row.content, row.number)
    run(
        "UPDATE documents_document SET content_hash = %s, own_hash = %s WHERE number = %s",
        document.content_hash, chain.own_hash(document, row), row.number,
    )  # fmt: skip


def test_by_the_monthly_closing_by_what_was_exported_and_by_earlier_checks(own_database: str) -> None:
    archive()
    with clock.at(JUNE):
        closing = close_month(month=MAY, by=None).number
    before_its_file = heads.current()
    store_file(number=closing, data=b"%PDF closing")
    exported = heads.read(heads.written(heads.current(), at="2026-06-01"))
    assert found(noted=exported, noted_in="heads.json") == []

    with as_superuser():
        change_and_recompute()
        assert found() == [("rewritten", "IR-2026-000005", closing)]
    with as_superuser():
        recompute_the_files()
        assert found() == [("rewritten", "HO-2026-000001", closing)]
    with as_superuser():
        change_and_recompute()
        recompute_the_files()
        rewrite_the_closing()
        assert found() == []  # nothing inside says it any more
        assert {number for _code, number, _in in found(noted=exported, noted_in="heads.json")} == {
            "IR-2026-000005",
            closing,
        }
        assert {number for _code, number, _in in found(noted=before_its_file, noted_in="heads.json")} == {
            "IR-2026-000005",
            "HO-2026-000001",
            closing,
        }
    assert found(noted=exported, noted_in="heads.json") == []

    today = f"{keep(look_through(), by=None).at:%Y-%m-%d}"
    with as_superuser():
        change_and_recompute()
        recompute_the_files()
        rewrite_the_closing()
        assert found() == [
            ("rewritten_since", closing, today),  # its file, the last of the store
            ("rewritten_since", "IR-2026-000005", today),
            ("rewritten_since", closing, today),
        ]
