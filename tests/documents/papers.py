"""Documents with believable content, as plain data."""

import hashlib
import io
from dataclasses import replace
from typing import Any

from django.utils import translation
from PIL import Image, ImageDraw

from documents import samples
from documents.paper import Paper

TERMS = {
    "en": "The estimated cost is not final. Any excess needs your consent, given in writing or by phone.",
    "ro": "Costul estimat nu este definitiv. Orice depășire se face numai cu acordul dumneavoastră, dat în scris.",
    "lv": "Paredzamā cena nav galīga. Pārsniegumam vajadzīga jūsu piekrišana rakstiski, pa tālruni vai statusa lapā.",
    "ru": "Предварительная цена не окончательна. Превышение возможно только с вашего согласия.",
    "fr": "Le coût estimé n’est pas définitif. Tout dépassement exige votre accord, écrit ou par téléphone.",
}
FAULTS = {
    "en": "Screen broken after a fall, touch does not react at the bottom. The battery lasts half a day.",
    "ro": "Ecran spart după o cădere, touch-ul nu răspunde în partea de jos. Bateria ține doar jumătate de zi.",
    "lv": "Pēc kritiena saplīsis ekrāns, apakšā skāriens nereaģē. Ņemot vērā vecumu, baterija iztur pusi dienas.",
    "ru": "После падения разбит экран, внизу не работает сенсор. Батарея держит полдня, объём съёмки не проверен.",
    "fr": "Écran brisé après une chute, le tactile ne répond plus en bas. Où est passée l’autonomie ? À vérifier.",
}


def picture() -> bytes:
    image = Image.new("RGBA", (120, 120), (17, 17, 17, 255))
    ImageDraw.Draw(image).line([(30, 90), (60, 30), (90, 90)], fill="white", width=8)
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


LOGO = picture()
LOGO_KEY = hashlib.sha256(LOGO).hexdigest()


def content(language: str = "ro", **order: Any) -> dict[str, Any]:
    return {
        "shop": {
            "name": "Atelier Nord",
            "legal_name": "Atelier Nord S.R.L.",
            "address": ["Str. Memorandumului 12", "400114 Cluj-Napoca"],
            "tax_number": "RO 18547290",
            "registration_number": "J12/2209/2011",
            "phone": "+40264590300",
            "email": "service@ateliernord.example",
            "logo": LOGO_KEY,
            "city": "Cluj-Napoca",
        },
        "customer": {
            "number": "CLT-000123",
            "name": "Andrei Popescu",
            "form": "person",
            "address": ["Str. Observatorului 34, bl. C, ap. 12", "400500 Cluj-Napoca, Cluj"],
            "phones": ["+40722418905"],
            "email": "andrei.popescu@gmail.com",
            "tax_number": "",
            "contact": "",
        },
        "device": {
            "number": "DVC-000045",
            "title": "Apple iPhone 13, 128 GB",
            "kind": "phone",
            "brand": "Apple",
            "model": "iPhone 13",
            "colour": "albastru",
            "imei": "351044630482738",
            "imei2": "351044630482749",
            "serial": "",
            "vin": "",
            "plate": "",
            "mileage": "",
        },
        "order": {
            "number": "WO-2026-000045",
            "slip_code": "K7M4QX",
            "status_url": "https://atelier.example/r/9f8e7d6c5b4a39281706f5e4d3c2b1a0",
            "kind": "paid",
            "received_at": "2026-11-16T10:06:00+02:00",
            "received_by": "Ioana Pop",
            "promised_at": "2026-11-18T17:00:00+02:00",
            "technician": "Radu Mureșan",
            "reported_fault": FAULTS[language],
            "condition": "Zgârieturi pe ramă, spatele intact.",
            "accessories": "husă, cartelă SIM",
            "estimated_cost": "1950.00",
            "diagnosis_fee": "60.00",
            "currency": "RON",
            "work_done": "",
            "final_cost": "",
            "handed_over_at": "",
            "handed_over_by": "",
            "collected_by": "",
            "warranty_months": None,
            "warranty_until": None,
            **order,
        },
        "terms": [TERMS[language]] * 7,
        "issued_by": "Ioana Pop",
    }


def receipt(language: str = "ro", *, number: str = "IR-2026-000112", **changes: Any) -> Paper:
    return Paper(
        kind=str(changes.pop("kind", "intake_receipt")),
        number=number,
        issued_at="2026-11-16T10:06:00+02:00",
        language=language,
        fingerprint="7f3a91c20be4" + "0" * 52,
        template_version=2,
        content=content(language) | changes,
        assets={LOGO_KEY: LOGO},
    )


def handover(language: str = "ro") -> Paper:
    done = {
        "work_done": "Ecran înlocuit, baterie înlocuită, probă de 30 de minute.",
        "final_cost": "1150.00",
        "handed_over_at": "2026-11-19T16:40:00+02:00",
        "handed_over_by": "Ioana Pop",
        "collected_by": "Maria Popescu",
        "warranty_months": 6,
        "warranty_until": "2027-05-19",
    }
    return receipt(language, number="HR-2026-000098", kind="handover_report", order=content(language, **done)["order"])


def of_kind(kind: str, language: str = "en", **changes: Any) -> Paper:
    """A document of any kind, with the sample content of the settings' preview."""
    with translation.override(language):
        frozen: Any = samples.sample(kind, shop=content("ro")["shop"], currency="RON")
    said = {**frozen, "terms": [TERMS[language]] * 6, **changes}
    return replace(receipt(language, number="XX-2026-000112", kind=kind), content=said)
