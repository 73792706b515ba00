"""What takes seconds to make and is kept from run to run: collected static files, and the faces that paper is printed with."""

import subprocess
import sys
from pathlib import Path

from repairshop.system import exclusive

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "test-static"
FACES = ROOT / "var" / "test-fonts"


def lend(var: Path) -> None:
    """Let a shop with that var folder find them."""
    var.mkdir(exist_ok=True)
    for name, kept in (("static", KEPT), ("fonts", FACES)):
        kept.mkdir(parents=True, exist_ok=True)
        (var / name).symlink_to(kept)


def collect() -> None:
    """As bin/serve would, if any changed; in a process of its own, as here they are served as they stand in the apps."""
    code = "import django; django.setup(); from repairshop.readiness import collect_static_files as go; go()"
    with exclusive(KEPT.with_suffix(".lock")):
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
