"""Paper: what is printed, in whose language, and what happens to a text that would not be drawn."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from documents import rendering
from documents.child import Child, ChildFailed
from tests.documents import papers

LETTERS = {
    "ro": "Zgârieturi pe ramă; șapte țări, ȘI ÎN ȚARĂ",
    "lv": "Ņemot vērā šķēršļus, ģērbies ķīļa čaulā",
    "ru": "Щёлкает съёмный экран, объём не проверен",
    "fr": "Où est passée l’autonomie de l’œil ? Ça dépend.",
    "en": "The screen doesn’t react – “half” of it",
}
HOSTILE = {
    "many lines": "\n".join(f"line {number}" for number in range(400)),
    "no width": "\u200b\u200c\u2060\ufeff\u00ad" * 800,
    "one endless word": "W" * 4000,
    "right to left": "مرحبا שלום \u202eturned\u202c " * 100,
    "emoji": "📱👨\u200d👩\u200d👧 日本語 " * 100,
    "control characters": "a\x00b\x07c\x1bd\ud800e\ufffef\x85g\u2028h",
    "markup": "</p><script>x</script><img src=file:///etc/passwd>{{ settings }}{% now %}&amp;",
    "piled accents": ("a" + "\u0301" * 300) * 12,
}


@pytest.fixture(autouse=True, scope="module")
def _own_children() -> Iterator[None]:
    yield
    rendering.stop()


def text_of(pdf: bytes) -> str:
    """All words, whatever lines they were set in."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def busy_child() -> Child:
    return rendering._children().queue[-1]


def test_receipt_says_who_what_when_and_how_much() -> None:
    text = text_of(rendering.render(papers.receipt("en")))
    for words in (
        "Intake receipt",
        "IR-2026-000112 of 16 November 2026",
        "Atelier Nord S.R.L.",
        "RO 18547290 · J12/2209/2011",
        "Andrei Popescu",
        "+40 722 418 905",
        "Apple iPhone 13, 128 GB, albastru",
        "35 104463 048273 8",
        "K7M4QX",
        "Wednesday, 18 November 2026, 17:00",
        "1,950.00",
        "7f3a 91c2 0be4",
        "page 1 of 1",
        "Popescu A. · …418 905",
    ):
        assert words in text


def test_handover_says_what_was_done_and_who_collected() -> None:
    text = text_of(rendering.render(papers.handover("en")))
    for words in ("Hand-over report", "Ecran înlocuit", "Maria Popescu", "1,150.00", "until 19/05/2027"):
        assert words in text
    assert "tie it to the device" not in text


