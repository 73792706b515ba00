#!/usr/bin/env python
"""Django's command line; a shop with its own PostgreSQL has it running for the time of the command."""

import os
import sys
from contextlib import nullcontext

from repairshop.postgres import ensure_running, needs_database
from repairshop.system import SetupError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "repairshop.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the settings are named

    try:
        with ensure_running() if needs_database(sys.argv[1:]) else nullcontext():
            execute_from_command_line(sys.argv)
    except SetupError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
