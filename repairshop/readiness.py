"""What must be true before the first page is served; each step looks first and does nothing when nothing is to do."""

import secrets
from hashlib import sha256
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from repairshop.system import SetupError

FIRST_USER = "admin"


def bring_up_to_date(*, demo: bool) -> list[str]:
    """Tables, translations, static files, first account or demo shop. Returns lines for the person at the terminal."""
    try:
        _tables()
        call_command("compile_translations")
        collect_static_files()
        if demo:
            words = StringIO()
            call_command("demo", stdout=words)
            return words.getvalue().splitlines()
        return _first_account()
    except OperationalError as error:
        message = f"The database cannot be reached or used:\n{error}"
        raise SetupError(message) from None
    finally:
        connections.close_all()


def _tables() -> None:
    """Always the whole of `migrate`, which takes a moment: rights and roles may have changed without a migration."""
    if "owner" in settings.DATABASES:
        call_command("migrate", verbosity=0, interactive=False)
        return
    executor = MigrationExecutor(connections["default"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        message = (
            "The tables are missing or of an older release, and only their owner may change them.\n"
            "Set DATABASE_OWNER_URL to the address with the owner's role and start again."
        )
        raise SetupError(message)


def collect_static_files() -> None:
    mark = Path(settings.STATIC_ROOT) / ".collected"
    state = _static_state()
    if not mark.exists() or mark.read_text() != state:
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(state)


def _static_state() -> str:
    found = sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            found.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()


def _first_account() -> list[str]:
    users = get_user_model().objects
    if users.exists():
        return ["Sign in with your account; a forgotten password is set anew by: manage.py changepassword NAME"]
    password = secrets.token_urlsafe(12)
    user = users.create_user(FIRST_USER, password=password, is_staff=True, is_superuser=True)
    user.groups.set(Group.objects.filter(name="administrator"))
    return [f"Sign in as {FIRST_USER} with the password {password}  (shown this once; change it in your profile)"]
