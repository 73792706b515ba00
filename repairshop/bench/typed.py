"""What is typed into the search box: forty strings in four languages and two alphabets."""

from __future__ import annotations

from repairshop.seeding import records

FIXED = (
    # names everybody has
    "popescu", "Иванов", "bērziņš", "martin", "ivanov", "kalnins", "stefanescu", "Щербаков", "lefevre", "мария",
    # two and three words
    "andrei popescu", "jānis bērziņš", "Сергей Смирнов", "jean martin", "popa maria florești", "iphone andrei popescu",
    "volkswagen golf popescu", "елена иванова казань",
    # parts of mail addresses, punctuation and all
    "andrei.pop", "ivanov@", "gmail.example",
    # one and two letters
    "p", "po", "и", "жу",
    # what is nowhere
    "qqqzzzq", "xyzzy 99999999999",
)  # fmt: skip


def strings() -> list[str]:
    """The fixed ones, and of the shop's own records what people remember of them."""
    who, other = records.customer(137), records.customer(511)
    phone = next(thing for thing in map(records.device, range(100, 400)) if thing.imei)
    car = next(thing for thing in map(records.device, range(100, 400)) if thing.plate.isascii() and thing.plate)
    plate = next(
        thing.plate for thing in map(records.device, range(100, 900)) if thing.plate and not thing.plate.isascii()
    )
    return [
        *FIXED,
        f"{who.called.first} {who.called.last}",
        other.called.last,
        who.phone.e164,
        who.phone.national[-4:],
        other.phone.national[2:8],
        phone.imei,
        phone.imei[-6:],
        car.vin,
        car.plate.replace(" ", "").lower(),
        plate[:6],
        "CLT-000137",
        records.slip_code(700),
        "WO-2026-0000",
    ]
