"""Browser tests: a real server process, a real browser, and whatever either complains of fails the test."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Response, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from repairshop.system import spawn, stop_child
from tests import databases, static_files
from tests.e2e.browsing import DESK

BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
READY_WITHIN = 60
ANSWERS_WITHIN = 30_000  # milliseconds; a machine may be busy


@dataclass
class Shop:
    """A shop being served from a database of its own."""

    url: str
    database: str
    log: Path

    def address(self, path: str = "/") -> str:
        return f"{self.url}{path.lstrip('/')}"


@pytest.fixture(scope="session", autouse=True)
def _django_beside_playwright() -> None:
    """Playwright keeps an event loop in this thread, where Django would refuse to query."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def _served(worker_id: str, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One web process per test process; what it serves is exchanged under it before every test."""
    name = f"live_{worker_id}"
    databases.make_copy(name)
    static_files.collect()
    log = tmp_path_factory.mktemp("served") / "web.log"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        shop = Shop(f"http://127.0.0.1:{listening.getsockname()[1]}/", name, log)
        command = ["web", "--socket", str(listening.fileno())]
        with _process(command, name, log, keep_open=(listening.fileno(),)) as process:
            _wait_for(shop, process)
            yield shop
    databases.drop(name)


@contextmanager
def _process(
    command: list[str], database: str, log: Path, keep_open: tuple[int, ...] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    env = {**os.environ, **databases.urls_of(database)}
    env.pop("DATABASE_OWNER_URL")
    env.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
    with log.open("ab") as output:
        process = spawn(
            [sys.executable, "manage.py", *command],
            env=env,
            cwd=databases.ROOT,
            output=output,
            keep_open=keep_open,
            dies_with_us=signal.SIGTERM,
        )
    try:
        yield process
    finally:
        stop_child(process)


def _wait_for(shop: Shop, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(shop.address("/health/"), timeout=READY_WITHIN):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"The web process did not start:\n{shop.log.read_text()}")


@pytest.fixture
def live_shop(_served: Shop, django_db_blocker: DjangoDbBlocker) -> Iterator[Shop]:
    """The shop being served, its database fresh; factories in the test write to it, what they write is committed."""
    logged = _served.log.stat().st_size
    with django_db_blocker.unblock(), databases.copy_in_use(_served.database):
        yield _served
    complaints = _served.log.read_bytes()[logged:].decode()
    assert "Traceback" not in complaints, complaints


@pytest.fixture
def worker(live_shop: Shop) -> Iterator[None]:
    """The background worker at work in that shop, for tests that wait for a PDF."""
    log = live_shop.log.with_name("worker.log")
    logged = log.stat().st_size if log.exists() else 0
    with _process(["worker"], live_shop.database, log):
        yield
    complaints = log.read_bytes()[logged:].decode()
    assert "Traceback" not in complaints, complaints


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = os.environ.get("REPAIRSHOP_BROWSER")
        if not path:
            pytest.fail("No browser: run the tests with bin/test, which finds or installs one.")
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)
        yield browser
        browser.close()


@dataclass
class Complaints:
    """What a page complained of: errors in the console, broken scripts, refused or missing parts, failed requests."""

    said: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", self._script)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A refused request is said again by `_response`, which knows which of them are part of a test.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.said.append(f"console: {message.text}")

    def _script(self, error: Error) -> None:
        self.said.append(f"script: {error}")

    def _response(self, response: Response) -> None:
        is_part = response.request.resource_type in {"stylesheet", "script", "image", "font", "media"}
        if response.status >= 500 or (is_part and response.status >= 400):
            self.said.append(f"{response.status}: {response.url}")


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Empty `complaints.said` in a test that provokes one on purpose."""
    complaints = Complaints()
    yield complaints
    assert complaints.said == []


@pytest.fixture
def page(browser: Browser, live_shop: Shop, complaints: Complaints) -> Iterator[Page]:
    """A page of a fresh browser profile at the counter's screen; relative addresses are those of the shop."""
    context = browser.new_context(
        base_url=live_shop.url, viewport=DESK, locale="en-GB", timezone_id="UTC", reduced_motion="reduce"
    )
    context.set_default_timeout(ANSWERS_WITHIN)
    expect.set_options(timeout=ANSWERS_WITHIN)
    page = context.new_page()
    complaints.listen(page)
    yield page
    if (
        "/repairs/new/" in page.url
    ):  # what was typed last is kept when the page is left: let that come before the database goes
        page.goto("about:blank")
        page.wait_for_timeout(400)
    context.close()
