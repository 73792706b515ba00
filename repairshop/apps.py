from django.apps import AppConfig


class RepairshopConfig(AppConfig):
    name = "repairshop"

    def ready(self) -> None:
        from repairshop import amounts, checks  # noqa: F401, PLC0415 - each registers itself; models must be loaded