@pytest.mark.parametrize("language", ["en", "ro", "lv", "ru", "fr"])
def test_letters_of_the_five_languages_are_printed_with_our_own_fonts(language: str) -> None:
    paper = papers.receipt(language, order=papers.content(language, reported_fault=LETTERS[language])["order"])
    drawn = rendering.render(paper)
    assert LETTERS[language] in text_of(drawn)
    pdf: Any = PdfReader(io.BytesIO(drawn))
    assert pdf.root_object["/Lang"] == language
    fonts = [font.get_object() for font in pdf.pages[0]["/Resources"]["/Font"].values()]
    assert {font["/BaseFont"].split("+")[1] for font in fonts} == {"Paper", "Paper-Semi-Bold", "Paper-Mono-Bold"}
    assert all("/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts)


def test_dates_and_amounts_follow_the_language() -> None:
    assert "miercuri, 18 noiembrie 2026, 17:00" in text_of(rendering.render(papers.receipt("ro")))
    assert "1.950,00 lei" in text_of(rendering.render(papers.receipt("ro")))
    assert "среда, 18 ноября 2026" in text_of(rendering.render(papers.receipt("ru")))


def test_document_is_tagged_titled_and_the_same_each_time() -> None:
    first = rendering.render(papers.receipt("en"))
    pdf: Any = PdfReader(io.BytesIO(first))
    assert pdf.metadata.title == "Intake receipt IR-2026-000112"
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert b"pdfaid:part" in pdf.root_object["/Metadata"].get_object().get_data()
    assert rendering.render(papers.receipt("en")) == first


def test_what_is_empty_leaves_no_label() -> None:
    paper = papers.receipt("en", order=papers.content("en", estimated_cost="", accessories="", condition="")["order"])
    text = text_of(rendering.render(paper))
    assert "Estimated cost" not in text
    assert "Handed in" not in text
    assert "Condition" not in text
    assert "Serial no. —" in text


def test_checklist_and_signature_are_drawn_when_there_are_any() -> None:
    checks = [{"label": "Touch", "state": "bad"}, {"label": "Face ID", "state": "unknown"}]
    paper = papers.receipt("en", checklist=checks, signatures={"customer": papers.LOGO_KEY})
    text = text_of(rendering.render(paper))
    assert "Touch" in text
    assert "Face ID: not tested" in text
    assert "signed on the screen, 16/11/2026, 10:06" in text


def test_long_texts_run_over_pages_that_are_counted() -> None:
    paper = papers.receipt("en", order=papers.content("en", reported_fault=HOSTILE["many lines"])["order"])
    text = text_of(rendering.render(paper))
    assert "page 2 of 9" in text
    assert "line 399" in text


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_ends_in_a_document(name: str) -> None:
    order = papers.content("en", reported_fault=HOSTILE[name], accessories=HOSTILE[name][:500])["order"]
    pdf = PdfReader(io.BytesIO(rendering.render(papers.receipt("en", order=order))))
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Intake receipt IR-2026-000112"


@pytest.mark.slow
def test_ten_thousand_lines_end_in_a_document() -> None:
    lines = "\n".join(f"line {number}" for number in range(10_000))
    order = papers.content("en", reported_fault=lines)["order"]
    text = text_of(rendering.render(papers.receipt("en", order=order)))
    assert "IR-2026-000112" in text
    assert "line 399" in text


def test_markup_in_a_text_is_only_text() -> None:
    order = papers.content("en", reported_fault=HOSTILE["markup"])["order"]
    text = text_of(rendering.render(papers.receipt("en", order=order)))
    assert "</p><script>x</script><img src=file:///etc/passwd>" in text
    assert "{{ settings }}{% now %}&amp;" in text


def test_content_of_the_wrong_shape_is_printed_plainly() -> None:
    paper = replace(papers.receipt("en"), content={"customer": "only a name", "order": None})
    assert "only a name" in text_of(rendering.render(paper))


def test_unknown_kind_is_printed_plainly() -> None:
    text = text_of(rendering.render(replace(papers.receipt("en"), kind="treaty")))
    assert "Andrei Popescu" in text


def test_killed_child_is_replaced() -> None:
    rendering.render(papers.receipt())
    process = busy_child().process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert "K7M4QX" in text_of(rendering.render(papers.receipt()))


def test_child_killed_in_the_middle_is_no_reason_for_the_plain_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    ask = Child.ask

    def die_first(child: Child, body: bytes, *, seconds: float) -> bytes:
        asked.append(body)
        if len(asked) == 1:
            threading.Timer(0.3, child.running().kill).start()
        return ask(child, body, seconds=seconds)

    monkeypatch.setattr(Child, "ask", die_first)
    slow = papers.receipt("en", order=papers.content("en", reported_fault="word " * 20_000)["order"])
    assert "order / reported fault" not in text_of(rendering.render(slow))
    assert len(asked) == 2


def test_document_over_its_time_falls_back_to_plain_and_holds_up_nobody() -> None:
    slow = papers.receipt("en", order=papers.content("en", reported_fault="word " * 200_000)["order"])
    results: list[bytes] = []
    thread = threading.Thread(target=lambda: results.append(rendering.render(slow, seconds=4)))
    thread.start()
    time.sleep(0.2)
    assert "K7M4QX" in text_of(rendering.render(papers.receipt()))
    assert thread.is_alive()
    thread.join()
    assert "order / reported fault" in text_of(results[0])


def test_two_over_their_time_at_once_hold_up_the_next_no_longer_than_that() -> None:
    slow = papers.receipt("en", order=papers.content("en", reported_fault="word " * 200_000)["order"])
    with ThreadPoolExecutor(2) as desks:
        drawn = [desks.submit(rendering.render, slow, seconds=4) for _desk in range(rendering.CHILDREN)]
        time.sleep(0.2)
        assert "K7M4QX" in text_of(rendering.render(papers.receipt()))
        for each in drawn:
            assert "order / reported fault" in text_of(each.result())


def test_document_that_nothing_can_draw_says_so() -> None:
    with pytest.raises(rendering.RenderingFailed):
        rendering.render(papers.receipt(), seconds=0.0)


def test_child_is_recycled() -> None:
    child = Child("documents.rendering", recycle_after=1)
    child.ask(rendering._packed(papers.receipt(), "plain"), seconds=15)
    assert child.process is None


def test_child_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    child = Child("documents.rendering", recycle_after=9)
    process = child.running()
    environment = Path(f"/proc/{process.pid}/environ")
    if environment.exists():
        assert b"DATABASE_URL" not in environment.read_bytes()
    child.stop()


def test_child_that_swells_dies(tmp_path: Path) -> None:
    (tmp_path / "swelling.py").write_text(
        "from documents.child import serve\n"
        "def answer(body: bytes) -> bytes:\n"
        "    return bytes(len(b'x' * 700_000_000))\n"
        "serve(answer)\n"
    )
    child = Child("swelling", recycle_after=9)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tmp_path))
        with pytest.raises(ChildFailed):
            child.ask(b"", seconds=10)
    assert child.process is None


def test_child_of_a_large_parent_works(tmp_path: Path) -> None:
    (tmp_path / "lasting.py").write_text(
        "import time\n"
        "from documents.child import serve\n"
        "def answer(body: bytes) -> bytes:\n"
        "    time.sleep(0.5)\n"
        "    return body\n"
        "serve(answer)\n"
    )
    code = (
        "from documents.child import Child\n"
        "large = b'x' * 700_000_000\n"
        "print(Child('lasting', recycle_after=9).ask(b'whole', seconds=10))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    parent = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert parent.stdout == "b'whole'\n", parent.stderr


def test_child_dies_with_its_parent() -> None:
    code = (
        "import os\n"
        "from documents.child import Child\n"
        "child = Child('documents.rendering', recycle_after=9)\n"
        "print(child.running().pid, flush=True)\n"
        "os._exit(9)\n"
    )
    parent = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert gone(int(parent.stdout), within=5)


def gone(pid: int, *, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if _is_zombie(pid):
            return True
        time.sleep(0.05)
    return False


def _is_zombie(pid: int) -> Any:
    """A container without an init keeps orphans as zombies: dead enough."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


def test_web_process_never_loads_weasyprint() -> None:
    code = "import sys; import documents.rendering; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
