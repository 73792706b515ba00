"""The pages of customers, one module a page."""

from customers.views.anonymising import customer_anonymise, customer_forget
from customers.views.bin import customer_bin, customer_restore
from customers.views.bulk import customer_bulk
from customers.views.choices import customer_lists
from customers.views.contacts import customer_contact, customer_contact_new
from customers.views.deleting import customer_delete
from customers.views.editing import customer_check, customer_edit, customer_new
from customers.views.everything import customer_everything
from customers.views.finding import customer_find
from customers.views.glance import customer_glance
from customers.views.importing import (
    customer_import,
    customer_import_job,
    customer_import_mend,
    customer_import_remarks,
)
from customers.views.listing import customer_export, customer_list
from customers.views.merging import customer_merge, customer_merge_undo
from customers.views.profile import customer_activity, customer_profile, customer_timeline
from customers.views.statistics import customer_statistics
from customers.views.writing import customer_note, customer_write_down

__all__ = [
    "customer_activity",
    "customer_anonymise",
    "customer_bin",
    "customer_bulk",
    "customer_check",
    "customer_contact",
    "customer_contact_new",
    "customer_delete",
    "customer_edit",
    "customer_everything",
    "customer_export",
    "customer_find",
    "customer_forget",
    "customer_glance",
    "customer_import",
    "customer_import_job",
    "customer_import_mend",
    "customer_import_remarks",
    "customer_list",
    "customer_lists",
    "customer_merge",
    "customer_merge_undo",
    "customer_new",
    "customer_note",
    "customer_profile",
    "customer_restore",
    "customer_statistics",
    "customer_timeline",
    "customer_write_down",
]
