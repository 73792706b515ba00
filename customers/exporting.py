"""The list of customers as CSV, and the event that says who took it along.

Whatever stands here comes back equal through customers/importing: what is a list within one field has a line for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, DateField, F, OuterRef, Q, StringAgg, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Replace
from django.utils.translation import gettext as _

from core import listing
from core.export import Export, Field, Refused, Shape, full_name, register
from core.export.offers import MOST_TICKED
from customers import tables
from customers.filters import CustomerFilter
from customers.models import Channel, Consent, Customer, CustomerContact, Form, Label, Note, Phone, PhoneKind
from customers.relations import work_orders

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

    from accounts.models import User

FIELDS = (
    "number", "external_number", "form", "first_name", "last_name", "legal_name", "trade_name",
)  # fmt: skip
MORE_FIELDS = (
    "email", "messenger", "street", "postal_code", "city", "region", "country", "tax_number", "registration_number", "language",
)  # fmt: skip
LAST_FIELDS = (
    "discount_card", "is_active", "is_prospect", "created_at", "last_activity_at",
)  # fmt: skip
BETWEEN = " | "  # the parts of a contact: names, role, phone, e-mail, whether they may collect
ONLY_A_NUMBER = r"^[0-9+().\s/-]*$"  # else an extension or a word is said with it, which E.164 has no room for


def heads() -> dict[str, str]:
    """What each column is called in the reader's language, in the order of the file."""
    return {
        **{name: _head(name) for name in FIELDS},
        "phones": _("phones"),
        "contacts": _("contacts"),
        **{name: _head(name) for name in MORE_FIELDS},
        "responsible": _("responsible"),
        "type": _("type"),
        "labels": _("labels"),
        "price_type": _("price type"),
        **{name: _head(name) for name in LAST_FIELDS},
        **{f"consent_{channel}": _("consent: %(channel)s") % {"channel": channel.label} for channel in Channel},
        "notes": _("notes"),
    }


def fields() -> list[Field]:
    """All that a record has."""
    around: dict[str, Any] = {
        "phones": _phones(),
        "contacts": _contacts(),
        "responsible": full_name("responsible"),
        "type": "type__name",
        "labels": _labels(),
        "price_type": "price_type__name",
        **{f"consent_{channel}": _consent(channel) for channel in Channel},
        "notes": _notes(),
    }
    shapes = {"created_at": Shape.MOMENT, "last_activity_at": Shape.MOMENT}
    return [
        Field(key=key, head=head, value=around.get(key, key), shape=shapes.get(key, Shape.TEXT))
        for key, head in heads().items()
    ]


def shown() -> dict[str, list[Field]]:
    """What stands for each column of the list."""
    of_record = {field.key: field for field in fields()}
    keys = {
        "customer": ("form", "first_name", "last_name", "legal_name", "trade_name"),
        "number": ("number",),
        "status": ("is_active", "is_prospect"),
        "phone": ("phones",),
        "city": ("city",),
        "activity": ("last_activity_at",),
        "responsible": ("responsible",),
        "labels": ("labels",),
        "type": ("type",),
        "email": ("email",),
        "tax_number": ("tax_number",),
        "card": ("discount_card",),
        "since": ("created_at",),
    }
    chosen = {column: [of_record[key] for key in several] for column, several in keys.items()}
    for name in ("debt", "turnover", "deposits"):
        chosen[name] = [Field(key=name, head=_head(name), value=name, shape=Shape.NUMBER)]
    chosen["orders"] = [Field(key="orders", head=_("open orders"), value=_open_orders(), shape=Shape.NUMBER)]
    return chosen


def rows(query: QueryDict, user: User) -> QuerySet[Customer]:
    """The listed rows in the list's order, or of them only the ticked ones."""
    chosen = CustomerFilter(query, user=user)
    if not chosen.is_valid():
        raise Refused
    found, ticked = chosen.rows(), query.getlist("row")[:MOST_TICKED]
    if ticked:
        found = chosen.matching().filter(number__in=ticked)
    return found.order_by(*listing.chosen_sort(query, tables.SORTS).order())


EXPORT = Export(
    page="customer_list",
    name="customers",
    verb="customers_exported",
    permission="customers.export_customer",
    rows=rows,
    fields=fields,
    shown=shown,
)
register(EXPORT)


def _open_orders() -> Any:
    of_customer = work_orders().open().filter(customer=OuterRef("pk")).order_by().values("customer")
    return Coalesce(Subquery(of_customer.annotate(count=Count("pk")).values("count")), 0)


def _head(name: str) -> str:
    return str(Customer._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _phones() -> Any:
    """All phones, the main one first: in full where a country was recognised, else as typed; the kind where it is not the usual.

    What has a comma in it always says its kind: so the import does not take it for two numbers of another program.
    """
    usual = Q(kind=PhoneKind.WORK, customer__form=Form.COMPANY) | Q(kind=PhoneKind.MOBILE, customer__form=Form.PERSON)
    number = Case(When(~Q(e164="") & Q(raw__regex=ONLY_A_NUMBER), then=F("e164")), default=F("raw"))
    shown = Case(
        When(usual & ~Q(raw__contains=","), then=number),
        default=Concat(number, Value(" ("), F("kind"), Value(")")),
        output_field=CharField(),
    )
    of_customer = Phone.objects.filter(customer=OuterRef("pk")).order_by().values("customer")
    joined = of_customer.annotate(all=StringAgg(shown, Value("\n"), order_by=["-is_main", "pk"]))
    return Subquery(joined.values("all"))


def _contacts() -> Any:
    """A line for each, the primary one first."""
    parts: list[Any] = []
    for name in ("contact__first_name", "contact__last_name", "role", "contact__phone_raw", "contact__email"):
        parts += [Replace(F(name), Value("|"), Value("/")), Value(BETWEEN)]
    line = Concat(*parts, Case(When(may_collect=True, then=Value("yes")), default=Value("")), output_field=CharField())
    of_customer = CustomerContact.objects.filter(customer=OuterRef("pk")).order_by().values("customer")
    joined = of_customer.annotate(all=StringAgg(line, Value("\n"), order_by=["-is_primary", "pk"]))
    return Subquery(joined.values("all"))


def _consent(channel: str) -> Any:
    """Yes or no, and since which day."""
    said = Case(When(is_given=True, then=Value("yes ")), default=Value("no "))
    day = Cast(Cast("noted_at", DateField()), CharField())
    of_customer = Consent.objects.filter(customer=OuterRef("pk"), channel=channel)
    return Subquery(of_customer.annotate(line=Concat(said, day, output_field=CharField())).values("line")[:1])


def _labels() -> Any:
    of_customer = Label.objects.filter(customers=OuterRef("pk")).order_by().values("customers")
    return Subquery(of_customer.annotate(all=StringAgg("name", Value(", "), order_by="name")).values("all"))


def _notes() -> Any:
    """All that was noted, the newest first, each in lines of its own."""
    of_customer = Note.objects.filter(customer=OuterRef("pk")).order_by().values("customer")
    return Subquery(of_customer.annotate(all=StringAgg("text", Value("\n"), order_by=["-at", "-pk"])).values("all"))
