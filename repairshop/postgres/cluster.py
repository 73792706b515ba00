"""One PostgreSQL server of our own: made, started, stopped."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from repairshop.postgres import files, leftovers, making, tuning
from repairshop.system import Account, SetupError, exclusive, spawn

PORT = 5432  # only names the socket: the server listens on no network
PATIENCE = 15.0  # seconds for what is left of a dead server to go away
# Ask, insist, force; the seconds are for the next step only, a server mostly ends in some hundredths.
STEPS_TO_STOP = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
ADVICE = {
    "No space left": "The disk is full: make room and start again.",
    "could not map anonymous shared memory": "There is too little free memory: some 300 MB are needed.",
    "Permission denied": "A folder may have changed hands: look at who owns the files named above.",
}


class Cluster:
    """One server with its data, its socket and its two roles, all in one folder."""

    def __init__(
        self, folder: Path, *, settings: Mapping[str, str] = tuning.SHOP_SETTINGS, may_create_databases: bool = False
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.socket_dir = files.socket_folder(folder)
        self.settings = settings
        self.may_create_databases = may_create_databases  # only tests make databases of their own
        self.process: subprocess.Popen[bytes] | None = None

    @cached_property
    def account(self) -> Account | None:
        return files.account_for(self.folder)

    # --- addresses ---------------------------------------------------------------------------------------------------
    def urls(self, database: str = making.DATABASE) -> tuple[str, str]:
        """The addresses for the web role and for the owner role."""
        return self._url(making.WEB_ROLE, database), self._url(making.OWNER_ROLE, database)

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
            answers = client.connect_ex(str(self.socket_dir / f".s.PGSQL.{PORT}")) == 0
        return answers and self._server_pid() is not None

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
                self._make()
            self._refuse_other_major()
            self._start_patiently(dies_with_us=dies_with_us)
            self._make_roles()

    def stop(self) -> None:
        """Stop the server: sessions are cut off, open transactions rolled back, everything saved is on disk."""
        for how, patience in STEPS_TO_STOP:
            pid = self._server_pid()
            if pid is None:
                break
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            self._wait_until_gone(pid, patience)
        (self.folder / "on-demand").unlink(missing_ok=True)
        if self.process:
            self.process.wait()  # it has let go of the data; that it is wholly gone takes a moment more
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
        shutil.rmtree(self.socket_dir, ignore_errors=True)

    # --- the steps ---------------------------------------------------------------------------------------------------
    def _make_folders(self) -> None:
        files.make_folder(self.folder, owner=None, mode=0o711 if self.account else 0o700)
        files.refuse_foreign(self.socket_dir)
        files.make_folder(self.socket_dir, owner=self.account)
        files.make_folder(self.folder / "log", owner=self.account)

    def _make(self) -> None:
        """Make the cluster beside its place and move it there: a start killed half-way leaves no half cluster."""
        draft, secret = self.folder / "data.new", self.socket_dir / "superuser"
        making.empty_folder(draft, self.account)
        making.write_secret(secret, files.passwords(self.folder)["postgres"], self.account)
        try:
            process = self._run(
                lambda log: making.start_initdb(
                    *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
                    program=self._program("initdb"),
                    data=draft,
                    secret=secret,
                    account=self.account,
                    log=log,
                )
            )
            if process.wait() != 0:
                message = f"The shop's database (in {self.folder}) could not be made.\n{self._last_words()}"
                raise SetupError(message)
        finally:
            secret.unlink(missing_ok=True)
        draft.rename(self.data)

    def _refuse_other_major(self) -> None:
        data_major = (self.data / "PG_VERSION").read_text().strip()
        our_major = files.wheel_version().split(".")[0]
        if data_major != our_major:
            message = (
                f"The data in {self.data} is of PostgreSQL {data_major}, but PostgreSQL {our_major} is installed.\n"
                "Go back to the release that made it, save the data with pg_dump, then restore it with this one."
            )
            raise SetupError(message)

    def _start_patiently(self, *, dies_with_us: bool) -> None:
        """Start, again and again while what a killed server left behind is still in the way."""
        deadline = time.monotonic() + PATIENCE
        while not self._try_start(dies_with_us=dies_with_us):
            words = self._last_words()
            in_the_way = "lock file" in words or "shared memory" in words
            if not in_the_way or time.monotonic() > deadline:
                advice = next((f"\n{text}" for sign, text in ADVICE.items() if sign in words), "")
                message = f"The shop's database (in {self.folder}) did not start.\n{words}{advice}"
                raise SetupError(message)
            time.sleep(0.3)

    def _try_start(self, *, dies_with_us: bool) -> bool:
        self._clear_away_the_dead()
        settings = {**self.settings, **tuning.fixed_settings(self.socket_dir, PORT, self.folder / "log")}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.process = self._run(
            lambda log: spawn(
                [self._program("postgres"), "-D", str(self.data), *options],
                account=self.account,
                output=log,
                cwd=self.socket_dir,
                env=files.plain_environment(),
                dies_with_us=signal.SIGINT if dies_with_us else None,
            )
        )
        return self._comes_up(self.process)

    def _clear_away_the_dead(self) -> None:
        pid = self._server_pid()
        if pid is not None:  # does not answer, but lives: it is only just stopping
            self._wait_until_gone(pid, PATIENCE)
        if self._server_pid() is None:
            leftovers.disown_pid_file(self.data)
            leftovers.remove_socket(self.socket_dir, PORT)

    def _comes_up(self, process: subprocess.Popen[bytes]) -> bool:
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

    def _make_roles(self) -> None:
        done = self.folder / "roles-made"
        if not done.exists():
            with self.connect_as_superuser() as connection:
                passwords = files.passwords(self.folder)
                making.make_roles(connection, passwords, may_create_databases=self.may_create_databases)
            done.touch()

    # --- processes ---------------------------------------------------------------------------------------------------
    def _program(self, name: str) -> str:
        return str(files.binaries(for_account=self.account is not None) / name)

    def _run(self, begin: Callable[[IO[bytes]], subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
        with (self.folder / "start.log").open("wb") as log:
            try:
                return begin(log)
            except OSError as error:
                message = f"PostgreSQL could not be run: {error}"
                raise SetupError(message) from error

    def _last_words(self) -> str:
        lines = (self.folder / "start.log").read_text(errors="replace").strip().splitlines()
        return "\n".join(["PostgreSQL said:", *(f"  {line}" for line in lines[-6:])]) if lines else ""

    def _server_pid(self) -> int | None:
        if self.process:
            self.process.poll()  # our own child, when dead, must not linger as a zombie
        return leftovers.living_server(self.data)

    def _is_just_dying(self) -> bool:
        """A server killed this very moment still answers for a few milliseconds."""
        time.sleep(0.2)
        return not self.is_running()

    def _wait_until_gone(self, pid: int, patience: float) -> None:
        deadline = time.monotonic() + patience
        while self._server_pid() == pid and time.monotonic() < deadline:
            time.sleep(0.02)
