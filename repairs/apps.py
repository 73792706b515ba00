from django.apps import AppConfig


class RepairsConfig(AppConfig):
    name = "repairs"

    def ready(self) -> None:
        from repairs import dossier, events, searching  # noqa: F401, PLC0415 - each registers itself; models must be loaded
