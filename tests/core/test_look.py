"""Names that templates use and nothing else checks: icons, parts of the stylesheet, colours and their contrast."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide

from core import shapes

ROOT = Path(settings.BASE_DIR)
CSS = (ROOT / "static/css/base.css").read_text()
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "pdf" not in path.parts]
TOKENS = {name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", CSS)}


@pytest.mark.parametrize(
    "name", sorted({n for p in TEMPLATES for n in re.findall(r'{% icon "([\w-]+)"', p.read_text())})
)
def test_icon_exists(name: str) -> None:
    try:
        lucide(name)
    except IconDoesNotExist:
        pytest.fail(f"no icon is called {name}")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_inline(path: Path) -> None:
    """The Content-Security-Policy would silently drop it."""
    text = path.read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style", text)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        *[
            (ink, ground, 4.5)
            for ink in ("ink", "ink-2", "ink-3", "link")
            for ground in ("surface", "canvas", "sunken")
        ],
        *[(ink, "surface", 4.5) for ink in ("danger", "warn", "ok")],
        *[(ink, f"{ink}-tint", 4.5) for ink in ("danger", "warn", "ok", *shapes.GROUPS)],
        ("link", "accent-tint", 4.5),
        ("mark-ink", "mark", 4.5),
        ("control", "surface", 3),
    ],
)
def test_contrast(ink: str, ground: str, least: float, theme: int) -> None:
    assert contrast(TOKENS[ink][theme], TOKENS[ground][theme]) >= least


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, section 1.4.3."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("code", list(shapes.GROUP_OF))
def test_every_status_has_its_own_shape(code: str) -> None:
    assert f"st-{shapes.GROUP_OF[code]}" in shapes.glyph(code)
    assert [shapes.SHAPES[code]] == [shape for shape in shapes.SHAPES.values() if shape == shapes.SHAPES[code]]


class TwinForm(forms.Form):
    phone = forms.CharField(help_text="Any form of writing is fine")
    name = forms.CharField()
    tax_number = forms.CharField(required=False)


def drawn(form: forms.Form, name: str) -> str:
    return Template("{{ field.as_field_group }}").render(Context({"field": form[name]}))


def test_field_names_what_describes_it() -> None:
    assert 'aria-describedby="id_phone_helptext"' in drawn(TwinForm(), "phone")


def test_field_with_error_says_what_to_do() -> None:
    html = drawn(TwinForm({"phone": ""}), "phone")
    assert "has-error" in html
    assert 'aria-describedby="id_phone_error"' in html
    assert 'aria-invalid="true"' in html


def test_field_with_warning_stays_valid() -> None:
    form = TwinForm({"phone": "1", "name": "2", "tax_number": "RO 1"})
    form.warnings = {"tax_number": "Control digit does not match."}  # type: ignore[attr-defined]
    html = drawn(form, "tax_number")
    assert "has-warning" in html
    assert 'aria-describedby="id_tax_number_warning"' in html
    assert "Control digit does not match." in html


def test_optional_is_written_where_most_is_required() -> None:
    assert "optional" in drawn(TwinForm(), "tax_number")
    assert "optional" not in drawn(TwinForm(), "name")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("{{ none|money }}", '<span class="muted">—</span>'),
        ("{{ zero|owed }}", '<span class="muted">—</span>'),
        ("{{ text|dash }}", "&lt;b&gt;"),
        ("{{ empty|dash }}", '<span class="muted">—</span>'),
        ("{{ none|near }}{{ none|age }}", '<span class="muted">—</span>' * 2),
    ],
)
def test_empty_values(source: str, html: str) -> None:
    context = Context({"none": None, "zero": 0, "text": "<b>", "empty": ""})
    assert Template("{% load shop %}" + source).render(context) == html


def test_status_label_of_the_shop_is_escaped() -> None:
    html = Template('{% load shop %}{% status_badge "ready" label %}').render(Context({"label": "<i>"}))
    assert "&lt;i&gt;" in html
    assert "<i>" not in html
