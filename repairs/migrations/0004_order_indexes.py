"""What would hold a full table locked for long: indexes and checks, made beside the work that goes on."""

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("repairs", "0003_lines_and_money")]

    operations = [
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index(
                models.F("status"),
                models.F("status_since"),
                models.F("id"),
                condition=models.Q(("status__in", frozenset(["cancelled", "handed_over"])), _negated=True),
                name="repairs_stuck",
            ),
        ),
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index(
                models.F("promised_at"),
                models.F("id"),
                condition=models.Q(("status__in", frozenset(["cancelled", "handed_over"])), _negated=True),
                name="repairs_promised",
            ),
        ),
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index(models.F("status"), models.F("received_at"), models.F("id"), name="repairs_by_status"),
        ),
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index(
                models.F("technician"), models.F("received_at"), models.F("id"), name="repairs_by_technician"
            ),
        ),
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index(
                models.F("closed_at"),
                models.F("id"),
                condition=models.Q(("closed_at__isnull", False)),
                name="repairs_closed",
            ),
        ),
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index(
                models.F("received_at"),
                models.F("id"),
                condition=models.Q(("paid__lt", models.F("total"))),
                name="repairs_unpaid",
            ),
        ),
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index(
                models.F("warranty_until"),
                models.F("id"),
                condition=models.Q(("warranty_until__isnull", False)),
                name="repairs_warranty",
            ),
        ),
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index(
                models.F("warranty_of"),
                models.F("id"),
                condition=models.Q(("warranty_of__isnull", False)),
                name="repairs_returns",
            ),
        ),
        ValidateConstraint("workorder", "repairs_workorder_money"),
        ValidateConstraint("workorder", "repairs_workorder_outcome"),
        ValidateConstraint("workorder", "repairs_workorder_not_its_own_return"),
    ]
