from __future__ import annotations

import pytest
from django.db import connections

from repairshop.checks import web_role_owns_no_archive


@pytest.mark.django_db
def test_the_web_role_is_as_it_should_be() -> None:
    assert web_role_owns_no_archive(None, databases=["default"]) == []


@pytest.mark.django_db
def test_without_a_database_nothing_is_asked() -> None:
    assert web_role_owns_no_archive(None, databases=None) == []


def test_the_owner_may_not_serve_pages(own_database: str) -> None:
    settings = connections["default"].settings_dict
    web = {name: settings[name] for name in ("USER", "PASSWORD")}
    connections["default"].close()
    try:
        settings.update({name: connections["owner"].settings_dict[name] for name in web})
        found = web_role_owns_no_archive(None, databases=["default"])
    finally:
        connections["default"].close()
        settings.update(web)
    assert [error.id for error in found] == ["repairshop.E002"]
    assert "documents_document" in found[0].msg
