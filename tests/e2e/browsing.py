"""What browser tests say often."""

import os
from contextlib import suppress

from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, ViewportSize
from playwright.sync_api import TimeoutError as TooLate

from accounts.models import User
from tests.databases import ROOT

PICTURES = "REPAIRSHOP_PICTURES"  # in the environment: they are kept, and the dark is looked at as well
SCREENSHOTS = ROOT / "var" / "screenshots"
DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


def sign_in(page: Page, user: User) -> None:
    """Give the browser a session of that user, without the way over the login page."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "domain": "127.0.0.1", "path": "/"}])


def fits(page: Page) -> bool:
    """No sideways scrolling, once the layout has followed the size of the window."""
    size = page.viewport_size
    assert size
    script = "width => window.innerWidth === width && document.scrollingElement.scrollWidth <= width"
    with suppress(TooLate):
        page.wait_for_function(script, arg=size["width"], timeout=3000)
        return True
    return False


def shoot(page: Page, name: str) -> None:
    """A page wider than its screen fails, at the desk and on a phone; bin/test --all keeps pictures, light and dark."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for viewport in (DESK, PHONE):
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark") if PICTURES in os.environ else ():
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.screenshot(path=SCREENSHOTS / f"{name}-{viewport['width']}-{scheme}.png", full_page=True)
        assert fits(page), f"{name} is wider than a screen of {viewport['width']}"
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESK)


def tab_to(page: Page, target: Locator, *, most: int = 40) -> None:
    """As many tabs as it takes; every stop on the way must be seen to have the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
        assert page.evaluate("document.activeElement.getClientRects().length > 0"), "the focus stands on nothing seen"
    message = f"{target} is not reached"
    raise AssertionError(message)
