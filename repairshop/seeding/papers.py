"""The seeded documents: frozen, numbered and chained as documents/actions.py does it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core import money
from documents import chain
from documents.kinds import TEMPLATE_VERSIONS, DocumentKind
from documents.models import Document, DocumentContent
from repairs.states import Status
from repairshop.seeding import searching
from repairshop.seeding.rows import DAY, line, moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.models import Shop
    from repairshop.seeding import records
    from repairshop.seeding.rows import Rows

RECEIPT_EVERY, REPORT_EVERY = 5, 18  # orders: together about one document for two customers
PREFIXES = {DocumentKind.INTAKE_RECEIPT: "IR", DocumentKind.HANDOVER_REPORT: "HO"}
FEE = Decimal(60)
BETWEEN, END = "\x1f", "\x1e"  # of what a draft holds; JSON writes such signs otherwise, and no text of ours has them
PREVIOUS = '"previous_hash":""'


@dataclass(frozen=True)
class Draft:
    """A document before it has its place in the chain: what its own hash covers stands around the hash of the one before."""

    series: str
    before: str
    after: str
    columns: str  # of its row, the two hashes left out
    content: str  # a line for COPY

    def chained(self, previous: str) -> tuple[str, str]:
        """Its own hash, and its row as a line for COPY."""
        own = chain.sha256(f"{self.before}{previous}{self.after}")
        return own, f"{self.columns}\t{previous}\t{own}\n"


def lines(drafts: Iterable[str], last_hashes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """All documents in the order of their chains: what goes into the one table, and into the other."""
    for piece in drafts:
        for record in piece.split(END)[:-1]:
            draft = Draft(*record.split(BETWEEN))
            last_hashes[draft.series], document = draft.chained(last_hashes.get(draft.series, ""))
            yield document, draft.content


class Papers:
    """Which documents there are, series by series in the order of their times; each drafted by itself, so that several hands can."""

    def __init__(self, rows: Rows, shop: Shop) -> None:
        self.rows = rows
        self.shop = shop
        self.places, self.times, self.positions, self.receipts = array("i"), array("q"), array("i"), 0
        self.document, self.content = (
            Document(),
            DocumentContent(),
        )  # written over and over: making them takes as long again
        self.terms = {language: shop.terms_in(language) for language in ("ro", "lv", "fr", "ru")}
        self.shop_content = {
            "name": shop.name,
            "legal_name": shop.legal_name or shop.name,
            "address": shop.address_lines,
            "city": shop.city,
            "tax_number": shop.tax_number,
            "registration_number": shop.registration_number,
            "phone": shop.phone,
            "email": shop.email,
            "logo": None,
        }
        self._number_all()

    def __len__(self) -> int:
        return len(self.places)

    def _number_all(self) -> None:
        shape = self.rows.shape
        for place in range(0, shape.orders, RECEIPT_EVERY):
            self._number(DocumentKind.INTAKE_RECEIPT, place, shape.received[place])
        self.receipts = len(self.places)
        handed_over = [
            (shape.closed[place], place)
            for place in range(0, shape.orders, REPORT_EVERY)
            if shape.status_of(place) == Status.HANDED_OVER
        ]
        for at, place in sorted(handed_over):
            self._number(DocumentKind.HANDOVER_REPORT, place, at)

    def _number(self, kind: DocumentKind, place: int, at: int) -> None:
        key = (kind, self.rows.year(at))
        position = self.rows.counted.get(key, self.rows.before.numbers.get(key, 0)) + 1
        self.rows.counted[key] = position
        self.places.append(place)
        self.times.append(at)
        self.positions.append(position)

    def drafts(self, those: range) -> Iterator[str]:
        for at in those:
            draft = self._draft(at)
            yield BETWEEN.join((draft.series, draft.before, draft.after, draft.columns, draft.content)) + END

    def _draft(self, which: int) -> Draft:
        rows, place, at, position = self.rows, self.places[which], self.times[which], self.positions[which]
        kind = DocumentKind.INTAKE_RECEIPT if which < self.receipts else DocumentKind.HANDOVER_REPORT
        year = rows.year(at)
        customer_place, device_place = rows.shape.customer_of(place), rows.shape.device[place]
        who, thing = rows.who(customer_place), rows.thing(device_place)
        job = rows.order(place, thing, who.tongue.language)
        number, series = f"{PREFIXES[kind]}-{year}-{position:06}", f"{kind}/{year}/"
        issued_at = datetime.fromtimestamp(at, UTC)
        frozen = chain.canonical(self._content(kind, place, who, thing, job))
        content = self.content
        content.__dict__.update(
            number=number,
            content=frozen,
            template_version=TEMPLATE_VERSIONS[kind],
            issued_at=issued_at,
            customer_number=rows.customer_number(customer_place),
            customer_name=who.called.full,
            phones=f"{who.phone.raw} {who.phone.e164[1:]} {who.phone.national}",
            device_number=rows.device_number(device_place),
            device=thing.title,
            identifiers=" ".join(part for part in (thing.imei, thing.serial, thing.vin) if part),
            plate=thing.plate,
            order_number=rows.order_number(place),
            slip_code=job.slip_code,
            amount=Decimal(job.price).quantize(Decimal("0.01")),
            currency=self.shop.currency,
        )
        document = self.document
        document.__dict__.update(
            id=rows.before.ids["documents_document"] + which + 1,
            kind=kind.value,
            number=number,
            series=series,
            position=position,
            issued_at=issued_at,
            issued_by="",
            language=who.tongue.language,
            content_hash=chain.sha256(frozen),
            previous_hash="",
        )
        before, after = chain.hashed(document, content).split(PREVIOUS)
        return Draft(series, f"{before}{PREVIOUS[:-1]}", f'"{after}', _columns(document), _content_line(content))

    def _content(
        self, kind: DocumentKind, place: int, who: records.Customer, thing: records.Device, job: records.Order
    ) -> dict[str, Any]:
        rows = self.rows
        return {
            "shop": self.shop_content,
            "customer": {
                "number": rows.customer_number(rows.shape.customer_of(place)),
                "name": who.called.full,
                "form": "company" if who.called.legal_name else "person",
                "address": [who.street, who.city, who.tongue.country],
                "phones": [who.phone.raw],
                "email": who.email,
                "tax_number": who.tax_number,
                "contact": "",
            },
            "device": {
                "number": rows.device_number(rows.shape.device[place]),
                "title": thing.title,
                "kind": thing.kind,
                "brand": thing.brand,
                "model": thing.model,
                "colour": "",
                "imei": thing.imei,
                "imei2": "",
                "serial": thing.serial,
                "vin": thing.vin,
                "plate": thing.plate,
                "mileage": None,
            },
            "order": self._order(kind, place, job),
            "terms": self.terms[who.tongue.language],
            "issued_by": "",
        }

    def _order(self, kind: DocumentKind, place: int, job: records.Order) -> dict[str, Any]:
        shape, is_report = self.rows.shape, kind == DocumentKind.HANDOVER_REPORT
        return {
            "number": self.rows.order_number(place),
            "slip_code": job.slip_code,
            "status_url": f"{self.shop.public_url.rstrip('/')}/r/{job.secret}",
            "kind": "paid",
            "received_at": self._frozen(shape.received[place]),
            "received_by": "",
            "promised_at": self._frozen(shape.received[place] + 3 * DAY),
            "technician": "",
            "reported_fault": job.fault,
            "condition": "",
            "accessories": job.accessories,
            "passcode": "",
            "estimated_cost": money.frozen(Decimal(job.price)),
            "diagnosis_fee": money.frozen(FEE),
            "currency": self.shop.currency,
            "work_done": job.work_done if is_report else "",
            "outcome": "",
            "warranty_months": None,
            "warranty_until": "",
            "final_cost": money.frozen(Decimal(job.price)) if is_report else money.frozen(None),
            "handed_over_at": self._frozen(shape.closed[place]) if is_report else "",
            "handed_over_by": "",
            "collected_by": "",
        }

    def _frozen(self, seconds: int) -> str:
        return datetime.fromtimestamp(seconds, self.rows.zone).isoformat(timespec="seconds")


def _columns(document: Document) -> str:
    at = moment(int(document.issued_at.timestamp()))
    return line(
        document.pk, document.kind, document.number, document.series, document.position, at, "", document.language,
        document.content_hash,
    ).rstrip("\n")  # fmt: skip


def _content_line(row: DocumentContent) -> str:
    at, content = moment(int(row.issued_at.timestamp())), row.content.replace("\\", "\\\\")
    return line(
        row.number, content, row.template_version, at, row.customer_number, row.customer_name, row.phones, row.device_number,
        row.device, row.identifiers, row.plate, row.order_number, row.slip_code, row.amount, row.currency,
        searching.of_document(row),
    )  # fmt: skip
