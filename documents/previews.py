"""Paper that is not archived: previews before a document is issued, and copies of issued ones on another size."""

from __future__ import annotations

from copy import copy as copy_of
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, override

from core import clock
from documents import files, rendering, samples
from documents.actions import assets_of, completed
from documents.kinds import TEMPLATE_VERSIONS, DocumentKind
from documents.letterhead import shop_part
from documents.paper import Paper

if TYPE_CHECKING:
    from core.models import Shop


def preview(kind: DocumentKind, content: dict[str, Any], language: str) -> bytes:
    """The PDF that a document issued now would be, but with a line that says it is none. Raises rendering.RenderingFailed."""
    finished = completed(kind, content, language)
    with override(language):
        number = gettext("Preview")
    return rendering.render(
        Paper(
            kind=kind,
            number=number,
            issued_at=clock.frozen(clock.now()),
            language=language,
            fingerprint="",
            template_version=TEMPLATE_VERSIONS[kind],
            content={**finished, "paper": {**finished["paper"], "preview": True}},
            assets=assets_of(finished),
        )
    )


def sample(shop: Shop, kind: DocumentKind, language: str, *, changes: dict[str, Any]) -> bytes:
    """A preview with a made-up repair; `changes` are fields of the shop that are not saved yet."""
    shop = copy_of(shop)
    for name, value in changes.items():
        setattr(shop, name, value)
    with override(language):
        content: Any = samples.sample(kind, shop=shop_part(shop), currency=shop.currency)
    return preview(kind, completed(kind, content, language, shop=shop), language)


def copy(number: str, size: str) -> bytes:
    """An issued document on paper of another size, from its frozen content; the archived file stays what it is."""
    paper = files.paper(number)
    content = {**paper.content, "paper": {**(paper.content.get("paper") or {}), "size": size}}
    return rendering.render(
        Paper(
            **{
                **vars(paper),
                "content": content,
                "template_version": max(paper.template_version, rendering.SIZES_SINCE),
            }
        )
    )
