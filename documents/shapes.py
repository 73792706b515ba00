"""What is frozen into a document of each kind: plain JSON data, the same words whoever freezes it.

Amounts are texts with a point and two digits ("1950.00", core.money.frozen), rates and quantities texts without trailing zeros ("19", "1.5"),
moments ISO 8601 with the offset of the shop's zone (core.clock.frozen), days "2026-11-16". A value nobody knows is "" or its key is left out: every
key is optional for the templates, so that content frozen by an older version is still printed. Names and texts are frozen as they are,
in the customer's language where the shop has words for it; codes are put into words when the paper is drawn.

Each kind freezes `shop`, `issued_by` and `terms`, and beside these:

    intake_receipt         customer device order checklist signatures (payments: the deposit)
    repair_order           customer device order checklist lines totals
    estimate               customer device order lines totals estimate
    diagnosis_report       customer device order diagnosis (lines totals: what a repair would cost)
    handover_report        customer device order lines totals payments signatures
    warranty_certificate   customer device order lines warranty
    payment_receipt        customer device order payment totals
    delivery_note          customer lines delivery (device order totals)
    monthly_closing        closing
    minutes_of_destruction destruction
    proforma, invoice      customer lines totals (device order payments)
    credit_note            customer lines totals corrects
    contract               customer clauses signatures

Any kind may carry `corrects`: it stands in for an earlier document. `paper` says on what it is printed, and is frozen with the rest.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

type Amount = str
type Moment = str
type Day = str


class ShopPart(TypedDict):
    name: str
    legal_name: str
    address: list[str]
    city: str
    tax_number: str
    registration_number: str
    phone: str
    email: str
    logo: str | None  # SHA-256 of a DocumentAsset


class CustomerPart(TypedDict):
    number: str
    name: str
    form: str
    address: list[str]
    phones: list[str]
    email: str
    tax_number: str
    contact: str


class DevicePart(TypedDict):
    number: str
    title: str
    kind: str
    brand: str
    model: str
    colour: str
    imei: str
    imei2: str
    serial: str
    vin: str
    plate: str
    mileage: int | str | None


class OrderPart(TypedDict, total=False):
    number: str
    slip_code: str
    status_url: str
    kind: str
    received_at: Moment
    received_by: str
    promised_at: Moment
    technician: str
    reported_fault: str
    condition: str
    accessories: str
    passcode: Literal["given", ""]  # never the passcode itself
    estimated_cost: Amount
    diagnosis_fee: Amount
    currency: str
    work_done: str
    outcome: Literal["repaired", "not_repaired", "declined", ""]
    final_cost: Amount
    handed_over_at: Moment
    handed_over_by: str
    collected_by: str
    warranty_months: int | None
    warranty_until: Day


class Check(TypedDict):
    label: str
    state: Literal["ok", "bad", "unknown"]


class Line(TypedDict):
    """A part, a job or a fee. `total` is what stands in the last column: with tax where prices include it, after the discount."""

    kind: Literal["part", "labour", "fee"]
    code: str
    text: str
    quantity: str
    unit_price: Amount
    total: Amount
    tax_rate: str
    discount: NotRequired[str]  # percent, "10"
    discount_amount: NotRequired[Amount]  # where it was given as one
    unit: NotRequired[str]
    decision: NotRequired[Literal["approved", "declined", ""]]  # on an estimate that is already answered


class TaxSum(TypedDict):
    rate: str
    net: Amount
    tax: Amount
    gross: Amount


class Totals(TypedDict):
    """`total` = `net` + `tax`; `paid` and `due` where money has been taken or is awaited."""

    currency: str
    prices_include_tax: bool
    net: Amount
    tax: Amount
    total: Amount
    rates: list[TaxSum]
    discount: NotRequired[Amount]
    paid: NotRequired[Amount]
    due: NotRequired[Amount]


class Payment(TypedDict):
    kind: Literal["deposit", "balance", "refund"]
    method: str  # code: cash, card, transfer, other
    at: Moment
    amount: Amount
    currency: str
    by: NotRequired[str]
    note: NotRequired[str]


class EstimatePart(TypedDict):
    version: int
    valid_until: NotRequired[Day]
    note: NotRequired[str]
    decision: NotRequired[Literal["approved", "declined", "partly", ""]]
    decided_by: NotRequired[str]
    decided_how: NotRequired[str]  # code: desk, phone, link, paper
    decided_at: NotRequired[Moment]
    approved_total: NotRequired[Amount]


class DiagnosisPart(TypedDict):
    found: str
    advice: NotRequired[str]
    worth_it: NotRequired[Literal["yes", "no", ""]]
    by: NotRequired[str]
    at: NotRequired[Moment]


class WarrantyPart(TypedDict):
    months: int
    starts: Day
    until: Day
    covers: NotRequired[str]
    excludes: NotRequired[str]


class DeliveryPart(TypedDict):
    address: list[str]
    recipient: NotRequired[str]
    carrier: NotRequired[str]
    sent_at: NotRequired[Moment]
    note: NotRequired[str]


class SeriesHead(TypedDict):
    """The last of a series at that moment; the store of files is a series of its own, "document_file"."""

    series: str
    number: str
    position: int
    own_hash: str


class SeriesCount(TypedDict):
    kind: str
    first: str
    last: str
    count: int
    total: NotRequired[Amount]  # of what still holds: documents/sums.py


class ClosingPart(TypedDict):
    starts: Day
    ends: Day
    zone: NotRequired[str]  # in which the month began and ended
    currency: str
    documents: list[SeriesCount]
    heads: list[SeriesHead]
    payments: NotRequired[list[Payment]]  # sums by method: kind "" and `at` ""
    turnover: NotRequired[Amount]
    as_of: NotRequired[Day]  # the day whose debt and deposits these are
    debt: NotRequired[Amount]
    deposits: NotRequired[Amount]


class DestroyedDocument(TypedDict):
    number: str
    kind: str
    issued_at: Moment
    expired_on: Day
    content_hash: str
    own_hash: NotRequired[str]
    row_hash: NotRequired[str]  # documents.chain.row_hash: by it the verification knows the emptied document


class Confirmation(TypedDict):
    name: str
    at: Moment


class DestructionPart(TypedDict):
    rule: str
    reason: NotRequired[str]
    documents: list[DestroyedDocument]
    confirmations: list[Confirmation]


class Corrects(TypedDict):
    number: str
    kind: str
    issued_at: Moment
    reason: str
    cancels: NotRequired[bool]  # nothing stands in its place


class Signatures(TypedDict, total=False):
    customer: str  # SHA-256 of a DocumentAsset
    shop: str


class PaperPart(TypedDict, total=False):
    size: Literal["a4", "a5", "roll"]
    accent: str  # "#2050c8", or "" for black


class Content(TypedDict, total=False):
    shop: ShopPart
    issued_by: str
    terms: list[str]
    paper: PaperPart
    customer: CustomerPart
    device: DevicePart
    order: OrderPart
    checklist: list[Check]
    signatures: Signatures
    signed_by: str
    lines: list[Line]
    totals: Totals
    payments: list[Payment]
    payment: Payment
    estimate: EstimatePart
    diagnosis: DiagnosisPart
    warranty: WarrantyPart
    delivery: DeliveryPart
    closing: ClosingPart
    destruction: DestructionPart
    corrects: Corrects
    clauses: list[str]
