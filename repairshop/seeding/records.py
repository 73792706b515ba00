"""What stands in each seeded record. Every record is drawn from its own place alone, so none has to be remembered."""

from __future__ import annotations

import base64
from functools import cache
from typing import NamedTuple

from repairs.models import SLIP_ALPHABET, SLIP_LENGTH
from repairshop.demo.things import FAULTS, LEFT, Fault
from repairshop.seeding import names
from repairshop.seeding.luck import Luck

COMPANIES, WITH_EMAIL = 12, 60  # in a hundred
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
CUSTOMER, DEVICE, ORDER = range(3)


class Name(NamedTuple):
    tongue: names.Tongue
    first: str
    last: str
    legal_name: str

    @property
    def full(self) -> str:
        return self.legal_name or f"{self.first} {self.last}"


class Customer(NamedTuple):
    called: Name
    phone: names.Number
    email: str
    street: str
    city: str
    tax_number: str

    @property
    def tongue(self) -> names.Tongue:
        return self.called.tongue


def is_company(place: int) -> bool:
    return _is_company(Luck(CUSTOMER, place))


def name(place: int) -> Name:
    return _name(Luck(CUSTOMER, place))


def customer(place: int) -> Customer:
    luck = Luck(CUSTOMER, place)
    called = _name(luck)
    tongue, first, last, legal_name = called
    with_email = luck.below(100) < WITH_EMAIL
    return Customer(
        called,
        names.phone(luck, tongue),
        f"{names.latin(first)}.{names.latin(last)}{place % 1000}@{luck.one(('gmail', 'mail', 'yahoo'))}.example"
        if with_email
        else "",
        f"{luck.one(tongue.streets)} {luck.below(219) + 1}",
        luck.one(tongue.cities),
        f"{tongue.country}{luck.below(9 * 10**7) + 10**7}" if legal_name else "",
    )


def _is_company(luck: Luck) -> bool:
    return luck.below(100) < COMPANIES


def _name(luck: Luck) -> Name:
    is_company = _is_company(luck)
    tongue = luck.one(names.SHARES)
    first, last = names.first_name(luck, tongue), names.last_name(luck, tongue)
    return Name(tongue, first, last, names.company_name(luck, tongue) if is_company else "")


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
    luck = Luck(DEVICE, place)
    sort = luck.below(100)
    if sort < 50:  # noqa: PLR2004 - shares of a town's broken things
        start, brand, model = luck.one(PHONES)
        return Device("phone", brand, model, imei=imei(start, luck))
    if sort < 70:  # noqa: PLR2004
        start, brand, model = luck.one(LAPTOPS)
        return Device("laptop", brand, model, serial=f"{start}-{luck.below(36**6):07X}")
    if sort < 85:  # noqa: PLR2004
        start, brand, model = luck.one(CARS)
        return Device("car", brand, model, vin=f"{start}{luck.below(10**8):08}", plate=plate(luck))
    kind, brand, model = luck.one(OTHERS)
    return Device(kind, brand, model, serial=f"{brand[:2].upper()}{luck.below(10**9):09}")


def imei(start: str, luck: Luck) -> str:
    digits = f"{start}{luck.below(10**6):06}"
    total = sum(map(int, digits[::2])) + sum(DOUBLES[int(digit)] for digit in digits[1::2])
    return f"{digits}{-total % 10}"


def plate(luck: Luck) -> str:
    if luck.below(10) < 3:  # noqa: PLR2004
        first, second, third = (luck.one(CYRILLIC_PLATE) for _letter in range(3))
        return f"{first}{luck.below(1000):03}{second}{third} {luck.one(('77', '16', '716'))}"
    letters = "".join(luck.one(PLATE_LETTERS) for _letter in range(3))
    return f"{luck.one(('CJ', 'B', 'TM', 'BH'))} {luck.below(90) + 10} {letters}"


class Order(NamedTuple):
    slip_code: str
    secret: str
    fault: str
    work_done: str
    accessories: str
    price: int


def order(place: int, thing: Device, language: str) -> Order:
    luck = Luck(ORDER, place)
    fault = luck.one(_faults(thing.kind))
    return Order(
        slip_code(place),
        base64.urlsafe_b64encode(luck.below(2**128).to_bytes(16)).decode()[:22],
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
