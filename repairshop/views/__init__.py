from repairshop.views.finding import search
from repairshop.views.front import shop_timeline, start
from repairshop.views.machine import csrf_failure, health, help_page
from repairshop.views.numbers import number_settings
from repairshop.views.shop import shop_settings

__all__ = [
    "csrf_failure",
    "health",
    "help_page",
    "number_settings",
    "search",
    "shop_settings",
    "shop_timeline",
    "start",
]
