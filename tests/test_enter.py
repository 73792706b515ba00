"""Enter in a field presses the first button of its form, wherever that stands: so the first must do what the form is for."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.models import SavedFilter
from customers.models import Contact, Customer, Label
from tests.pages import TEXT_TYPES
from tests.test_bad_input import ALL, make_shop, url_of

OURS = [each for each in ALL if not each.name.startswith("admin:")]
OFF = [("disabled",)]  # then Enter sends nothing
LOOKS = [("look",)]  # a scanner ends with Enter: the intake looks things up and saves nothing
ONE_LINE = TEXT_TYPES - {"hidden", "textarea"} | {"password", "time"}


@dataclass
class Pressable:
    """A form with its buttons in the order of the page: what each sends, and whether it is marked as the main one."""

    key: str
    has_line: bool = False
    buttons: list[tuple[tuple[str, ...], bool]] = field(default_factory=list)

    @property
    def misses_the_main_one(self) -> bool:
        sent = [what for what, _is_main in self.buttons]
        main = [what for what, is_main in self.buttons if is_main]
        is_harmless = sent[:1] in (OFF, LOOKS)
        return self.has_line and len(set(sent)) > 1 and sent[:1] != main[:1] and not is_harmless


class _Pressables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Pressable] = {}
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id", "") or f"{len(self.found)} {given.get('action', '')}"
            self.of(self.inside)
        elif owner := given.get("form", self.inside):
            self._field(self.of(owner), tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = ""

    def of(self, key: str) -> Pressable:
        return self.found.setdefault(key, Pressable(key))

    def _field(self, form: Pressable, tag: str, given: dict[str, str]) -> None:
        if tag == "button" and given.get("type", "submit") == "submit":
            sent = tuple(given[name] for name in ("name", "value", "formaction") if name in given)
            sent = ("disabled",) if "disabled" in given else sent[:1] if sent[:1] == ("look",) else sent
            is_main = "data-default" in given or "btn-primary" in given.get("class", "").split()
            form.buttons.append((sent, is_main))
        form.has_line |= tag == "input" and given.get("type", "") in ONE_LINE


def pressables_on(html: str) -> list[Pressable]:
    parser = _Pressables()
    parser.feed(html)
    return list(parser.found.values())


@pytest.mark.django_db
def test_enter_does_what_the_form_is_for() -> None:
    numbers = make_shop()
    ana = Customer.objects.get(number=numbers["customer"])
    contact = Contact.objects.create(first_name="Ion", last_name="Pop")
    ana.contact_links.create(contact=contact)
    Label.objects.create(name="Regular")
    SavedFilter.objects.create(
        owner=User.objects.get(is_superuser=True), page="customer_list", name="Cluj", query="city=Cluj"
    )
    client = Client()
    client.force_login(User.objects.get(is_superuser=True))
    urls = [url for each in OURS if (url := url_of(each.name, each.arguments, numbers))]
    urls.append(reverse("customer_contact", args=[ana.number, contact.pk]))
    wrong = [(url, form) for url in urls for form in pressables_on(page_at(client, url)) if form.misses_the_main_one]
    assert wrong == []


def page_at(client: Client, url: str) -> str:
    page: Any = client.get(url)
    if page.streaming:  # read to its end, a file is closed
        list(page.streaming_content)
    is_page = page.status_code == 200 and not page.streaming and "html" in page.headers["Content-Type"]
    return str(page.content.decode()) if is_page else ""
