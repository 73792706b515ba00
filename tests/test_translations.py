"""Every text of the screen and of paper stands in every language, with the same placeholders and the right plurals."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext
from django.utils.translation.template import templatize
from pypdf import PdfReader

from documents import rendering
from tests.documents import papers
from tests.factories import shop, staff
from tests.pages import OUR_APPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
KEYWORDS: dict[str, Any] = {
    name + lazy: parts
    for name, parts in {
        "_": None,
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy")
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|<[^>]+>")
QUOTED = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
IN_TEMPLATE = re.compile(rf"\b(_|n?p?gettext)\(({QUOTED}(?:\s*,\s*{QUOTED})*)", re.DOTALL)

type Text = tuple[str | None, str]  # context and English words


def texts_of_code(path: Path) -> Iterator[Text]:
    for _line, words, _comments, context in extract_from_file("python", path, keywords=KEYWORDS):
        yield context, words if isinstance(words, str) else words[0]


def texts_of_template(path: Path) -> Iterator[Text]:
    for name, quoted in IN_TEMPLATE.findall(templatize(path.read_text())):
        words = ast.literal_eval(f"({quoted},)")
        yield (words[0], words[1]) if "pgettext" in name else (None, words[0])


def texts() -> dict[Text, Path]:
    """Everything marked for translation, and a place where it stands."""
    found: dict[Text, Path] = {}
    for app in OUR_APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                found |= dict.fromkeys(texts_of_code(path), path)
    for path in (ROOT / "templates").rglob("*.html"):
        found |= dict.fromkeys(texts_of_template(path), path)
    return found


def catalog(language: str) -> Catalog:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(words: Any) -> list[str]:
    return [words] if isinstance(words, str) else list(words)


def test_texts_are_found_in_code_and_in_templates() -> None:
    found = texts()
    assert {(None, "Awaiting approval"), (None, "Save"), ("deed", "Open"), (None, "%(n)s device")} <= found.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    known = catalog(language)
    missing = []
    for (context, words), path in texts().items():
        message = known.get(words, context)
        if message is None or message.fuzzy or not all(forms(message.string)):
            missing.append(f"{path.relative_to(ROOT)}: {words}")
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language: str) -> None:
    for message in catalog(language):
        if message.id:
            kept = sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
            assert [sorted(PLACEHOLDER.findall(form)) for form in forms(message.string)] == [kept] * len(
                forms(message.string)
            ), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_shouts_and_letters_are_the_right_ones(language: str) -> None:
    words = " ".join(form for message in catalog(language) if message.id for form in forms(message.string))
    assert not set("!şţŞŢ") & set(words)  # Romanian has a comma below, not a cedilla


@pytest.mark.parametrize(
    ("language", "days"),
    [
        ("ro", {1: "1 zi", 5: "5 zile", 19: "19 zile", 20: "20 de zile", 101: "101 zile"}),
        ("lv", {1: "1 diena", 5: "5 dienas", 11: "11 dienas", 21: "21 diena"}),
        ("fr", {0: "0 jour", 1: "1 jour", 2: "2 jours"}),
        ("ru", {1: "1 день", 2: "2 дня", 5: "5 дней", 11: "11 дней", 21: "21 день", 22: "22 дня"}),
    ],
)
def test_counted_words(language: str, days: dict[int, str]) -> None:
    with translation.override(language):
        said = {count: ngettext("%(days)d day", "%(days)d days", count) % {"days": count} for count in days}
    assert said == days


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ro", "Fișe service"),
        ("lv", "Klienti"),
        ("fr", "Interventions"),
        ("ru", "Клиенты"),
    ],
)
def test_pages_speak_the_language_of_who_reads(language: str, words: str) -> None:
    shop()
    client = Client()
    client.force_login(staff("manager", language=language))
    assert words in client.get(reverse("help")).content.decode() + client.get(reverse("order_list")).content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ro", ("Fișă de primire în service", "Taxă constatare", "pagina 1 din 1", "Termen promis")),
        ("lv", ("Pieņemšanas kvīts", "Diagnostikas maksa", "1. lapa no 1", "Norādītais defekts")),
        ("fr", ("Bon de prise en charge", "Forfait diagnostic", "page 1 sur 1", "Panne signalée")),
        ("ru", ("Приёмная квитанция", "Диагностика", "стр. 1 из 1", "Заявленная неисправность")),
    ],
)
def test_receipts_speak_the_language_of_the_customer(language: str, words: tuple[str, ...]) -> None:
    pages = PdfReader(io.BytesIO(rendering.render(papers.receipt(language)))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert [word for word in words if word not in text] == []
