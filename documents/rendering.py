"""From frozen content to PDF, in child processes; the only module that knows WeasyPrint.

The web process never imports WeasyPrint: a text that hangs or swells it hurts one child, and the document is
drawn once more by the plain template.
"""

import base64
import contextlib
import dataclasses
import functools
import gc
import json
import logging
import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from documents.child import Child, ChildFailed, Died, NotStarted, serve
from documents.fonts import faces, fonts_folder
from documents.labels import label_context
from documents.paper import BLANK, LANGUAGES, Paper, paper_context, plain_context

__all__ = ["Paper", "RenderingFailed", "draw", "render", "warm_up"]

SECONDS = 15.0
CHILDREN = 2  # a slow document holds one of them; the next document takes the other
RECYCLE_AFTER = 200
PROJECT = Path(__file__).resolve().parent.parent
PAPERS = PROJECT / "templates/documents/pdf"
VERSIONS = (1, 2)  # each a folder of templates with its stylesheet; content is drawn by the one it was frozen for
TEMPLATES = {f"v{version}/{path.stem}" for version in VERSIONS for path in PAPERS.glob(f"v{version}/[!_]*.html")}
SIZES_SINCE = 2  # the first version that knows other paper than A4
PLAIN = "plain"
LABEL = "label/label"
TIGHT = "html { font-size: 8.8pt } html.a5 { font-size: 7.6pt }"
MILLIMETRE = 96 / 25.4  # in the pixels of CSS
ROLL_MARGINS = 13  # mm above and below, as in the stylesheet

logger = logging.getLogger(__name__)


class RenderingFailed(Exception):
    """Neither the document's own template nor the plain one came to an end."""


# --- our side --------------------------------------------------------------------------------------------------------
def render(paper: Paper, *, seconds: float = SECONDS) -> bytes:
    """The PDF of a document; safe to call from any thread, never takes longer than three times the time given.

    The plain template is for what the document's own cannot draw, or not in time; a child that went down is no such reason yet.
    """
    own, packed = _template_of(paper), functools.partial(_packed, paper)
    with _borrowed_child() as child:
        try:
            return _asked_twice(child, packed(own), seconds=seconds)
        except NotStarted as error:  # nor is one that does not come up: the next look tries again
            raise RenderingFailed(paper.number) from error
        except ChildFailed as error:
            logger.warning("%s was not drawn by the template %s: %s", paper.number, own, error)
        try:
            return child.ask(packed(PLAIN), seconds=seconds)
        except ChildFailed as error:
            raise RenderingFailed(paper.number) from error


def _asked_twice(child: Child, request: bytes, *, seconds: float) -> bytes:
    try:
        return child.ask(request, seconds=seconds)
    except Died:
        return child.ask(request, seconds=seconds)


def warm_up() -> None:
    """Start a child before the first document needs it."""
    with _borrowed_child() as child:
        child.running()


def stop() -> None:
    """Let the children end; the next document starts one anew."""
    children = _children()
    while not children.empty():
        children.get().stop()
    _children.cache_clear()


@functools.cache
def _children() -> "queue.LifoQueue[Child]":
    """Last in, first out: the child that is warm is taken before one that was never started."""
    children: queue.LifoQueue[Child] = queue.LifoQueue()
    for _ in range(CHILDREN):
        children.put(Child("documents.rendering", recycle_after=RECYCLE_AFTER))
    return children


@contextlib.contextmanager
def _borrowed_child() -> Iterator[Child]:
    child = _children().get()
    try:
        yield child
    finally:
        _children().put(child)


def render_label(content: dict[str, Any], *, language: str) -> bytes:
    """The PDF of a label (see documents/labels.py). Raises RenderingFailed."""
    paper = Paper(
        kind="label",
        number="",
        issued_at="",
        language=language,
        fingerprint="",
        template_version=0,
        content=content,
        assets={},
    )
    with _borrowed_child() as child:
        try:
            return _asked_twice(child, _packed(paper, LABEL), seconds=SECONDS)
        except ChildFailed as error:
            raise RenderingFailed("label") from error


def _template_of(paper: Paper) -> str:
    template = f"v{paper.template_version}/{paper.kind}"
    return template if template in TEMPLATES else PLAIN


def _packed(paper: Paper, template: str) -> bytes:
    fields = {field.name: getattr(paper, field.name) for field in dataclasses.fields(paper)}
    fields["assets"] = {key: base64.b64encode(data).decode() for key, data in paper.assets.items()}
    return json.dumps({"template": template, "paper": fields}).encode()


# --- the child's side ------------------------------------------------------------------------------------------------
def main() -> None:
    settings.configure(
        INSTALLED_APPS=[],
        LANGUAGES=[(code, code) for code in LANGUAGES],
        LOCALE_PATHS=[PROJECT / "locale"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [PROJECT / "templates"],
            }
        ],
    )
    django.setup()
    _rehearse()
    gc.freeze()  # what is loaded now stays; the collector need not walk through it for every document
    gc.set_threshold(400_000, 20, 50)  # a usual document is drawn without a halt; the pause after it is used instead
    serve(_answer)


