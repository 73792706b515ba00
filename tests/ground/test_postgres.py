"""The embedded server: one throw-away cluster for the whole file, its tests in any order."""

import os
import signal
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from repairshop.postgres import THROW_AWAY_SETTINGS, Cluster
from repairshop.system import SetupError, spawn, stop_child

# What was said to be done stays done through kill -9, as in a shop: else the rights of the roles may be lost with it.
SETTINGS = {**THROW_AWAY_SETTINGS, "synchronous_commit": "on"}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="repairshop-cluster-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        cluster = Cluster(Path(folder) / "shop", settings=SETTINGS)
        yield cluster
        cluster.destroy()


@pytest.fixture
def running(cluster: Cluster) -> Iterator[Cluster]:
    if not cluster.is_running():
        cluster.start()
    yield cluster
    cluster.stop()


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


def server_pid(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_addresses_are_the_same_before_and_after_the_first_start(cluster: Cluster) -> None:
    before = Cluster(cluster.folder).urls()
    cluster.start()
    cluster.stop()
    assert Cluster(cluster.folder).urls() == before


def test_same_letters_on_every_machine(running: Cluster) -> None:
    question = "SELECT concat_ws(' ', datlocprovider, datlocale, pg_encoding_to_char(encoding)) FROM pg_database"
    assert ask(running.urls()[0], f"{question} WHERE datname = 'repairshop'") == "b C.UTF-8 UTF8"
    assert ask(running.urls()[0], "SHOW data_checksums") == "on"


def test_listens_on_no_network(running: Cluster) -> None:
    assert ask(running.urls()[0], "SHOW listen_addresses") == ""


def test_nobody_else_gets_at_it(running: Cluster) -> None:
    assert mode(running.socket_dir) == 0o700
    assert mode(running.data) == 0o700
    assert mode(running.folder / "passwords.json") == 0o600


def test_wrong_password_is_refused(running: Cluster) -> None:
    wrong = running.urls()[0].replace("repairshop_web:", "repairshop_web:x")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(wrong, "SELECT 1")


def test_no_role_gets_in_without_password(running: Cluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(host=str(running.socket_dir), user="postgres", dbname="postgres")


def test_web_role_owns_nothing_and_makes_nothing(running: Cluster) -> None:
    web, _owner = running.urls()
    assert (
        ask(web, "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user") is False
    )
    for attempt in ("CREATE TABLE mine ()", "CREATE SCHEMA mine", "CREATE TEMP TABLE mine ()", "CREATE ROLE mine"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(web, attempt)


def test_owner_makes_tables_and_the_extensions_of_search(running: Cluster) -> None:
    _web, owner = running.urls()
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE EXTENSION unaccent")
        connection.execute("CREATE TABLE ours ()")
        connection.rollback()


def test_second_start_says_that_it_runs(running: Cluster) -> None:
    with pytest.raises(SetupError, match="already running"):
        Cluster(running.folder, settings=SETTINGS).start()


def test_starts_after_kill_9(running: Cluster) -> None:
    os.kill(server_pid(running), signal.SIGKILL)
    another = Cluster(running.folder, settings=SETTINGS)  # knows nothing of the dead process: a zombie to it
    another.start()
    assert ask(another.urls()[0], "SELECT 1") == 1
    another.stop()
    assert running.process
    running.process.wait()


def leave_pid_file(cluster: Cluster, number: int) -> None:
    """Leave the file as a power cut would, naming a process that by now is another one."""
    cluster.start()
    text = (cluster.data / "postmaster.pid").read_text()
    cluster.stop()
    left_over = cluster.data / "postmaster.pid"
    left_over.write_text(text.replace(text.split("\n", 1)[0], str(number), 1))
    if cluster.account:
        cluster.account.own(left_over)


def test_starts_over_a_pid_file_that_names_nobody(cluster: Cluster) -> None:
    leave_pid_file(cluster, 2**22 - 7)
    cluster.start()
    assert ask(cluster.urls()[0], "SELECT 1") == 1
    cluster.stop()


def test_starts_over_a_pid_file_that_names_another_process(cluster: Cluster) -> None:
    other = spawn(["sleep", "60"], account=cluster.account)  # of the same user: PostgreSQL alone would refuse
    try:
        leave_pid_file(cluster, other.pid)
        cluster.start()
        assert ask(cluster.urls()[0], "SELECT 1") == 1
        assert other.poll() is None
    finally:
        cluster.stop()
        stop_child(other)


def test_the_last_user_stops_what_was_started_on_demand(cluster: Cluster) -> None:
    first, second = (Cluster(cluster.folder, settings=SETTINGS) for _ in range(2))
    with first.use():
        with second.use():
            assert cluster.is_running()
        assert cluster.is_running()
    assert not cluster.is_running()


def test_a_server_started_for_good_is_not_stopped_by_a_user(running: Cluster) -> None:
    with Cluster(running.folder, settings=SETTINGS).use():
        pass
    assert running.is_running()


def test_several_commands_at_once_share_one_server(cluster: Cluster) -> None:
    problems: list[BaseException] = []
    commands = [Cluster(cluster.folder, settings=SETTINGS) for _ in range(4)]

    def run(command: Cluster) -> None:
        try:
            with command.use():
                assert ask(cluster.urls()[0], "SELECT 1") == 1
        except BaseException as problem:  # noqa: BLE001 - told below, by the thread that may fail the test
            problems.append(problem)

    threads = [threading.Thread(target=run, args=[command]) for command in commands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert not cluster.is_running()
    for command in commands:
        if command.process:
            command.process.wait()  # whoever started it need not be the last, who stopped it


def test_data_of_another_major_release_is_refused_in_words(running: Cluster) -> None:
    running.stop()
    version = running.data / "PG_VERSION"
    ours = version.read_text()
    version.write_text("16\n")
    with pytest.raises(SetupError, match="of PostgreSQL 16, but PostgreSQL 18"):
        running.start()
    version.write_text(ours)


def test_a_start_that_fails_says_what_postgresql_said(cluster: Cluster) -> None:
    broken = Cluster(cluster.folder, settings={**SETTINGS, "shared_buffers": "plenty"})
    with pytest.raises(SetupError, match=r'PostgreSQL said:\n.*invalid value for parameter "shared_buffers"'):
        broken.start()


def test_a_long_path_gets_a_short_socket_folder() -> None:
    long = Path("/srv") / ("x" * 120)
    socket_dir = Cluster(long).socket_dir
    assert len(str(socket_dir)) < 60
    assert Cluster(long).socket_dir == socket_dir
