"""The one place that knows how views say who may, and how htmx asks."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from django.core.exceptions import PermissionDenied
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from accounts.models import User

type View = Callable[..., HttpResponseBase]
# What forms carry along beside what somebody typed: who sent what when, and where to go on.
CARRIED = {
    "csrfmiddlewaretoken", "nonce", "version", "seen", "next", "to", "query", "of", "filled", "row", "key", "draft", "checks_of",
    "signature", "everything", "confirmed",
}  # fmt: skip
MANAGED = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")


def needs(*permissions: str) -> Callable[[View], View]:
    """Who is signed in but lacks one of the permissions gets 403. (Who is not signed in never comes this far.)"""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perms(permissions):
                raise PermissionDenied(_("Your role does not include this. Ask a manager."))
            return view(request, *args, **kwargs)

        guarded.needs = permissions  # type: ignore[attr-defined]
        return guarded

    return decorate


def for_all_staff(view: View) -> View:
    """A page that everybody who is signed in may open."""
    view.needs = ()  # type: ignore[attr-defined]
    return view


def staff(request: HttpRequest) -> User:
    """The member of staff who asks; SignInMiddleware has let in nobody else."""
    user: Any = request.user
    return user  # type: ignore[no-any-return]


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page (and not for a whole one through a boosted link)."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def has_left(request: HttpRequest) -> bool:
    """Whether the browser has given its question up already: with each letter typed it asks anew."""
    asked = request.META.get("waitress.client_disconnected")
    return bool(asked and asked())


def form_page(request: HttpRequest) -> str:
    """The path of the page from which a form was sent; empty when it came from elsewhere."""
    sender = request.headers.get("Referer", "")
    here = url_has_allowed_host_and_scheme(sender, {request.get_host()}, require_https=request.is_secure())
    return urlunsplit(("", "", *urlsplit(sender)[2:4], "")) if here else ""


def typed_texts(request: HttpRequest) -> list[str]:
    """What somebody wrote into a form that came too late: whatever it was about is gone, its text is not.

    Of an address that leads nowhere nothing is read: nobody has looked yet whether it can be.
    """
    if request.resolver_match is None:
        return []
    names = [name for name in request.POST if not (name in CARRIED or name.endswith(MANAGED) or "pass" in name)]
    return [text for name in names if (text := request.POST[name].replace("\0", "").strip())]
