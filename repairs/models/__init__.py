from repairs.codes import How, Method, Supply
from repairs.models.bench import Loan, LoanDevice, WorkSession
from repairs.models.catalogue import CatalogueItem, CataloguePrice, ItemKind, TaxRate
from repairs.models.estimates import Answer, Estimate, EstimateLine
from repairs.models.lines import OrderLine
from repairs.models.order import (
    SLIP_ALPHABET,
    SLIP_CODE,
    SLIP_LENGTH,
    OrderKind,
    Outcome,
    StatusMove,
    WorkOrder,
    WorkOrderQuerySet,
    new_secret,
    new_slip_code,
)
from repairs.models.payments import Payment, PaymentKind
from repairs.models.pictures import IntakeDraft, Moment, Photo, Signature
from repairs.models.talk import OrderNote, Question

__all__ = [
    "SLIP_ALPHABET",
    "SLIP_CODE",
    "SLIP_LENGTH",
    "Answer",
    "CatalogueItem",
    "CataloguePrice",
    "Estimate",
    "EstimateLine",
    "How",
    "IntakeDraft",
    "ItemKind",
    "Loan",
    "LoanDevice",
    "Method",
    "Moment",
    "OrderKind",
    "OrderLine",
    "OrderNote",
    "Outcome",
    "Payment",
    "PaymentKind",
    "Photo",
    "Question",
    "Signature",
    "StatusMove",
    "Supply",
    "TaxRate",
    "WorkOrder",
    "WorkOrderQuerySet",
    "WorkSession",
    "new_secret",
    "new_slip_code",
]
