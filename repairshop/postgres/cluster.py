"""The embedded PostgreSQL: a shop without DATABASE_URL brings its own server, reached by a Unix socket alone."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from repairshop import postgres_files as files
from repairshop.system import Account, SetupError, exclusive, exists, spawn, working_folder

DATABASE = "repairshop"
PORT = 5432  # only names the socket: the server listens on no network
PATIENCE = 15.0  # seconds for what is left of a dead server to go away
STOP_PATIENCE = 20.0

# For a small machine that is also the counter's computer; a machine of some 2 GB and more.
SHOP_SETTINGS = {
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "max_connections": "100",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "1",
    "max_wal_size": "2GB",
    "checkpoint_completion_target": "0.9",
    "idle_in_transaction_session_timeout": "10min",
    "log_min_duration_statement": "1s",
    "log_line_prefix": "%m [%p] %u@%d ",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",  # seven files, each overwritten after a week
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
}
# For tests: nothing has to survive.
THROW_AWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "jit": "off",
    "random_page_cost": "1.1",
}


class Cluster:
    """One PostgreSQL server with its data, its socket and its two roles, all in one folder."""

    def __init__(
        self, folder: Path, *, settings: Mapping[str, str] = SHOP_SETTINGS, may_create_databases: bool = False
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.socket_dir = files.socket_folder(folder)
        self.log_dir = folder / "log"
        self.settings = settings
        self.may_create_databases = may_create_databases  # only tests make databases of their own
        self.process: subprocess.Popen[bytes] | None = None

    @cached_property
    def account(self) -> Account | None:
        return files.account_for(self.folder)

    # --- addresses ---------------------------------------------------------------------------------------------------
    def urls(self, database: str = DATABASE) -> tuple[str, str]:
        """The addresses for the web role and for the owner role."""
        return self._url("repairshop_web", database), self._url("repairshop_owner", database)

    def _url(self, role: str, database: str) -> str:
        password = quote(files.passwords(self.folder)[role], safe="")
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.socket_dir))}&port={PORT}"

    def connect_as_superuser(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket_dir),
            port=PORT,
            user="postgres",
            password=files.passwords(self.folder)["postgres"],
            dbname="postgres",
            autocommit=True,
        )

    # --- start and stop ----------------------------------------------------------------------------------------------
    def is_running(self) -> bool:
        """Does a server answer at our socket?"""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            return client.connect_ex(str(self.socket_dir / f".s.PGSQL.{PORT}")) == 0 and self._server_pid() is not None

    def start(self, *, dies_with_us: bool = False) -> None:
        """Start the server, making the cluster first when there is none; waits until it answers.

        Raises SetupError, in words for the person at the terminal, when it cannot start or already runs.
        """
        self._make_folders()
        with exclusive(self.folder / "start.lock"):
            if self.is_running() and not self._is_just_dying():
                message = f"The shop's database is already running (in {self.folder})."
                raise SetupError(message)
            if not (self.data / "PG_VERSION").exists():
                self._init()
            self._refuse_other_major()
            self._start_patiently(dies_with_us=dies_with_us)
            self._set_up_roles()

    def stop(self) -> None:
        """Stop the server: sessions are cut off, open transactions rolled back, everything saved is on disk."""
        pid = self._server_pid()
        for how, patience in ((signal.SIGINT, STOP_PATIENCE), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if pid is None:
                break
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            if self._gone(pid, patience):
                break
        (self.folder / "on-demand").unlink(missing_ok=True)
        self.process = None

    @contextmanager
    def use(self, *, dies_with_us: bool = False) -> Iterator[None]:
        """Have the server running: started if nobody has, stopped by the last of all who used it so."""
        self._make_folders()
        with (self.folder / "users.lock").open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            self._start_on_demand(dies_with_us=dies_with_us)
            try:
                yield
            finally:
                # Alone only when no other process holds its share; whoever comes now waits for us to be done.
                with suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if (self.folder / "on-demand").exists():
                        self.stop()

    def _start_on_demand(self, *, dies_with_us: bool) -> None:
        with exclusive(self.folder / "use.lock"):
            if not self.is_running():
                (self.folder / "on-demand").touch()
                self.start(dies_with_us=dies_with_us)

    def destroy(self) -> None:
        """Stop the server and remove everything (throw-away clusters)."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.socket_dir.parent != self.folder:
            shutil.rmtree(self.socket_dir, ignore_errors=True)

    def _is_just_dying(self) -> bool:
        """A server killed this very moment still answers for a few milliseconds."""
        time.sleep(0.2)
        return not self.is_running()

    # --- making the cluster ------------------------------------------------------------------------------------------
    def _make_folders(self) -> None:
        files.make_folder(self.folder, owner=None, mode=0o711 if self.account else 0o700)
        files.refuse_foreign(self.socket_dir)
        files.make_folder(self.socket_dir, owner=self.account)
        files.make_folder(self.log_dir, owner=self.account)

    def _program(self, name: str) -> str:
        return str(files.binaries(for_account=self.account is not None) / name)

    def _init(self) -> None:
        """Make the cluster beside its place and move it there, so that a start killed half-way leaves no half cluster."""
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        files.make_folder(draft, owner=self.account)
        secret = self.socket_dir / "superuser"
        secret.unlink(missing_ok=True)
        secret.touch(mode=0o600)
        secret.write_text(files.passwords(self.folder)["postgres"])
        if self.account:
            self.account.own(secret)
        command = [
            *(self._program("initdb"), "--pgdata", str(draft), "--username=postgres", f"--pwfile={secret}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--locale=C", "--data-checksums", "--no-instructions"),
            *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
        ]
        try:
            self._run(command, "The shop's database could not be made.")
        finally:
            secret.unlink(missing_ok=True)
        draft.rename(self.data)

    def _run(self, command: list[str], what_failed: str) -> None:
        with self._start_log.open("wb") as log:
            try:
                code = spawn(command, account=self.account, output=log, cwd=self.socket_dir, env=_plain_env()).wait()
            except OSError as error:
                message = f"{what_failed}\n{error}"
                raise SetupError(message) from error
        if code != 0:
            message = f"{what_failed}\n{self._last_words()}"
            raise SetupError(message)

    def _refuse_other_major(self) -> None:
        data_major = (self.data / "PG_VERSION").read_text().strip()
        our_major = files.wheel_version().split(".")[0]
        if data_major != our_major:
            message = (
                f"The data in {self.data} is of PostgreSQL {data_major}, but PostgreSQL {our_major} is installed.\n"
                "Go back to the release that made it, save the data with pg_dump, then restore it with this one."
            )
            raise SetupError(message)

    def _set_up_roles(self) -> None:
        done = self.folder / "roles-made"
        if done.exists():
            return
        secrets = files.passwords(self.folder)
        with self.connect_as_superuser() as connection:
            for role in ("repairshop_owner", "repairshop_web"):
                _make_role(connection, role, secrets[role])
            if self.may_create_databases:
                connection.execute("ALTER ROLE repairshop_owner CREATEDB")
                connection.execute("GRANT pg_signal_backend TO repairshop_owner")  # to drop one that is in use
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER repairshop_owner")
            connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO repairshop_web")
        done.touch()

    # --- starting it -------------------------------------------------------------------------------------------------
    @property
    def _start_log(self) -> Path:
        return self.folder / "start.log"

    def _last_words(self) -> str:
        lines = self._start_log.read_text(errors="replace").strip().splitlines()
        return "\n".join(["PostgreSQL said:", *(f"  {line}" for line in lines[-6:])]) if lines else ""

    def _start_patiently(self, *, dies_with_us: bool) -> None:
        """Start, again and again while what a killed server left behind is still in the way."""
        deadline = time.monotonic() + PATIENCE
        while not self._try_start(dies_with_us=dies_with_us):
            words = self._last_words()
            in_the_way = "lock file" in words or "shared memory" in words
            if not in_the_way or time.monotonic() > deadline:
                message = f"The shop's database (in {self.folder}) did not start.\n{words}{_advice(words)}"
                raise SetupError(message)
            time.sleep(0.3)

    def _try_start(self, *, dies_with_us: bool) -> bool:
        self._forget_dead_server()
        options = [word for name, value in self._all_settings().items() for word in ("-c", f"{name}={value}")]
        with self._start_log.open("wb") as log:
            try:
                self.process = spawn(
                    [self._program("postgres"), "-D", str(self.data), *options],
                    account=self.account,
                    output=log,
                    cwd=self.socket_dir,
                    env=_plain_env(),
                    dies_with_us=signal.SIGINT if dies_with_us else None,
                )
            except OSError as error:
                message = f"PostgreSQL could not be run: {error}"
                raise SetupError(message) from error
        return self._answers(self.process)

    def _all_settings(self) -> dict[str, str]:
        return {
            **self.settings,
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self.socket_dir),
            "unix_socket_permissions": "0700",
            "log_directory": str(self.log_dir),
            **({} if _has_shared_memory() else {"dynamic_shared_memory_type": "mmap"}),
        }

    def _answers(self, process: subprocess.Popen[bytes]) -> bool:
        """Wait until the server takes connections; False when it ended instead. After a crash it may take minutes."""
        told = time.monotonic() + 5
        while process.poll() is None:
            with suppress(psycopg.OperationalError):
                self.connect_as_superuser().close()
                return True
            if time.monotonic() > told:
                sys.stderr.write("The database is starting; after a crash or a power cut this can take a while …\n")
                told = float("inf")
            time.sleep(0.03)
        return False

    def _forget_dead_server(self) -> None:
        """Clear away what a killed server left, but wait for one that is only just stopping or starting."""
        pid = self._server_pid()
        if pid is not None:
            self._gone(pid, PATIENCE)
        pid_file = self.data / "postmaster.pid"
        left_over = _first_number(pid_file)
        if left_over is not None and exists(left_over) and self._server_pid() is None:
            # The number is a zombie's or was given to another process, and PostgreSQL would refuse to start. Our own number
            # it takes for stale, as we are its parent; the rest of the file stays, for its check that no old session lives.
            _replace_first_line(pid_file, str(os.getpid()))
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            if self._server_pid() is None:
                (self.socket_dir / name).unlink(missing_ok=True)

    def _server_pid(self) -> int | None:
        """The process number of the living server of this data folder."""
        pid = _first_number(self.data / "postmaster.pid")
        if self.process and self.process.pid == pid and self.process.poll() is not None:
            return None
        return pid if pid and working_folder(pid) == self.data.resolve() else None

    def _gone(self, pid: int, patience: float) -> bool:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.process and self.process.pid == pid:
                self.process.poll()
            if self._server_pid() != pid:
                return True
            time.sleep(0.02)
        return False


