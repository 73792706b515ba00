"""The faces paper is printed with: cut once out of the variable fonts of the project's packages, kept in var/fonts.

A variable font would be cut anew for every document and every size; that costs more than the rest of the page.
"""

import io
import os
import secrets
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import fontpkg_inter
import fontpkg_jetbrains_mono

FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk", "tnum"]
LAST_LETTER = 0x2600  # Latin, Greek, Cyrillic, punctuation, arrows; not the icons further up


@dataclass(frozen=True, kw_only=True)
class Face:
    name: str
    package: str
    source: Path
    axes: tuple[tuple[str, float], ...]

    @property
    def file_name(self) -> str:
        return f"{self.name}-{version(self.package)}.ttf"


INTER = fontpkg_inter.ROOT / "files" / "Inter[opsz,wght].ttf"
MONO = fontpkg_jetbrains_mono.ROOT / "files" / "JetBrainsMono[wght].ttf"
FACES = (
    Face(name="regular", package="fontpkg-inter", source=INTER, axes=(("wght", 400), ("opsz", 14))),
    Face(name="semibold", package="fontpkg-inter", source=INTER, axes=(("wght", 600), ("opsz", 14))),
    Face(name="mono", package="fontpkg-jetbrains-mono", source=MONO, axes=(("wght", 700),)),
)


def fonts_folder() -> Path:
    project = Path(__file__).resolve().parent.parent
    return Path(os.environ.get("REPAIRSHOP_VAR") or project / "var") / "fonts"


def faces(folder: Path) -> dict[str, bytes]:
    """The bytes of each face by its name; the first call on a machine takes some seconds."""
    return {face.name: _kept(face, folder / face.file_name) for face in FACES}


def _kept(face: Face, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        data = _cut(face)
    _keep(path, data)
    return data


def _cut(face: Face) -> bytes:
    # Half a second of imports that every start would pay, for what happens once on a machine.
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415

    font = TTFont(face.source)
    options = Options(layout_features=FEATURES, notdef_outline=True, glyph_names=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for code in font.getBestCmap() if code < LAST_LETTER])
    subsetter.subset(font)
    static = instantiateVariableFont(font, dict(face.axes), inplace=True, static=True)
    target = io.BytesIO()
    static.save(target)
    return target.getvalue()


def _keep(path: Path, data: bytes) -> None:
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)  # a full or read-only disk costs time at each start, never a document
