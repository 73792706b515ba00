"""The shop as it is served: by a real process, to a real browser."""

from playwright.sync_api import Page

from tests.e2e.conftest import Complaints, Shop


def test_the_login_page_opens_without_complaint(page: Page, live_shop: Shop) -> None:
    response = page.goto("/")
    assert response
    assert response.status == 200
    assert page.url.startswith(live_shop.address("/accounts/login/"))


def test_a_script_that_does_not_belong_to_the_shop_is_refused(page: Page, complaints: Complaints) -> None:
    page.goto("/")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.bad = 1'}))"
    )
    assert page.evaluate("window.bad") is None
    assert "Content Security Policy" in complaints.said.pop()
