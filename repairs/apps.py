from django.apps import AppConfig


class RepairsConfig(AppConfig):
    name = "repairs"

    def ready(self) -> None:
        from customers.activity import register_rule  # noqa: PLC0415 - as below
        from repairs import actions, closing, corrections, dossier, events, exporting, papers, searching  # noqa: F401, PLC0415 - each registers itself; models must be loaded

        register_rule(actions.is_active)