def _make_role(connection: psycopg.Connection, role: str, password: str) -> None:
    name = sql.Identifier(role)
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
    connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password)))


def _plain_env() -> dict[str, str]:
    """No PG… variable of the caller may bend the server, and its messages come in English and UTF-8."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def _has_shared_memory() -> bool:
    """Containers often have a /dev/shm of 64 MB, too small for parallel queries."""
    try:
        room = os.statvfs("/dev/shm")  # noqa: S108
    except OSError:
        return sys.platform != "linux"
    return room.f_blocks * room.f_frsize >= 256 * 1024 * 1024 and os.access("/dev/shm", os.W_OK)  # noqa: S108


def _advice(words: str) -> str:
    for sign, advice in (
        ("No space left", "The disk is full: make room and start again."),
        ("could not map anonymous shared memory", "There is too little free memory: 300 MB are needed."),
        ("Permission denied", "A folder may have changed hands: look at who owns the files named above."),
    ):
        if sign in words:
            return f"\n{advice}"
    return ""


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _replace_first_line(path: Path, line: str) -> None:
    _, _, rest = path.read_text().partition("\n")
    with path.open("r+") as file:  # in place: the file stays the server's own
        file.write(f"{line}\n{rest}")
        file.truncate()


# --- the shop's own server -------------------------------------------------------------------------------------------
@cache
def shop_cluster() -> Cluster:
    return Cluster(files.shop_folder())


def embedded_urls() -> tuple[str, str]:
    """The addresses (web role, owner role) of the shop's own server; starts nothing."""
    return shop_cluster().urls()


def start() -> None:
    shop_cluster().start()


def stop() -> None:
    shop_cluster().stop()


def is_running() -> bool:
    return shop_cluster().is_running()


@contextmanager
def ensure_running() -> Iterator[None]:
    """Have the shop's own server running; nothing to do with a DATABASE_URL."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with shop_cluster().use():
        yield


def needs_database(arguments: Sequence[str]) -> bool:
    """Does this manage.py command talk to the database? `serve` starts it itself."""
    return bool(arguments) and arguments[0] not in {"help", "--help", "-h", "version", "--version", "serve"}
