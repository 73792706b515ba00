"""The administration has no way in of its own."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admin_s_own_login_leads_to_the_shop_s(method: str) -> None:
    user = staff("administrator", is_staff=True)
    user.set_password("repair-shop-test")
    user.save()
    client = Client()
    send = getattr(client, method)
    response = send("/admin/login/?next=/admin/", {"username": user.username, "password": "repair-shop-test"})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")
    assert client.get("/admin/").status_code == 302


def test_who_is_signed_in_without_the_right_is_refused() -> None:
    client = Client()
    client.force_login(staff("front_desk"))
    assert client.get("/admin/", follow=True).status_code == 403
