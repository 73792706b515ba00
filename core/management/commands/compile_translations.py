"""Compile the translations with Babel, so that no gettext has to be installed."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile the translations (locale/*/LC_MESSAGES/*.po) that changed."
    requires_system_checks = ()

    def handle(self, *_args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if compile_translation(source) and options["verbosity"] > 1:
                    self.stdout.write(str(source))


def compile_translation(source: Path) -> bool:
    """Compile one file beside itself; False when that is newer already."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    with source.open("rb") as file:
        # Babel must be told the locale: else it takes Romanian 20 for the form of 5.
        catalog = read_po(file, locale=source.parent.parent.name)
    draft = target.with_suffix(".mo.new")
    with draft.open("wb") as file:
        write_mo(file, catalog)
    draft.replace(target)  # whole or not at all: another process may be reading
    return True
