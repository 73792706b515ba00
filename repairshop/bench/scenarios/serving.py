"""How long somebody waits in the morning: bin/serve on a machine where everything is set up, until its first page is there."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import time
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from repairshop.bench.measuring import Budget, Figure, figure, took
from repairshop.bench.place import FOREIGN, MANAGE
from repairshop.bench.scenarios.base import Scenario
from repairshop.system import spawn, stop_child

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from repairshop.bench.scenarios.base import Bench

PROGRAM = MANAGE.parent / "bin" / "serve"
PATIENCE = 120  # seconds
TIMES = 3


def serve(bench: Bench) -> Iterator[Figure]:
    """A shop of its own, empty: what bin/serve does before the first page does not depend on how many customers there are."""
    with tempfile.TemporaryDirectory(prefix="repairshop-serve-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        _prepare(place)
        with _served(place):  # the first start of all sets everything up
            pass
        times = [("until the first page", _started(place)) for _turn in range(TIMES)]
    yield figure("serve, first page", bench.customers, Budget(longest=5000), times)


def _prepare(folder: Path) -> None:
    """The database's own account has to get through to its data, which shall go with the folder."""
    folder.chmod(0o711)
    pointer = folder / "var" / "postgres" / "place"
    pointer.parent.mkdir(parents=True)
    pointer.write_text(f"{folder / 'server'}\n")


def _started(folder: Path) -> float:
    with ExitStack() as until_here:
        return took(lambda: until_here.enter_context(_served(folder)))


@contextmanager
def _served(folder: Path) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    with (folder / "said").open("wb") as said:
        process = spawn(
            [str(PROGRAM), "--port", str(port)],
            env=env | {"REPAIRSHOP_VAR": str(folder / "var")},
            output=said,
            dies_with_us=signal.SIGTERM,
        )
        try:
            _wait_for_a_page(process, f"http://127.0.0.1:{port}/", folder / "said")
            yield
        finally:
            stop_child(process, patience=30)


def _wait_for_a_page(process: subprocess.Popen[bytes], address: str, said: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(address, timeout=PATIENCE) as page:  # noqa: S310 - our own address
            page.read()
            return
        time.sleep(0.02)
    raise RuntimeError(said.read_text(errors="replace"))


SCENARIOS = {"serve": Scenario("bin/serve on a machine already set up, until its first page is there", serve)}
