"""A signed-in member of staff who asks the real server for whole pages."""

from __future__ import annotations

import http.client
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Page:
    status: int
    body: bytes
    location: str


class Visitor:
    def __init__(self, port: int, user: User) -> None:
        self.port, self.user = port, user
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.token = secrets.token_hex(16)
        self.session = _session(user)
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={self.token}"

    def get(self, path: str, **headers: str) -> Page:
        """A page that sends somewhere else (to the sign-in, say) is no page, however fast it is."""
        page = self._ask("GET", path, None, headers)
        if page.status >= HTTPStatus.MULTIPLE_CHOICES:
            message = f"GET {path} answered {page.status}, and leads to {page.location}"
            raise RuntimeError(message)
        return page

    def post(self, path: str, fields: dict[str, Any]) -> Page:
        body = urlencode({**fields, "csrfmiddlewaretoken": self.token})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def begin(self, path: str) -> bytes:
        """The first piece of the answer; the rest is not waited for."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", path, None, {"Cookie": self.cookies})
        response = connection.getresponse()
        first = response.read(1)
        connection.close()
        return first

    def client(self) -> Client:
        """The same person inside this process."""
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return client

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Page:
        self.connection.request(method, path, body, {"Cookie": self.cookies, **headers})
        response = self.connection.getresponse()
        page = Page(response.status, response.read(), response.headers.get("Location", ""))
        if page.status >= HTTPStatus.BAD_REQUEST:
            message = f"{method} {path} answered {page.status}:\n{page.body[:2000].decode(errors='replace')}"
            raise RuntimeError(message)
        return page


def _session(user: User) -> str:
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)
