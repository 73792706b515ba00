from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "devices"

    def ready(self) -> None:
        from devices import dossier, events, exporting, searching  # noqa: F401, PLC0415 - each registers itself; models must be loaded
