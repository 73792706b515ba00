"""What is measured, one module a subject. Each scenario asks the real server for whole pages, and compares with what the
data alone costs. A new one: a function that yields figures, named in its module's SCENARIOS, its module named here.
"""

from __future__ import annotations

from repairshop.bench.scenarios import (
    archive,
    checks,
    deleting,
    export,
    importing,
    intake,
    lists,
    load,
    orders,
    papers,
    profile,
    search,
    serving,
    twins,
)
from repairshop.bench.scenarios.base import Bench, Scenario

SCENARIOS: dict[str, Scenario] = {
    **search.SCENARIOS,
    **lists.SCENARIOS,
    **profile.SCENARIOS,
    **intake.SCENARIOS,
    **papers.SCENARIOS,
    **orders.SCENARIOS,
    **twins.SCENARIOS,
    **archive.SCENARIOS,
    **checks.SCENARIOS,
    **importing.SCENARIOS,
    **export.SCENARIOS,
    **deleting.SCENARIOS,
    **serving.SCENARIOS,
    **load.SCENARIOS,
}

__all__ = ["SCENARIOS", "Bench", "Scenario"]
