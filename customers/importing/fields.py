"""What a column of a foreign table may hold, and which one it likely is by its head, in all of the shop's languages."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.folding import fold
from core.reading import bare_head
from customers import exporting
from customers.models import Channel, Customer

if TYPE_CHECKING:
    from collections.abc import Iterable

# Heads of other programs in five languages (letters and digits only, small) → the field each fills.
ALSO_CALLED = {
    "number": "number nr no numar numarclient kods klientanr numero номер код",
    "external_number": "customerid externalnumber id clientid idclient codclient codeclient kodklienta idклиента",
    "form": "form tip tipclient persoana typedeclient лицо",
    "name": "name customer client nume numeclient denumire klients vards nosaukums nom nomduclient client имя фио клиент заказчик наименование",
    "first_name": "firstname givenname prenume vards prenom имя",
    "last_name": "lastname surname familyname numedefamilie uzvards nomdefamille фамилия",
    "legal_name": "companyname company legalname firma societate companie uznemums uznemumanosaukums raisonsociale societe entreprise"
    " организация компания юридическоелицо",
    "trade_name": "tradename brand denumirecomerciala marka nomcommercial торговоеназвание",
    "contact": "contactname contact contactperson persoanadecontact kontaktpersona interlocuteur personnedecontact контактноелицо контакт",
    "role": "contacttitle role position functie amats fonction должность роль",
    "contact_phone": "contactphone telefoncontact kontaktatalrunis telephonecontact телефонконтакта",
    "contact_email": "contactemail emailcontact kontaktaepasts",
    "phone": "phone telephone telefon tel talrunis numartelefon телефон тел phonenumber numartelefon nrtelefon",
    "phones": "phones telefoane talruni telephones телефоны",
    "mobile": "mobile mobil mobilephone cell cellphone gsm telefonmobil mobilais mobilaistalrunis portable mobiletelephone мобильный мобильныйтелефон сотовый",
    "phone_work": "workphone businessphone telefonserviciu darbatalrunis telephoneprofessionnel рабочийтелефон",
    "phone_home": "homephone telefonacasa telefonfix fixe majastalrunis домашнийтелефон",
    "fax": "fax faks telecopie факс",
    "email": "email mail emailaddress adresaemail epasts epasta courriel adressemail почта электроннаяпочта емейл",
    "messenger": "messenger whatsapp telegram viber skype мессенджер",
    "street": "address street strada adresa iela adrese rue adresse улица адрес",
    "postal_code": "postalcode zip zipcode postcode codpostal pastaindekss codepostal индекс почтовыйиндекс",
    "city": "city town oras localitate pilseta ville город",
    "region": "region state county judet novads rajons departement oblast область район регион",
    "country": "country tara valsts pays страна",
    "tax_number": "taxnumber vat vatnumber vatid cui cif codfiscal cnp pvn pvnnumurs siret tva numerotva инн",
    "registration_number": "registrationnumber regcom nrregcom registrulcomertului regnr registracijasnumurs siren rcs огрн кпп",
    "language": "language languageofdocuments limba valoda langue язык",
    "responsible": "responsible manager responsabil atbildigais responsable ответственный менеджер",
    "type": "type customertype category categorie tipuldeclient tips type категория тип",
    "labels": "label labels tags tag etichete etiketes etiquettes метки теги",
    "price_type": "pricetype pricelist tippret cenutips typedeprix типцены прайс",
    "discount_card": "discountcard card loyaltycard cardclient cardreducere atlaizukarte cartedefidelite дисконтнаякарта картаклиента",
    "is_prospect": "prospect isprospect",
    "is_active": "active isactive activ aktivs actif активен",
    "created_at": "created createdat customersince since datacreare datums dateddecreation датасоздания добавлен",
    "notes": "note notes comment comments remarks observatii nota mentiuni comentarii piezimes piezime remarque remarques commentaire"
    " примечание комментарий заметки",
    "consent_sms": "sms smsconsent acordsms",
    "consent_email": "emailconsent newsletter acordemail",
    "consent_phone": "callconsent phoneconsent acordtelefon",
}  # fmt: skip
LEFT_OUT = frozenset(
    {"debt", "openorders", "row", "problem", "debts", "turnover"}
)  # our own lists have them; they fill nothing
NAMES = frozenset({"legal_name", "name", "first_name", "last_name", "contact"})
IDENTITY = ("id_card_series", "id_card_number")


class NoNames(Exception):
    """No column of the table says how a customer is called."""


def labels() -> dict[str, str]:
    """Field → what it is called on the page, in the order in which it is offered."""
    exported = exporting.heads()
    around = {
        "name": _("name, first and last in one"),
        "phone": _("phone"),
        "mobile": _("mobile phone"),
        "phone_work": _("work phone"),
        "phone_home": _("home phone"),
        "fax": _("fax"),
        "contact": _("contact person"),
        "role": _("role of the contact person"),
        "contact_phone": _("phone of the contact person"),
        "contact_email": _("e-mail of the contact person"),
    }
    order = [
        "first_name", "last_name", "name", "form", "legal_name", "trade_name", "phone", "mobile", "phone_work", "phone_home", "fax", "phones",
        "email", "messenger", "street", "postal_code", "city", "region", "country", "contact", "role", "contact_phone", "contact_email",
        "contacts", "tax_number", "registration_number",
    ]  # fmt: skip
    known = {**exported, **around, **{name: _of_record(name) for name in IDENTITY}}
    rest = [name for name in known if name not in order]
    return {name: capfirst(known[name]) for name in (*order, *rest)}


def suggest(head: Iterable[str]) -> dict[str, str]:
    """Head → the field it likely fills; "" for what is not known."""
    found = {name: _known_heads().get(key_of(name), "") for name in head}
    if "first_name" not in found.values():  # "Nume" or "Nom" alone is the whole name
        found = {name: "name" if kind == "last_name" else kind for name, kind in found.items()}
    return found


def is_ours(name: str) -> bool:
    """Whether a column is one that our own files have and nothing is read from."""
    return key_of(name) in LEFT_OUT


def key_of(name: str) -> str:
    """Letters and digits only, small, without accents and in Latin letters."""
    return "".join(letter for letter in fold(bare_head(name)) if letter.isalnum())


def check(columns: dict[str, str]) -> dict[str, str]:
    """Only known fields, and at least one that says how a customer is called. Raises NoNames."""
    known = {*ALSO_CALLED, *exporting.heads(), *IDENTITY}
    chosen = {head: name for head, name in columns.items() if name in known}
    if not NAMES.intersection(chosen.values()):
        raise NoNames
    return chosen


@cache
def _known_heads() -> dict[str, str]:
    heads: dict[str, str] = {}
    for name, words in ALSO_CALLED.items():
        for word in words.split():
            heads.setdefault(key_of(word), name)
    for language, _name in reversed(settings.LANGUAGES):
        with override(language):
            heads |= {key_of(label): name for name, label in labels().items()}
            heads |= {key_of(label): name for name, label in exporting.heads().items()}
    heads.pop("", None)
    return heads


def _of_record(name: str) -> str:
    return str(Customer._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


CONSENTS = {f"consent_{channel}": channel.value for channel in Channel}
