from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from devices.catalogue import by_imei

pytestmark = pytest.mark.django_db


def run(folder: Path, text: str) -> list[str]:
    path, out = folder / "codes.csv", StringIO()
    path.write_text(text)
    call_command("load_catalogue", str(path), stdout=out)
    return out.getvalue().splitlines()


def test_an_imei_then_names_its_phone(tmp_path: Path) -> None:
    assert run(tmp_path, "tac,brand,model\n35104463,Apple,iPhone 13\n") == [
        "1 read: 1 new, 0 changed, 0 as before, 0 left out."
    ]
    assert str(by_imei("35 104463 048273 8")) == "35104463 Apple iPhone 13"
    assert by_imei("35104499") is None


def test_again_it_changes_only_what_differs(tmp_path: Path) -> None:
    run(tmp_path, "tac,brand,model\n35104463,Apple,iPhone\n49013920,Nokia,1610\n")
    out = run(tmp_path, "tac,name,model\n35104463,Apple,iPhone 13\n49013920,Nokia,1610\n49502220,Nokia,1620\n")
    assert out == ["3 read: 1 new, 1 changed, 1 as before, 0 left out."]
    assert str(by_imei("351044630482738")) == "35104463 Apple iPhone 13"


def test_bad_rows_are_named(tmp_path: Path) -> None:
    assert run(tmp_path, "tac,brand,model\n123,X,Y\n35104463,Apple,\n49013920,Nokia,1610\n") == [
        "Row 2: “123” is no code of eight digits.",
        "Row 3: no model stands beside 35104463.",
        "3 read: 1 new, 0 changed, 0 as before, 2 left out.",
    ]


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="tac and model"):
        run(tmp_path, "name,size\na,1\n")
