"""Where a customer who is anonymised, or removed for good, is still named beside the own record: emptied here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from core import clock
from core.export import jobs
from core.models import ExportJob
from customers.importing import files
from customers.models import Alias, Contact, Customer, ImportedRow, ImportJob, Merge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model


def in_events(numbers: Iterable[str], devices: Iterable[str] = ()) -> None:
    """The web role may not update the history: this function of the owner's empties the personal part, and nothing else.

    Of these customers whatever was written down; of these devices what was written down about the device, whoever had it then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT shop_empty_event_details(%s, %s)", [list(numbers), list(devices)])


def in_admin(model: type[Model], keys: Iterable[int]) -> None:
    """The admin's own log names what was changed there by its words."""
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.filter(content_type=kind, object_id__in=[str(key) for key in keys]).update(
        object_repr="—", change_message=""
    )


def in_imports(numbers: Iterable[str]) -> None:
    """What undoing an import would need, its report and its file: they name the customer too."""
    rows = ImportedRow.objects.filter(customer_number__in=list(numbers))
    jobs = list(ImportJob.objects.filter(pk__in=rows.values("job_id")))
    rows.filter(before__isnull=False).update(before={})
    ImportJob.objects.filter(pk__in=[job.pk for job in jobs]).update(remarks=[])
    for job in jobs:
        transaction.on_commit(files.folder(job).remove)


def in_exports(numbers: Iterable[str]) -> None:
    """Files made for the customer to take along, and lists that may name the customer: whoever wants one still asks anew."""
    for job in ExportJob.objects.filter(page="customer_everything", query__in=list(numbers)):
        transaction.on_commit(partial(jobs.path_of(job).unlink, missing_ok=True))
        job.delete()
    jobs.withdraw_lists()


def late_merges() -> None:
    """What undoing a merge would need holds the whole other customer: no longer than it can be undone."""
    Merge.objects.filter(undo_until__lte=clock.now()).exclude(undo={}).update(undo={})


def removed_customer(number: str, dumped: dict[str, Any], devices: Iterable[str] = ()) -> None:
    """The bin has let go of this customer (`dumped` is the app's part of the entry); whatever stands again is left alone."""
    numbers = {number, *(row["number"] for row in dumped.get("aliases", []))}
    numbers -= set(Customer.objects.filter(number__in=numbers).values_list("number", flat=True))
    numbers -= set(Alias.objects.filter(number__in=numbers).values_list("number", flat=True))
    Merge.objects.filter(kept_number__in=numbers).exclude(undo={}).update(undo={})
    in_events(sorted(numbers), devices)
    in_imports(numbers)
    in_exports(numbers)
    for model, name in ((Customer, "customer"), (Contact, "contacts")):
        keys = {row["id"] for row in dumped.get(name, [])}
        in_admin(model, keys - set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True)))
