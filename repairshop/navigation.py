"""What stands at the left of every page. An item is shown to those who may open its page."""

from django.utils.translation import gettext_lazy as _

from core.context import Item

ITEMS = (
    Item("start", _("Start"), "house"),
    Item("order_list", _("Work orders"), "clipboard-list", "repairs.view_workorder", short=_("Orders")),
    Item("my_work", _("My work"), "wrench", "repairs.move_workorder"),
    Item("board", _("Board"), "columns-3", "repairs.view_workorder"),
    None,
    Item("customer_list", _("Customers"), "users", "customers.view_customer"),
    Item("device_list", _("Devices"), "smartphone", "devices.view_device"),
    Item("document_list", _("Documents"), "file-text", "documents.view_document"),
    None,
    Item("customer_statistics", _("Statistics"), "chart-column", "customers.view_statistics"),
    Item("shop_settings", _("Settings"), "settings", "core.change_settings"),
)
