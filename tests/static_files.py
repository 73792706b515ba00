"""Collected static files for processes that serve: kept from run to run, as compressing them takes seconds."""

import subprocess
import sys
from pathlib import Path

from repairshop.system import exclusive

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "test-static"


def lend(var: Path) -> None:
    """Let a shop with that var folder find them."""
    KEPT.mkdir(parents=True, exist_ok=True)
    var.mkdir(exist_ok=True)
    (var / "static").symlink_to(KEPT)


def collect() -> None:
    """As bin/serve would, if any changed; in a process of its own, as here they are served as they stand in the apps."""
    code = "import django; django.setup(); from repairshop.readiness import collect_static_files as go; go()"
    with exclusive(KEPT.with_suffix(".lock")):
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
