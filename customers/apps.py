from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from customers import dossier, events, everything, exporting, searching  # noqa: F401, PLC0415 - each registers itself; models must be loaded
