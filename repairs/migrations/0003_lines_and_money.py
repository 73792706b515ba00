from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from core.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0008_money_indexes"),
        ("core", "0008_prices"),
        ("devices", "0002_search"),
        ("repairs", "0002_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("part", "Part"), ("labour", "Labour"), ("fee", "Fee")],
                        default="part",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=60, verbose_name="code")),
                ("text", models.CharField(max_length=300, verbose_name="text")),
                (
                    "unit_price",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="price",
                    ),
                ),
                (
                    "tax_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Empty: the shop's usual rate.",
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="tax, %",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("search", models.TextField(blank=True, default="", editable=False)),
            ],
            options={
                "verbose_name": "catalogue item",
                "verbose_name_plural": "catalogue",
                "ordering": ["text", "pk"],
                "permissions": [("manage_catalogue", "Can edit the catalogue of jobs and parts")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CataloguePrice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "unit_price",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="price",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Estimate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveSmallIntegerField(verbose_name="version")),
                ("document_number", models.CharField(blank=True, max_length=40, verbose_name="document")),
                ("total", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="total")),
                (
                    "approved_total",
                    models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="approved"),
                ),
                (
                    "diagnosis_fee",
                    models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="if declined"),
                ),
                ("is_replaced", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ["-edition"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="EstimateLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[("part", "Part"), ("labour", "Labour"), ("fee", "Fee")],
                        default="part",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=60, verbose_name="code")),
                ("text", models.CharField(max_length=300, verbose_name="text")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=3, default=Decimal(1), max_digits=10, verbose_name="quantity"),
                ),
                ("unit_price", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="price")),
                (
                    "discount_percent",
                    models.DecimalField(decimal_places=2, default=Decimal(0), max_digits=5, verbose_name="discount, %"),
                ),
                (
                    "discount_amount",
                    models.DecimalField(decimal_places=2, default=Decimal(0), max_digits=12, verbose_name="discount"),
                ),
                (
                    "tax_rate",
                    models.DecimalField(decimal_places=2, default=Decimal(0), max_digits=5, verbose_name="tax, %"),
                ),
                ("total", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="total")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("", "Open"), ("approved", "Approved"), ("declined", "Declined")],
                        default="",
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("answered_by", models.CharField(blank=True, max_length=200, verbose_name="who said so")),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("desk", "At the desk"),
                            ("phone", "By phone"),
                            ("link", "By the link"),
                            ("paper", "On paper"),
                        ],
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="when")),
            ],
            options={
                "ordering": ["position", "pk"],
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="IntakeDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("out_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="out")),
                ("back_at", models.DateTimeField(blank=True, null=True, verbose_name="back")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "ordering": ["out_at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="LoanDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("identifiers", models.CharField(blank=True, max_length=200, verbose_name="IMEI, serial number")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "loan device",
                "verbose_name_plural": "loan devices",
                "ordering": ["name", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[("part", "Part"), ("labour", "Labour"), ("fee", "Fee")],
                        default="part",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=60, verbose_name="code")),
                ("text", models.CharField(max_length=300, verbose_name="text")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=3, default=Decimal(1), max_digits=10, verbose_name="quantity"),
                ),
                ("unit_price", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="price")),
                (
                    "discount_percent",
                    models.DecimalField(decimal_places=2, default=Decimal(0), max_digits=5, verbose_name="discount, %"),
                ),
                (
                    "discount_amount",
                    models.DecimalField(decimal_places=2, default=Decimal(0), max_digits=12, verbose_name="discount"),
                ),
                (
                    "tax_rate",
                    models.DecimalField(decimal_places=2, default=Decimal(0), max_digits=5, verbose_name="tax, %"),
                ),
                (
                    "supply",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not asked for"),
                            ("in_stock", "In stock"),
                            ("reserved", "Reserved"),
                            ("ordered", "Ordered"),
                            ("arrived", "Arrived"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="supply",
                    ),
                ),
                ("reserved_at", models.DateTimeField(blank=True, null=True, verbose_name="reserved")),
                ("ordered_at", models.DateTimeField(blank=True, null=True, verbose_name="ordered")),
                ("expected_on", models.DateField(blank=True, null=True, verbose_name="expected")),
                ("arrived_at", models.DateTimeField(blank=True, null=True, verbose_name="arrived")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "line",
                "verbose_name_plural": "lines",
                "ordering": ["position", "pk"],
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OrderNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                ("is_public", models.BooleanField(default=False, verbose_name="the customer sees it")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("deposit", "Deposit"), ("balance", "Balance"), ("refund", "Refund")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("card", "Card"),
                            ("transfer", "Bank transfer"),
                            ("online", "Online"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="method",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("document_number", models.CharField(blank=True, max_length=40, verbose_name="document")),
            ],
            options={
                "verbose_name": "payment",
                "verbose_name_plural": "payments",
                "ordering": ["at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to="photos/%Y/%m", verbose_name="photo")),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=4000, verbose_name="question")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["asked_at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "moment",
                    models.CharField(choices=[("intake", "At intake"), ("handover", "At hand-over")], max_length=10),
                ),
                ("asset", models.CharField(max_length=64)),
                ("signed_by", models.CharField(blank=True, max_length=200, verbose_name="signed by")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        unique=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="rate, %",
                    ),
                ),
                ("is_default", models.BooleanField(default=False, verbose_name="for new lines")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "tax rate",
                "verbose_name_plural": "tax rates",
                "ordering": ["-is_default", "-rate"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="WorkSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="from")),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="to")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ["started_at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="workorder",
            options={
                "permissions": [
                    ("move_workorder", "Can move a work order to another status"),
                    ("hand_over_workorder", "Can hand a device over"),
                    ("jump_workorder", "Can move a work order to any status"),
                    ("reopen_workorder", "Can open a closed work order again"),
                    ("price_workorder", "Can edit lines and estimates"),
                    ("take_payment", "Can take payments"),
                    ("refund_payment", "Can pay money back"),
                    ("credit_workorder", "Can let a device go that is not paid"),
                    ("view_passcode", "Can see a device's passcode"),
                    ("lend_device", "Can lend a device and take it back"),
                ],
                "verbose_name": "work order",
                "verbose_name_plural": "work orders",
            },
        ),
        migrations.AddField(
            model_name="workorder",
            name="approved_total",
            field=models.DecimalField(
                blank=True, decimal_places=2, editable=False, max_digits=12, null=True, verbose_name="approved"
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="checklist",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="item and answer",
                verbose_name="checklist",
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="credit_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="workorder",
            name="credit_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[("repaired", "Repaired"), ("not_repaired", "Not repaired"), ("declined", "Declined")],
                db_default="",
                default="",
                editable=False,
                max_length=15,
                verbose_name="outcome",
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="paid",
            field=models.DecimalField(
                db_default=Decimal(0),
                decimal_places=2,
                default=Decimal(0),
                editable=False,
                max_digits=12,
                verbose_name="paid",
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="passcode",
            field=models.TextField(blank=True, db_default="", default="", editable=False, help_text="encrypted"),
        ),
        migrations.AddField(
            model_name="workorder",
            name="prices_include_tax",
            field=models.BooleanField(db_default=True, default=True, editable=False, verbose_name="prices include tax"),
        ),
        migrations.AddField(
            model_name="workorder",
            name="reminded_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="reminded"),
        ),
        migrations.AddField(
            model_name="workorder",
            name="total",
            field=models.DecimalField(
                db_default=Decimal(0),
                decimal_places=2,
                default=Decimal(0),
                editable=False,
                max_digits=12,
                verbose_name="total",
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="warranty_months",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(120)],
                verbose_name="warranty, months",
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="warranty_of",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="warranty_returns",
                to="repairs.workorder",
                verbose_name="warranty return of",
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="warranty_until",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="warranty until"),
        ),
        migrations.AddIndex(
            model_name="catalogueitem",
            index=models.Index(models.F("text"), models.F("id"), name="repairs_catalogue_by_text"),
        ),
        migrations.AddConstraint(
            model_name="catalogueitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["part", "labour", "fee"])), name="repairs_catalogueitem_known_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="repairs_catalogueitem_has_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit_price__gte", 0)), name="repairs_catalogueitem_price"
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True),
                fields=("code",),
                name="repairs_catalogueitem_code_once",
            ),
        ),
        migrations.AddField(
            model_name="catalogueprice",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="prices", to="repairs.catalogueitem"
            ),
        ),
        migrations.AddField(
            model_name="catalogueprice",
            name="price_type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="customers.pricetype",
                verbose_name="price type",
            ),
        ),
        migrations.AddField(
            model_name="estimate",
            name="made_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="estimate",
            name="work_order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="estimates", to="repairs.workorder"
            ),
        ),
        migrations.AddField(
            model_name="estimateline",
            name="estimate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="repairs.estimate"
            ),
        ),
        migrations.AddField(
            model_name="estimateline",
            name="heard_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="intakedraft",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="intake_drafts", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="loan",
            name="back_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="loan",
            name="out_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="loan",
            name="work_order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="loans", to="repairs.workorder"
            ),
        ),
        migrations.AddConstraint(
            model_name="loandevice",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="repairs_loandevice_has_name"
            ),
        ),
        migrations.AddField(
            model_name="loan",
            name="loan_device",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="loans",
                to="repairs.loandevice",
                verbose_name="loan device",
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="catalogue_item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="repairs.catalogueitem",
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="technician",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="technician",
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="work_order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="repairs.workorder"
            ),
        ),
        migrations.AddField(
            model_name="estimateline",
            name="line",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="offers", to="repairs.orderline"
            ),
        ),
        migrations.AddField(
            model_name="ordernote",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="ordernote",
            name="work_order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="repairs.workorder"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="work_order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="payments", to="repairs.workorder"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="draft",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="photos",
                to="repairs.intakedraft",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="work_order",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="photos",
                to="repairs.workorder",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="asked_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="work_order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="repairs.workorder"
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="work_order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="signatures", to="repairs.workorder"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate__gte", 0), ("rate__lte", Decimal(100))), name="repairs_taxrate_is_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)), fields=("is_default",), name="repairs_taxrate_one_default"
            ),
        ),
        migrations.AddField(
            model_name="worksession",
            name="technician",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="worksession",
            name="work_order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="repairs.workorder"
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueprice",
            constraint=models.UniqueConstraint(fields=("item", "price_type"), name="repairs_catalogueprice_once"),
        ),
        migrations.AddConstraint(
            model_name="catalogueprice",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit_price__gte", 0)), name="repairs_catalogueprice_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="estimate",
            constraint=models.UniqueConstraint(fields=("work_order", "edition"), name="repairs_estimate_edition_once"),
        ),
        migrations.AddConstraint(
            model_name="estimate",
            constraint=models.CheckConstraint(
                condition=models.Q(("approved_total__gte", 0), ("total__gte", 0)),
                name="repairs_estimate_totals_not_negative",
            ),
        ),
        migrations.AddIndex(
            model_name="intakedraft",
            index=models.Index(models.F("user"), models.F("updated_at"), name="repairs_draft_of_user"),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("back_at", None)), fields=("loan_device",), name="repairs_loan_one_out"
            ),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.CheckConstraint(
                condition=models.Q(("back_at", None), ("back_at__gte", models.F("out_at")), _connector="OR"),
                name="repairs_loan_forwards",
            ),
        ),
        migrations.AddIndex(
            model_name="orderline",
            index=models.Index(
                models.F("supply"),
                models.F("ordered_at"),
                condition=models.Q(("supply", ""), _negated=True),
                name="repairs_line_supply",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["part", "labour", "fee"])), name="repairs_orderline_known_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="repairs_orderline_has_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="repairs_orderline_quantity"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit_price__gte", 0)), name="repairs_orderline_price"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("discount_amount", 0), ("discount_percent__gte", 0), ("discount_percent__lte", Decimal(100))
                    ),
                    models.Q(("discount_amount__gte", 0), ("discount_percent", 0)),
                    _connector="OR",
                ),
                name="repairs_orderline_one_discount",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_rate__gte", 0), ("tax_rate__lte", Decimal(100))),
                name="repairs_orderline_tax",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("supply__in", ["", "in_stock", "reserved", "ordered", "arrived"])),
                name="repairs_orderline_known_supply",
            ),
        ),
        migrations.AddConstraint(
            model_name="estimateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["part", "labour", "fee"])), name="repairs_estimateline_known_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="estimateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="repairs_estimateline_has_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="estimateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="repairs_estimateline_quantity"
            ),
        ),
        migrations.AddConstraint(
            model_name="estimateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit_price__gte", 0)), name="repairs_estimateline_price"
            ),
        ),
        migrations.AddConstraint(
            model_name="estimateline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("discount_amount", 0), ("discount_percent__gte", 0), ("discount_percent__lte", Decimal(100))
                    ),
                    models.Q(("discount_amount__gte", 0), ("discount_percent", 0)),
                    _connector="OR",
                ),
                name="repairs_estimateline_one_discount",
            ),
        ),
        migrations.AddConstraint(
            model_name="estimateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_rate__gte", 0), ("tax_rate__lte", Decimal(100))),
                name="repairs_estimateline_tax",
            ),
        ),
        migrations.AddConstraint(
            model_name="estimateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["", "approved", "declined"])),
                name="repairs_estimateline_known_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="estimateline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("how", "")),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        models.Q(("how", ""), _negated=True),
                        ("answered_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="repairs_estimateline_answer_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="ordernote",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="repairs_ordernote_has_text"
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(models.F("at"), models.F("id"), name="repairs_payment_by_age"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="repairs_payment_above_zero"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["deposit", "balance", "refund"])), name="repairs_payment_known_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("method__in", ["cash", "card", "transfer", "online", "other"])),
                name="repairs_payment_known_method",
            ),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(models.F("file"), name="repairs_photo_file"),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("draft__isnull", False), ("work_order__isnull", True)),
                    models.Q(("draft__isnull", True), ("work_order__isnull", False)),
                    _connector="OR",
                ),
                name="repairs_photo_of_order_or_draft",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                models.F("asked_at"), condition=models.Q(("answered_at", None)), name="repairs_question_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="repairs_question_has_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None)),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="repairs_question_answer_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("moment__in", ["intake", "handover"])), name="repairs_signature_known_moment"
            ),
        ),
        migrations.AddConstraint(
            model_name="worksession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stopped_at", None)), fields=("technician",), name="repairs_worksession_one_runs"
            ),
        ),
        migrations.AddConstraint(
            model_name="worksession",
            constraint=models.CheckConstraint(
                condition=models.Q(("stopped_at", None), ("stopped_at__gte", models.F("started_at")), _connector="OR"),
                name="repairs_worksession_forwards",
            ),
        ),
        AddConstraintNotValid(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("paid__gte", 0), ("total__gte", 0)), name="repairs_workorder_money"
            ),
        ),
        AddConstraintNotValid(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["", "repaired", "not_repaired", "declined"])),
                name="repairs_workorder_outcome",
            ),
        ),
        AddConstraintNotValid(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("warranty_of", models.F("pk")), _negated=True),
                name="repairs_workorder_not_its_own_return",
            ),
        ),
        run_file("repairs", "catalogue.sql"),
        run_file("repairs", "money.sql"),
    ]
