"""The pages of the archive, one module a page."""

from documents.views.archive import document_list, document_page, document_pdf
from documents.views.checking import archive_check, archive_heads
from documents.views.comparing import archive_compare
from documents.views.correcting import document_correct
from documents.views.many import document_zip
from documents.views.retention import destruction_page, retention, retention_rules

__all__ = [
    "archive_check",
    "archive_compare",
    "archive_heads",
    "destruction_page",
    "document_correct",
    "document_list",
    "document_page",
    "document_pdf",
    "document_zip",
    "retention",
    "retention_rules",
]
