"""What stands in each seeded record. Every record is drawn from its own place alone, so none has to be remembered."""

from __future__ import annotations

import base64
from functools import cache
from random import Random
from typing import NamedTuple

from repairs.models import SLIP_ALPHABET, SLIP_LENGTH
from repairshop.demo.things import FAULTS, LEFT, Fault
from repairshop.seeding import names

COMPANIES = 0.12
WITH_EMAIL = 0.6
DOUBLES = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # Luhn: each second digit doubled, its digits added
PLATE_LETTERS = "ABCDEFGHKLMNPRSTVXZ"
CYRILLIC_PLATE = "АВЕКМНОРСТУХ"
SCATTER = 104_729_113  # has no factor in common with the number of slip codes, so that none comes twice
PHONES = (
    ("35104463", "Apple", "iPhone 13"), ("35640211", "Apple", "iPhone 12 mini"), ("35284611", "Samsung", "Galaxy S22 Ultra"),
    ("35904118", "Samsung", "Galaxy A54"), ("35711209", "Samsung", "Galaxy A14"), ("86570906", "Xiaomi", "Redmi Note 12"),
    ("86412305", "Xiaomi", "Mi 11 Lite"), ("35517827", "Google", "Pixel 7a"), ("86823107", "Huawei", "P30 Pro"),
    ("35433110", "Motorola", "Moto G84"), ("35098421", "Nokia", "G42"), ("86995204", "OnePlus", "Nord 3"),
)  # fmt: skip
LAPTOPS = (
    ("PF", "Lenovo", "ThinkPad X1 Carbon Gen 9"), ("5CD", "HP", "Pavilion 15"), ("C02", "Apple", 'MacBook Pro 14"'),
    ("M9N", "Asus", "VivoBook 15"), ("7HQ", "Dell", "Latitude 5420"), ("NXH", "Acer", "Aspire 5"),
)  # fmt: skip
CARS = (
    ("UU1HSDACN", "Dacia", "Duster"), ("UU1L52620", "Dacia", "Logan"), ("WVWZZZAUZ", "Volkswagen", "Golf"),
    ("NMTBZ3BE6", "Toyota", "Corolla"), ("TMBJJ7NE8", "Škoda", "Octavia"), ("VF1RFB001", "Renault", "Clio"),
    ("XTAGFK330", "Lada", "Vesta"),
)  # fmt: skip
OTHERS = (
    ("console", "Sony", "PlayStation 5"), ("appliance", "Bosch", "Serie 6 WAU28PH0BY"), ("appliance", "Dyson", "V11 Absolute"),
    ("bicycle", "Xiaomi", "Electric Scooter 4 Pro"), ("tool", "Makita", "DDF485"), ("tablet", "Apple", "iPad Air"),
    ("watch", "Apple", "Watch SE"), ("computer", "Dell", "OptiPlex 7090"),
)  # fmt: skip
_luck = Random()


def _lucky(kind: int, place: int) -> Random:
    _luck.seed(place * 4 + kind)
    return _luck


class Customer(NamedTuple):
    tongue: names.Tongue
    first: str
    last: str
    legal_name: str
    phone: names.Number
    email: str
    street: str
    city: str
    tax_number: str

    @property
    def name(self) -> str:
        return self.legal_name or f"{self.first} {self.last}"


def customer(place: int) -> Customer:
    luck = _lucky(0, place)
    tongue = luck.choices(names.TONGUES, names.SHARES)[0]
    is_company = luck.random() < COMPANIES
    first, last = names.first_name(luck, tongue), names.last_name(luck, tongue)
    with_email = luck.random() < WITH_EMAIL
    mail = f"{names.latin(first)}.{names.latin(last)}{place % 1000}@{luck.choice(('gmail', 'mail', 'yahoo'))}.example"
    return Customer(
        tongue,
        first,
        last,
        names.company_name(luck, tongue) if is_company else "",
        names.phone(luck, tongue),
        mail if with_email else "",
        f"{luck.choice(tongue.streets)} {luck.randrange(1, 220)}",
        luck.choice(tongue.cities),
        f"{tongue.country}{luck.randrange(10**7, 10**8)}" if is_company else "",
    )


class Device(NamedTuple):
    kind: str
    brand: str
    model: str
    imei: str = ""
    serial: str = ""
    vin: str = ""
    plate: str = ""

    @property
    def title(self) -> str:
        return f"{self.brand} {self.model}"


def device(place: int) -> Device:
    luck = _lucky(1, place)
    sort = luck.random()
    if sort < 0.5:  # noqa: PLR2004 - shares of a town's broken things
        start, brand, model = luck.choice(PHONES)
        return Device("phone", brand, model, imei=imei(start, luck))
    if sort < 0.7:  # noqa: PLR2004
        start, brand, model = luck.choice(LAPTOPS)
        return Device("laptop", brand, model, serial=f"{start}-{luck.randrange(36**6):07X}")
    if sort < 0.85:  # noqa: PLR2004
        start, brand, model = luck.choice(CARS)
        return Device("car", brand, model, vin=f"{start}{luck.randrange(10**8):08}", plate=plate(luck))
    kind, brand, model = luck.choice(OTHERS)
    return Device(kind, brand, model, serial=f"{brand[:2].upper()}{luck.randrange(10**9):09}")


def imei(start: str, luck: Random) -> str:
    digits = f"{start}{luck.randrange(10**6):06}"
    total = sum(DOUBLES[int(digit)] if place % 2 else int(digit) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def plate(luck: Random) -> str:
    if luck.random() < 0.3:  # noqa: PLR2004
        letters = luck.choices(CYRILLIC_PLATE, k=3)
        return f"{letters[0]}{luck.randrange(1000):03}{letters[1]}{letters[2]} {luck.choice(('77', '16', '716'))}"
    letters = luck.choices(PLATE_LETTERS, k=3)
    return f"{luck.choice(('CJ', 'B', 'TM', 'BH'))} {luck.randrange(10, 100)} {''.join(letters)}"


class Order(NamedTuple):
    slip_code: str
    secret: str
    fault: str
    work_done: str
    accessories: str
    price: int


def order(place: int, thing: Device, language: str) -> Order:
    luck = _lucky(2, place)
    fault = luck.choice(_faults(thing.kind))
    return Order(
        slip_code(place),
        base64.urlsafe_b64encode(luck.getrandbits(128).to_bytes(16)).decode()[:22],
        fault.reported[language],
        fault.done[language],
        LEFT[language][0] if thing.kind in {"phone", "laptop"} else "",
        price(place),
    )


def price(place: int) -> int:
    """Between 40 and 1,000, told without drawing the whole order: customers' totals are summed up before orders are written."""
    return 40 + place * 7919 % 97 * 10


@cache
def _faults(kind: str) -> list[Fault]:
    return [fault for fault in FAULTS if kind in fault.kinds.split()]


def slip_code(place: int) -> str:
    size = len(SLIP_ALPHABET)
    rest = place * SCATTER % size**SLIP_LENGTH
    letters = []
    for _position in range(SLIP_LENGTH):
        rest, letter = divmod(rest, size)
        letters.append(SLIP_ALPHABET[letter])
    return "".join(letters)
