from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.places import country_name
from core.shop import current_shop
from customers.models.lists import CustomerType, Form, Label, PriceType

if TYPE_CHECKING:
    from customers.models.people import Phone

COUNTRY = RegexValidator(r"^[A-Z]{2}\Z", _("Write two letters, like RO."))


class ActiveMode(models.TextChoices):
    AUTOMATIC = "automatic", _("automatic")
    MANUAL = "manual", _("by hand")


class CustomerQuerySet(models.QuerySet["Customer"]):
    def in_list_order(self) -> Self:
        return self.order_by("-is_active", "-last_activity_at", "-pk")


class Customer(models.Model):
    """A person or company who orders and pays."""

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    external_number = models.CharField(_("number in the old system"), max_length=60, blank=True)
    form = models.CharField(_("form"), max_length=10, choices=Form, default=Form.PERSON)
    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    trade_name = models.CharField(_("trade name"), max_length=200, blank=True)
    is_prospect = models.BooleanField(_("prospect"), default=False)
    email = models.EmailField(_("e-mail"), blank=True)
    messenger = models.CharField(_("messenger"), max_length=120, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[COUNTRY])
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    language = models.CharField(_("language of documents"), max_length=2, choices=settings.LANGUAGES, default="en")
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible"),
    )
    type = models.ForeignKey(
        CustomerType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("type of customer")
    )
    labels = models.ManyToManyField(Label, blank=True, related_name="customers", verbose_name=_("labels"))
    discount_card = models.CharField(_("discount card"), max_length=60, blank=True)
    price_type = models.ForeignKey(
        PriceType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("price type")
    )
    id_card_series = models.CharField(_("identity card series"), max_length=20, blank=True)
    id_card_number = models.CharField(_("identity card number"), max_length=20, blank=True)
    is_active = models.BooleanField(_("active"), default=False)
    active_mode = models.CharField(_("active by"), max_length=10, choices=ActiveMode, default=ActiveMode.AUTOMATIC)
    last_activity_at = models.DateTimeField(_("last activity"), default=timezone.now)
    created_at = models.DateTimeField(_("customer since"), default=timezone.now)
    anonymised_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Kept by triggers on the work orders, who alone may write them; see repairs/sql/money.sql.
    turnover = models.DecimalField(
        _("turnover"), max_digits=14, decimal_places=2, default=Decimal(0), db_default=Decimal(0), editable=False
    )
    debt = models.DecimalField(
        _("debt"), max_digits=14, decimal_places=2, default=Decimal(0), db_default=Decimal(0), editable=False
    )
    deposits = models.DecimalField(
        _("deposits held"), max_digits=14, decimal_places=2, default=Decimal(0), db_default=Decimal(0), editable=False
    )
    # Filled by triggers from this row, its phones and its contacts; see customers/migrations/0002_search.
    name = models.CharField(_("name"), max_length=420, blank=True, editable=False, default="")
    sort_name = models.CharField(max_length=420, blank=True, editable=False, default="")
    search = models.TextField(blank=True, editable=False, default="")

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        permissions: ClassVar = [
            ("export_customer", "Can export customers"),
            ("import_customer", "Can import customers"),
            ("disclose_customer", "Can take along everything about one customer"),
            ("merge_customer", "Can merge two customers"),
            ("anonymise_customer", "Can anonymise a customer"),
            ("view_identity", "Can see identity card numbers"),
            ("view_statistics", "Can see the statistics of customers"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["external_number"], condition=~Q(external_number=""), name="customers_customer_external_once"
            ),
            models.CheckConstraint(
                condition=Q(form=Form.PERSON) | ~Q(legal_name=""), name="customers_customer_company_has_legal_name"
            ),
            models.CheckConstraint(
                condition=Q(form=Form.COMPANY) | ~Q(first_name="", last_name=""),
                name="customers_customer_person_has_name",
            ),
        ]
        indexes: ClassVar = [
            models.Index("is_active", "last_activity_at", "id", name="customers_activity"),
            models.Index("sort_name", "id", name="customers_by_name"),
            models.Index("created_at", "id", name="customers_by_age"),
            models.Index("last_activity_at", "id", name="customers_prospects", condition=Q(is_prospect=True)),
            models.Index("city", name="customers_by_city"),
            models.Index(Lower("email"), name="customers_by_mail", condition=~Q(email="")),
            GinIndex(OpClass(Func(F("city"), function="shop_words"), name="gin_trgm_ops"), name="customers_like_city"),
            GinIndex(fields=["sort_name"], opclasses=["gin_trgm_ops"], name="customers_like_name"),
            models.Index("discount_card", name="customers_by_card", condition=~Q(discount_card="")),
            models.Index("turnover", "id", name="customers_by_turnover"),
            models.Index("debt", "id", name="customers_by_debt", condition=Q(debt__gt=0)),
            models.Index("last_activity_at", "id", name="customers_with_deposit", condition=Q(deposits__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name or self.full_name

    def get_absolute_url(self) -> str:
        return reverse("customer_profile", args=[self.number])

    @property
    def is_company(self) -> bool:
        return self.form == Form.COMPANY

    @property
    def full_name(self) -> str:
        """What the name trigger writes into `name`, before the row is saved."""
        return self.legal_name if self.is_company else f"{self.first_name} {self.last_name}".strip()

    @property
    def numbers(self) -> list[str]:
        """All numbers this customer was ever known by; merging adds to them."""
        return [self.number, *(alias.number for alias in self.aliases.all())]

    @property
    def main_phone(self) -> Phone | None:
        return next(iter(self.phones.all()), None)

    @property
    def address_lines(self) -> list[str]:
        """As written on an envelope, the country by its name in the active language, and only when it is not the shop's own."""
        abroad = self.country if self.country != current_shop().country else ""
        place = " ".join(part for part in (self.postal_code, self.city) if part)
        lines = [self.street, ", ".join(part for part in (place, self.region) if part), abroad and country_name(abroad)]
        return [line for line in lines if line]
