# ruff: noqa: SIM905 - a list of two hundred quoted names is no easier to read
"""Made-up people of four languages and two alphabets; common names come as often as they do in a town."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from core.folding import fold

if TYPE_CHECKING:
    from repairshop.seeding.luck import Luck


class Tongue(NamedTuple):
    language: str
    country: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    beginnings: tuple[str, ...]  # of rare last names
    endings: tuple[str, ...]
    streets: tuple[str, ...]
    cities: tuple[str, ...]
    company: str


ROMANIAN = Tongue(
    "ro", "RO",
    tuple("Andrei Maria Ion Elena Mihai Ana Alexandru Ioana Vasile Cristina Gheorghe Andreea Adrian Mihaela Ștefan Gabriela "
          "Florin Daniela Dumitru Alina Marian Raluca Tudor Ilinca Sorin".split()),
    tuple("Popa Popescu Pop Radu Ionescu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Munteanu Constantin Moldovan Șerban "
          "Lazăr Ștefănescu Toma Dobre Mureșan Tănase Crăciun Avram Barbu Preda Vlădescu Bălan Cojocaru Oprea".split()),
    tuple("Brad Cor Drăg Făg Hor Jim Lăp Măr Neg Olt Păd Răd Săl Târ Vâl Zăr Bist Cosm Glig Stăn".split()),
    tuple("ulescu eanu oiu ăcilă escu aru oveanu ița uș anu eț ilă".split()),
    ("Str. Horea", "Str. Eroilor", "Calea Turzii", "Str. Memorandumului", "Aleea Padin", "Bd. 21 Decembrie", "Str. Donath"),
    ("Cluj-Napoca", "Florești", "Turda", "Dej", "Gherla"), "S.R.L.",
)  # fmt: skip
LATVIAN = Tongue(
    "lv", "LV",
    tuple("Jānis Anna Andris Kristīne Juris Inese Edgars Līga Mārtiņš Ilze Aivars Dace Pēteris Inga Kārlis Sandra Artūrs "
          "Elīna Raimonds Zane Guntis Baiba Valdis Marta Uldis".split()),
    tuple("Bērziņš Kalniņš Ozoliņš Jansons Liepiņš Krūmiņš Balodis Eglītis Zariņš Pētersons Vītols Kļaviņš Kārkliņš Vanags "
          "Lapiņš Zvirbulis Dzenis Rozītis Siliņš Krastiņš Bite Apinis Celmiņš Gulbis Lācis".split()),
    tuple("Aun Briež Dund Grīn Jaun Kalv Lēj Mež Niedr Pur Rudz Skuj Straum Upen Vilk Zemn".split()),
    tuple("iņš ītis āns enieks elis ulis ģis ūns".split()),
    ("Brīvības iela", "Lāčplēša iela", "Ganību dambis", "Kr. Barona iela", "Elizabetes iela", "Miera iela"),
    ("Rīga", "Jūrmala", "Ogre", "Sigulda"), "SIA",
)  # fmt: skip
FRENCH = Tongue(
    "fr", "FR",
    tuple("Jean Marie Pierre Nathalie Michel Isabelle André Sylvie Philippe Catherine Benoît Anne-Sophie Étienne Claire "
          "François Hélène Julien Aurélie Jean-Luc Céline Théo Chloé Rémi Zoé Gaël".split()),
    tuple("Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefèvre Michel Garcia David "
          "Bertrand Roux Vincent Fournier Morel Girard André Mercier D'Alembert Lévêque Garnier Faure Besson".split()),
    tuple("Beau Bel Char Cler Dau Font Gran Har Lam Mont Per Roch Saint Tour Vau Ver".split()),
    tuple("mont ville ieux eaux champ ard in ier ot euil ac ière".split()),
    ("rue de la Paix", "avenue Foch", "boulevard Voltaire", "rue Victor-Hugo", "place de l'Église", "quai Perrache"),
    ("Lyon", "Villeurbanne", "Écully", "Bron"), "S.A.R.L.",
)  # fmt: skip
RUSSIAN = Tongue(
    "ru", "RU",
    tuple("Александр Елена Сергей Ольга Андрей Наталья Дмитрий Анна Алексей Татьяна Владимир Ирина Юрий Светлана Михаил "
          "Мария Николай Екатерина Игорь Людмила Щукарь Ксения Фёдор Жанна Эдуард".split()),
    tuple("Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев "
          "Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Щербаков Жуков Цветков Чайковский "
          "Юдин Яковлев Ткаченко Зубков Хохлов".split()),
    tuple("Бел Вор Горд Дуб Ерм Жаров Зим Кал Лук Мор Нест Остр Пуст Рыб Сух Тих Ухт Ферз Хар Шил Щед Яр".split()),
    tuple("аков ечкин инский ович енко ухин ягин ышев ёнкин ецкий юк".split()),
    ("ул. Лесная", "ул. Мира", "пр. Победы", "ул. Гагарина", "Щорсовский пер.", "ул. Чехова"),
    ("Казань", "Москва", "Зеленодольск", "Елабуга"), "ООО",
)  # fmt: skip
SHARES = (*[ROMANIAN] * 8, *[LATVIAN] * 4, *[FRENCH] * 3, *[RUSSIAN] * 5)
RARE = 12  # in a hundred
OFTEN = 240  # times the first name of a list, for the last one's few
TRADES = ("Trans", "Auto", "Elektro", "Agro", "Med", "Foto", "Hotel", "Studio", "Grand", "Alfa", "Nord", "Vita")


@cache
def _by_share(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each name as often as it comes: the n-th one n times more rarely than the first."""
    return tuple(name for place, name in enumerate(names, start=1) for _time in range(OFTEN // place))


def first_name(luck: Luck, tongue: Tongue) -> str:
    return luck.one(_by_share(tongue.first))


def last_name(luck: Luck, tongue: Tongue) -> str:
    if luck.below(100) < RARE:
        return luck.one(tongue.beginnings) + luck.one(tongue.endings)
    return luck.one(_by_share(tongue.last))


def company_name(luck: Luck, tongue: Tongue) -> str:
    name = f"{luck.one(TRADES)} {luck.one(tongue.beginnings)}{luck.one(tongue.endings)}"
    return f"{tongue.company} {name}" if tongue.language in {"lv", "ru"} else f"{name} {tongue.company}"


@cache
def latin(name: str) -> str:
    """How the name stands in an e-mail address."""
    return "".join(letter for letter in fold(name) if letter.isalnum())


class Number(NamedTuple):
    raw: str
    e164: str
    national: str


def phone(luck: Luck, tongue: Tongue) -> Number:
    """A mobile number of the country; spelled as core/phones.py spells it."""
    digits = f"{luck.below(10**7):07}"
    if tongue.country == "RO":
        area = luck.one(("22", "23", "40", "44", "45", "55", "66"))
        return Number(f"07{area} {digits[:3]} {digits[3:6]}", f"+407{area}{digits[:6]}", f"07{area}{digits[:6]}")
    if tongue.country == "LV":
        return Number(f"+371 2{digits[:1]} {digits[1:4]} {digits[4:]}", f"+3712{digits}", f"2{digits}")
    if tongue.country == "FR":
        start = luck.one(("1", "2", "7", "8"))
        return Number(f"+33 6 {start}{digits}", f"+336{start}{digits}", f"06{start}{digits}")
    area = luck.one(("03", "08", "16", "21", "27"))
    return Number(f"8 (9{area}) {digits[:3]}-{digits[3:5]}-{digits[5:]}", f"+79{area}{digits}", f"89{area}{digits}")
