"""What the tests of imports say often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from customers.models import ImportJob

if TYPE_CHECKING:
    from django.test import Client

LIST = "Prenume;Nume;Telefon;E-mail\nAna;Pop;0722 418 905;ana@example.com\nIon;Rus;0722 418 906;\n"


def bring(client: Client, content: str | bytes, name: str = "list.csv") -> ImportJob:
    """Upload the file; the page goes on to its columns."""
    data = content if isinstance(content, bytes) else content.encode()
    client.post(reverse("customer_import"), {"file": SimpleUploadedFile(name, data)})
    return ImportJob.objects.latest("pk")


def refused(client: Client, content: bytes, name: str = "list.csv") -> str:
    """The page that says why the file was not read."""
    return client.post(reverse("customer_import"), {"file": SimpleUploadedFile(name, content)}).content.decode()


def do(client: Client, job: ImportJob, what: str, **typed: str) -> Any:
    """Press a button of the import's page."""
    return client.post(address(job), {"do": what, **typed}, follow=True)


def check(client: Client, job: ImportJob, columns: dict[str, str] | None = None, /, **typed: str) -> ImportJob:
    """Check the rows with these columns (by head), or with those suggested."""
    from customers.importing import files  # noqa: PLC0415

    head = files.source(job).head
    chosen = {**job.columns, **(columns or {})}
    do(client, job, "check", **{f"column-{at}": chosen[name] for at, name in enumerate(head)}, **typed)
    job.refresh_from_db()
    return job


def imported(client: Client, content: str | bytes, **typed: str) -> ImportJob:
    job = check(client, bring(client, content), None, **typed)
    do(client, job, "run")
    job.refresh_from_db()
    return job


def address(job: ImportJob) -> str:
    return reverse("customer_import_job", args=[job.pk])
