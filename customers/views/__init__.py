"""The pages of customers, one module a page."""

from customers.views.deletion import customer_bin, customer_delete, customer_restore
from customers.views.editing import customer_check, customer_edit, customer_new
from customers.views.listing import customer_export, customer_list
from customers.views.profile import customer_activity, customer_profile, customer_timeline

__all__ = [
    "customer_activity",
    "customer_bin",
    "customer_check",
    "customer_delete",
    "customer_edit",
    "customer_export",
    "customer_list",
    "customer_new",
    "customer_profile",
    "customer_restore",
    "customer_timeline",
]
