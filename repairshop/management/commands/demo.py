"""Fill an empty shop with the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.roles import ROLES
from repairshop.demo import Login, NotEmpty, fill


class Command(BaseCommand):
    help = "Fill an empty shop with believable staff, customers, devices and a year of repairs."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            logins = fill()
        except NotEmpty:
            self.stdout.write("This shop has a name or customers of its own, so it was not filled with the demo.")
            return
        self.stdout.write("This is the demo shop Atelier Nord. Sign in as:")
        for login in logins:
            self.stdout.write(_line(login))


def _line(login: Login) -> str:
    role = next(str(role.label) for role in ROLES if role.code == login.role)
    return f"  {role:<14} {login.username:<8} {login.password or '(the password this account has)'}"
