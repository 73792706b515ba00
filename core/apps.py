from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import events, lookups  # noqa: F401, PLC0415 - each registers itself; needs loaded apps
