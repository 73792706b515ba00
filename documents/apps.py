from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self) -> None:
        from documents import dossier, events, exporting, searching  # noqa: F401, PLC0415 - each registers itself; models must be loaded
