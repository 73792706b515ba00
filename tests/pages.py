"""Every address and every form of the site, found by walking the resolver: for tests that must forget none."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, URLResolver, get_resolver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OUR_APPS = ("accounts", "core", "customers", "devices", "documents", "repairs", "repairshop")
TEXT_TYPES = {"text", "search", "tel", "email", "url", "number", "date", "datetime-local", "hidden", "textarea", ""}


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: its name (with namespace), the names of its arguments, its view."""

    name: str
    arguments: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def is_ours(self) -> bool:
        return self.view.__module__.split(".")[0] in OUR_APPS and ":" not in self.name


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: list[Any], namespace: str, outer: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        arguments = (*outer, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, arguments)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Address(f"{namespace}{pattern.name}", arguments, pattern.callback)


@dataclass
class PageForm:
    method: str = "get"
    action: str = ""
    values: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)  # names of the fields one types into
    choices: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(PageForm(given.get("method", "get").lower(), given.get("action", "")))
        elif self.forms and tag in {"input", "select", "textarea", "button"} and given.get("name"):
            self._field(self.forms[-1], tag, given)

    def _field(self, form: PageForm, tag: str, given: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "") if tag == "input" else tag
        if name == "csrfmiddlewaretoken" or kind in {"button", "submit", "file", "password"}:
            return
        if kind in {"checkbox", "radio"} and "checked" not in given and name in form.values:
            return
        form.values[name] = given.get("value", "")
        target = form.texts if kind in TEXT_TYPES else form.choices
        if name not in target:
            target.append(name)


def forms_on(html: str) -> list[PageForm]:
    parser = _Forms()
    parser.feed(html)
    return parser.forms


class NotedQuery(QueryDict):
    """The query of an address that notes which of its names are looked up; so do its copies."""

    read: ClassVar[set[str]] = set()

    def __init__(self, query: str | bytes | None = None, mutable: bool = False, encoding: str | None = None) -> None:
        self.is_made = False
        super().__init__(query, mutable, encoding)
        self.is_made = True

    def note(self, key: object) -> None:
        if self.is_made:
            self.read.add(str(key))

    def __getitem__(self, key: str) -> Any:
        self.note(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.note(key)
        return super().__contains__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        self.note(key)
        return super().getlist(key, default)


def note_reading(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that gives pages such a query."""

    def noting(request: HttpRequest) -> HttpResponse:
        request.GET = NotedQuery(request.GET.urlencode())  # type: ignore[assignment]
        return get_response(request)

    return noting
