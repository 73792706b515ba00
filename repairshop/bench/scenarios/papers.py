"""Papers drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from documents import files, rendering
from documents.kinds import DocumentKind
from documents.models import Document
from documents.paper import BLANK
from repairshop.bench.measuring import Budget, Figure, figure, took
from repairshop.bench.scenarios.base import ROUNDS, Bench, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator


def pdf(bench: Bench) -> Iterator[Figure]:
    paper = files.paper(Document.objects.filter(kind=DocumentKind.INTAKE_RECEIPT).latest("pk").number)
    rendering.render(paper)
    times = [(paper.number, took(lambda: rendering.render(paper))) for _round in range(6 * ROUNDS)]
    empty = replace(paper, content=BLANK, assets={})
    floors = [took(lambda: rendering.render(empty)) for _round in range(2 * ROUNDS)]
    yield figure("pdf", bench.customers, Budget(p50=120), times, floors, size=len(rendering.render(paper)))


SCENARIOS = {"pdf": Scenario("one receipt drawn", pdf)}