def _rehearse() -> None:
    """Draw a document in each language, so that no real one waits for words, calendars and fonts to be read."""
    for language in LANGUAGES:
        paper = Paper(
            kind="intake_receipt",
            number="-",
            issued_at="2026-01-01T00:00:00+00:00",
            language=language,
            fingerprint="",
            template_version=VERSIONS[-1],
            content=BLANK,
            assets={},
        )
        draw(paper, template=_template_of(paper))


def _answer(body: bytes) -> bytes:
    request = json.loads(body)
    fields = request["paper"]
    fields["assets"] = {key: base64.b64decode(data) for key, data in fields["assets"].items()}
    return draw(Paper(**fields), template=request["template"])


def draw(paper: Paper, *, template: str) -> bytes:
    """The PDF, drawn in this very process; everybody but the child calls `render`."""
    language = paper.language if paper.language in LANGUAGES else "en"
    with translation.override(language):
        context = _context(paper, template)
        html = render_to_string(f"documents/pdf/{template}.html", context)
    given = {f"asset/{key}": ("image/png", data) for key, data in paper.assets.items()}
    if context["qr"]:
        given["qr"] = ("image/png", context["qr"])
    folder = template.partition("/")[0] if template != PLAIN else f"v{VERSIONS[-1]}"
    sheets = _press().sheets_of(folder, context.get("size", "a4"))
    return _press().pdf(html, sheets, given=given, identifier=paper.fingerprint.encode())


def _context(paper: Paper, template: str) -> dict[str, Any]:
    if template == LABEL:
        return label_context(paper.content)
    return plain_context(paper) if template == PLAIN else paper_context(paper)


@functools.cache
def _press() -> "Press":
    return Press()


class Press:
    """WeasyPrint with fonts and stylesheets read once."""

    def __init__(self) -> None:
        import weasyprint  # noqa: PLC0415 - only a child pays for it
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it would write the customers' words into the log
        self.weasyprint = weasyprint
        self.fonts = FontConfiguration()
        self.kept = {f"font/{name}": ("font/ttf", data) for name, data in faces(fonts_folder()).items()}
        self.fetcher = _fetcher(weasyprint.urls)
        self.fetcher.given = self.kept
        self.common = self._sheet((PAPERS / "common.css").read_text(encoding="utf-8"))
        self.sheets = {
            f"{path.parent.name}/{path.stem}": self._sheet(path.read_text(encoding="utf-8"))
            for path in PAPERS.glob("*/*.css")
        }
        self.tight = self._sheet(TIGHT)

    def sheets_of(self, folder: str, size: str) -> list[Any]:
        """No more rules than the paper needs: each costs time with every element."""
        own = self.sheets.get(f"{folder}/{size}")
        return [self.sheets[f"{folder}/paper"], *([own] if own else []), self.common]

    def pdf(self, html: str, sheets: list[Any], *, given: dict[str, tuple[str, bytes]], identifier: bytes) -> bytes:
        """A document that just misses one page is set smaller if that brings it onto one; a roll is cut to its length."""
        self.fetcher.given = self.kept | given
        source = self.weasyprint.HTML(string=html, base_url="paper:/", url_fetcher=self.fetcher)
        document = self._laid_out(source, sheets)
        if is_roll(document.pages[0]):
            cut(document.pages)
        elif len(document.pages) == 2:  # noqa: PLR2004 - two pages may be one
            smaller = self._laid_out(source, [*sheets, self.tight])
            document = smaller if len(smaller.pages) == 1 else document
        pdf: bytes = document.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=identifier)
        return pdf

    def _laid_out(self, source: Any, sheets: list[Any]) -> Any:
        return source.render(font_config=self.fonts, stylesheets=sheets, pdf_variant="pdf/a-3a")

    def _sheet(self, text: str) -> Any:
        return self.weasyprint.CSS(string=text, font_config=self.fonts, base_url="paper:/", url_fetcher=self.fetcher)


def cut(pages: list[Any]) -> None:
    """Each page of a roll is as long as what stands on it; the ink begins at its top, so only the end is moved."""
    for page in pages:
        (root,) = [box for box in page._page_box.children if box.element_tag == "html"]
        page.height = root.margin_height() + ROLL_MARGINS * MILLIMETRE


def is_roll(page: Any) -> bool:
    return bool(page.height > 1000 * MILLIMETRE)


def _fetcher(urls: Any) -> Any:
    """A fetcher for `paper:` names that were handed over with the document; nothing else exists for it."""

    class Fetcher(urls.URLFetcher):  # type: ignore[misc]
        given: dict[str, tuple[str, bytes]]

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002 - the signature is WeasyPrint's
            kind, data = self.given[url.removeprefix("paper:/")]
            return urls.URLFetcherResponse(url, data, {"Content-Type": kind})

    return Fetcher()


if __name__ == "__main__":
    main()
