"""The two foldings, PostgreSQL's for storing and Python's for marking, say the same."""

import pytest
from django.db import connection

from core import folding

LETTERS = (
    "AZaz09ăâîșțşţĂÂÎȘȚāčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽéèêëàâçôùûïüÿœæßøłđабвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГЁЖЙЩЮЯіїєґў'’.-"
)


def sql(function: str, text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [text])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_every_letter_folds_alike() -> None:
    assert [sql("shop_fold", letter) for letter in LETTERS] == [folding.fold(letter) for letter in LETTERS]


@pytest.mark.django_db
def test_what_is_plain_folds_alike_without_asking_the_database() -> None:
    letters = [*map(chr, range(1, 128)), *folding.BY_SOUND, *folding.ACCENTED, *map(str.upper, folding.ACCENTED)]
    assert [letter for letter in letters if not folding.is_plain(letter)] == []
    assert [sql("shop_words", f"a{each}b").split() for each in letters] == [
        folding.plain_words(f"a{each}b") for each in letters
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Зубков Алексей", " zubkov aleksei"),
        ('ИЧП "Строганов НИ"', " ichp stroganov ni"),
        ("Ștefănescu Țurcanu", " stefanescu turcanu"),
        ("S\u0327tefa\u0306nescu", " stefanescu"),
        ("Ēriks Kalniņš", " eriks kalnins"),
        ("andrei.popescu@gmail.com", " andrei popescu gmail com"),
        ("O'Brien", " obrien"),
        ("Щукин", " shchukin"),
        ("", " "),
    ],
)
def test_words(text: str, words: str) -> None:
    assert sql("shop_words", text) == words


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "joined"), [("Nord S.R.L.", " nord srl"), ("Anne-Marie", " annemarie"), ("Ana", "")])
def test_joined(text: str, joined: str) -> None:
    assert sql("shop_joined", text) == joined


@pytest.mark.django_db
@pytest.mark.parametrize("plate", ["N123AP", "н123ар", "Н123АР", "h123ap", "h 123-ap"])
def test_a_plate_is_one_family_in_every_spelling(plate: str) -> None:
    assert sql("shop_plate", plate) == "H123AP"
    assert folding.plate_family(plate) == "H123AP"
