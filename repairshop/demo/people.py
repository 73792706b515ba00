"""The demo shop's people. Three of them came to be known from other workshops' screens; all others are made up."""

from typing import NamedTuple


class Member(NamedTuple):
    role: str
    username: str
    first_name: str
    last_name: str
    language: str


STAFF = (
    Member("front_desk", "ioana", "Ioana", "Pop", "ro"),
    Member("technician", "radu", "Radu", "Mureșan", "ro"),
    Member("technician", "viorel", "Viorel", "Stan", "ro"),
    Member("manager", "maria", "Maria", "Dragomir", "ro"),
    Member("administrator", "admin", "Andreea", "Rusu", "en"),
)


class Person(NamedTuple):
    language: str
    first_name: str
    last_name: str
    phone: str
    street: str
    email: str = ""
    contact: tuple[str, str, str, str] | None = None  # first name, last name, phone, role; may collect
    note: str = ""
    tax_number: str = ""
    label: str = ""


class Company(NamedTuple):
    language: str
    legal_name: str
    phone: str
    street: str
    place: tuple[str, str, str]  # postal code, city, country
    tax_number: str
    contact: tuple[str, str, str, str]
    email: str = ""
    trade_name: str = ""
    label: str = ""


FLEET, LOYAL, SLOW = "Flotă", "Fidel", "Plătește târziu"  # the shop's own words
CLUJ = ("400114", "Cluj-Napoca", "RO")
CUSTOMERS: tuple[Person | Company, ...] = (
    Person("ro", "Andrei", "Popescu", "+40 722 418 905", "Str. Observatorului 34, bl. C, ap. 12", "andrei.popescu@gmail.example",
           ("Elena", "Popescu", "+40 741 006 223", "soție"), "Sună după ora 16. Vrea piesele vechi înapoi.", label=LOYAL),
    Person("ru", "Алексей", "Зубков", "+7 (908) 4944434", "Str. Horea 61", tax_number="7712334545"),
    Company("ru", 'ИЧП "Строганов НИ"', "+7 (916) 8545678", "ул. Лесная 14", ("125047", "Москва", "RU"), "4256836901",
            ("Николай", "Строганов", "+7 (916) 8545678", "директор"), label=SLOW),
    Company("ro", "Autoservice Transilvania Logistic S.R.L.", "+40 264 402 118", "Calea Baciului 179", CLUJ, "RO 27714503",
            ("Dorin", "Hațegan", "+40 745 118 220", "șef de parc"), "parc@atl.example", label=FLEET),
    Company("lv", "SIA Baltijas Kurjers", "+371 29 184 307", "Brīvības gatve 214", ("LV-1039", "Rīga", "LV"), "LV40103271985",
            ("Ilze", "Ozola", "+371 26 540 912", "biroja vadītāja"), "birojs@kurjers.example", label=FLEET),
    Company("fr", "Société de Maintenance et Dépannage du Sud", "+33 4 93 18 27 40", "12 rue de la Buffa", ("06000", "Nice", "FR"),
            "FR 41 512 338 074", ("Didier", "Roche", "+33 6 12 40 55 18", "gérant"), "contact@smds.example", "SMD Sud"),
    Person("ro", "Maria-Magdalena", "Ștefănescu-Vlădescu", "+40 723 551 084", "Str. Donath 112", "mm.stefanescu@mail.example"),
    Person("lv", "Līga", "Kalniņa", "+371 29 477 035", "Str. Plopilor 18", "liga.kalnina@pasts.example"),
    Person("fr", "Anne-Sophie", "Lefèvre", "+33 6 71 22 90 46", "Str. Fabricii 4, ap. 9", "as.lefevre@poste.example"),
    Person("ru", "Сергей Петрович", "Иванов", "+373 69 214 887", "Str. Mehedinți 27"),
    Person("ro", "Mihai", "Ionescu", "+40 744 309 612", "Str. Memorandumului 5", label=LOYAL),
    Person("ru", "Анна", "Ткаченко", "+380 67 318 24 90", "Str. Dorobanților 88", "a.tkachenko@ukr.example"),
    Person("lv", "Jānis", "Bērziņš", "+371 28 331 906", "Str. Eroilor 2"),
    Person("ro", "Ioana", "Țurcanu", "+40 756 120 448", "Aleea Padin 21, ap. 30", "ioana.turcanu@mail.example"),
    Person("fr", "Benoît", "Garnier", "+33 6 45 08 13 77", "Str. Universității 7", "benoit@garnier.example"),
    Person("ro", "Ilinca", "Moldovan", "+40 740 882 015", "Str. Zorilor 40"),
    Person("ru", "Ірина", "Кравченко", "+380 50 771 06 33", "Str. Bucegi 13"),
    Person("ro", "Dumitru-Alexandru", "Crăciunescu", "+40 721 946 370", "Str. Câmpului 156", note="Deranjament la domiciliu, interfon 12."),
    Person("lv", "Anna", "Liepiņa", "+371 20 055 413", "Piața Unirii 30", "anna.liepina@pasts.example"),
    Company("ro", "Cabinet Dr. Oana Sabău", "+40 264 590 871", "Str. Clinicilor 9", CLUJ, "RO 31880427",
            ("Oana", "Sabău", "+40 728 660 314", "titular"), trade_name="DentaLine"),
    Person("fr", "Claire", "Dubois", "+33 7 62 31 40 08", "Str. Iuliu Maniu 15", "claire.dubois@poste.example"),
    Person("ru", "Наталья", "Щербакова", "+373 79 440 126", "Str. Fântânele 52"),
    Person("ro", "Vasile", "Pop", "+40 745 203 981", "Str. Principală 210, Florești"),
    Person("ro", "Vasile", "Pop", "+40 762 517 330", "Str. Gheorgheni 8", note="Alt client cu același nume: din Florești."),
    Person("lv", "Mārtiņš", "Ozols", "+371 29 902 118", "Str. Napoca 16"),
    Company("lv", "AS Rīgas Apgaisme", "+371 67 221 540", "Ganību dambis 7", ("LV-1045", "Rīga", "LV"), "LV40003128822",
            ("Uldis", "Krūmiņš", "+371 29 118 760", "iepirkumi"), "serviss@apgaisme.example"),
    Person("fr", "Étienne", "Moreau", "+33 6 20 94 57 31", "Str. Republicii 43"),
    Person("ru", "Дмитрий", "Воронцов", "+7 (921) 3307719", "Calea Turzii 96"),
    Person("ro", "Elena", "Dumitrescu", "+40 733 018 564", "Str. Constanța 12", "elena.d@mail.example"),
    Person("ro", "Gabriel", "Oltean", "+40 751 664 209", "Str. Traian Vuia 77", label=SLOW),
    Company("fr", "Boulangerie Chez l'Oncle Père S.A.R.L.", "+33 4 78 30 11 62", "5 place Bellecour", ("69002", "Lyon", "FR"),
            "FR 77 488 120 953", ("Hélène", "Père", "+33 6 88 14 20 39", "gérante")),
    Person("lv", "Dace", "Zariņa", "+371 26 713 448", "Str. Avram Iancu 22"),
    Person("ru", "Ольга", "Жукова", "+7 (903) 5518240", "Str. Teodor Mihali 39", "olga.zhukova@pochta.example"),
    Person("ro", "Cristina", "Baciu", "+40 724 907 155", "Str. Republicii 101"),
    Company("ro", "Școala Gimnazială Nr. 7", "+40 264 441 903", "Str. Mărginașă 42", CLUJ, "RO 4485221",
            ("Sorin", "Tămaș", "+40 722 300 871", "informatician"), "secretariat@sc7.example"),
    Person("fr", "Fatima", "El Amrani", "+33 6 99 41 72 05", "Str. Observatorului 1"),
    Person("ro", "Tudor", "Gherman", "+40 747 225 690", "Str. Bisericii Ortodoxe 3"),
    Company("ru", "ООО «Чайка»", "+373 22 541 906", "бул. Штефан чел Маре 64", ("MD-2001", "Chișinău", "MD"), "1009600027714",
            ("Юрий", "Цуркан", "+373 68 901 554", "механик")),
    Person("ro", "Sanda", "Vereș", "+40 730 411 876", "Str. Aurel Vlaicu 5"),
    Person("lv", "Kristaps", "Vītols", "+371 22 408 691", "Str. Horea 19"),
)  # fmt: skip
PROSPECTS = 2  # the last two have asked, but left nothing yet
