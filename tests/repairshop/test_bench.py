import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command

from documents.verifying import look_through
from repairshop.bench.measuring import Budget, figure
from repairshop.bench.scenarios.checks import fill_files
from repairshop.bench.typed import strings
from repairshop.bench.visitor import Visitor
from repairshop.management.commands.bench import grown
from tests.factories import order, person, shop, staff


def test_what_can_be_measured_is_listed() -> None:
    out = StringIO()
    call_command("bench", "--list", stdout=out)
    listed = {line.split()[0] for line in out.getvalue().splitlines()}
    assert {"search", "list", "profile", "intake", "pdf", "twins", "import", "issue", "verify", "archive"} <= listed


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(CommandError, match="Nothing here is called nonsense"):
        call_command("bench", "nonsense")


def test_a_figure_keeps_its_budget_or_not() -> None:
    times = [("a", 10.0), ("b", 30.0), ("c", 20.0)]
    kept = figure("search", 1000, Budget(p50=20, ratio=2), times, [10.0, 10.0], queries=3, size=100)
    assert (kept.p50_ms, kept.max_ms, kept.floor_ms, kept.ratio, kept.slowest, kept.ok) == (20, 30, 10, 2, "b", True)
    assert not figure("search", 1000, Budget(longest=25), times).ok
    assert json.dumps(kept.as_json()).startswith('{"name": "search", "customers": 1000, "p50_ms": 20.0')


def test_growth_is_reckoned_from_the_smallest_shop() -> None:
    small = {"name": "search", "customers": 10_000, "p50_ms": 10.0, "ok": True}
    large = {"name": "search", "customers": 1_000_000, "p50_ms": 31.0, "ok": True}
    grown([large, small])
    assert (large["growth"], large["ok"], "growth" in small) == (3.1, False, False)


def test_forty_strings_are_typed_each_once() -> None:
    assert len(set(strings())) == len(strings()) == 40


class Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/accounts/login/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        pass


@pytest.mark.django_db
def test_a_page_that_leads_to_the_sign_in_is_no_fast_page() -> None:
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.handle_request, daemon=True).start()
        with pytest.raises(RuntimeError, match="GET /customers/ answered 302, and leads to /accounts/login/"):
            Visitor(server.server_port, staff("manager")).get("/customers/")


@pytest.mark.django_db
def test_files_for_the_check_are_whole_ones() -> None:
    shop()
    for phone in ("+40 722 111 222", "+40 722 333 444"):
        order(person(phone=phone))
    fill_files(2, b"%PDF")
    report = look_through()
    assert (report.problems, report.documents, report.files) == ([], 2, 2)


@pytest.mark.slow
def test_a_shop_is_made_measured_and_taken_away() -> None:
    out = StringIO()
    call_command("bench", "profile", "--customers", "1000", "--json", stdout=out)
    (found,) = json.loads(out.getvalue())
    assert (found["name"], found["customers"]) == ("profile", 1000)
    assert 0 < found["floor_ms"] < found["p95_ms"]
