from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from customers.actions import delete_customer
from customers.models import Customer
from devices.models import Device, TypeAllocation
from documents.models import Document
from repairs.models import WorkOrder
from tests.factories import device, order, person, shop, staff

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def new(**changed: Any) -> dict[str, Any]:
    """What a new person with a new phone types; other values by name."""
    typed = {
        "form": "person", "first_name": "Алексей", "last_name": "Зубков", "phone": "+7 (908) 4944434",
        "device_kind": "car", "brand": "Toyota", "model": "Corolla", "vin": "NMTBM28E80R058037", "plate": "N123AP",
        "kind": "paid", "reported_fault": "Стук спереди",
    }  # fmt: skip
    return {**typed, **changed}


def standing(customer: Customer, thing: Device, **changed: Any) -> dict[str, Any]:
    return {"customer": customer.number, "device": thing.number, "kind": "paid", "reported_fault": "Dead", **changed}


def post(client: Client, body: dict[str, Any]) -> Any:
    return client.post(reverse("intake"), body)


def test_new_customer_and_new_device_in_one_save(client: Client) -> None:
    response = post(client, new())
    made = WorkOrder.objects.get()
    assert response.headers["Location"] == reverse("order_page", args=[made.number])
    assert (made.customer.name, str(made.customer.main_phone)) == ("Алексей Зубков", "+7 908 494-44-34")
    assert (made.device.title, made.device.vin, made.device.plate) == ("Toyota Corolla", "NMTBM28E80R058037", "N123AP")
    assert made.device.owner == made.customer
    assert list(Document.objects.values_list("kind", flat=True)) == ["intake_receipt"]


def test_the_toast_names_the_order_and_leads_to_its_receipt(client: Client) -> None:
    page = client.post(reverse("intake"), new(), follow=True)
    number = WorkOrder.objects.get().number
    receipt = reverse("document_pdf", args=[Document.objects.get().number])
    assert f'Work order {number} received <a href="{receipt}">Receipt</a>' in page.content.decode()


def test_standing_customer_and_device(client: Client) -> None:
    customer = person()
    thing = device(customer)
    technician = staff("technician")
    body = standing(
        customer, thing, kind="urgent", condition="Scratched", accessories="Case", bench_note="Call", estimated_cost="950,50",
        diagnosis_fee="60", promised_at="2030-05-04T17:00", technician=str(technician.pk),
    )  # fmt: skip
    post(client, body)
    made = WorkOrder.objects.get()
    assert (made.customer, made.device, made.kind, made.technician) == (customer, thing, "urgent", technician)
    assert (str(made.estimated_cost), str(made.diagnosis_fee)) == ("950.50", "60.00")
    assert made.promised_at is not None
    assert made.promised_at.isoformat() == "2030-05-04T14:00:00+00:00"
    assert (made.condition, made.accessories, made.bench_note) == ("Scratched", "Case", "Call")


def test_sent_twice_makes_one(client: Client) -> None:
    body = new(nonce=str(uuid4()))
    assert post(client, body).headers["Location"] == post(client, body).headers["Location"]
    assert WorkOrder.objects.count() == 1


def test_sent_again_with_another_body_is_asked_about(client: Client) -> None:
    nonce = str(uuid4())
    post(client, new(nonce=nonce))
    page = post(client, new(nonce=nonce, reported_fault="Другое"))
    assert f"{WorkOrder.objects.get().number}</a>. Send it again to make another." in page.content.decode()
    assert nonce not in page.content.decode()


def test_sent_again_after_the_order_was_deleted_is_asked_about(client: Client) -> None:
    body = new(nonce=str(uuid4()))
    post(client, body)
    number = WorkOrder.objects.get().number
    WorkOrder.objects.all().delete()
    page = post(client, body)
    assert f"made {number}, which was deleted since. Send it again to make another." in page.content.decode()


def test_an_unreadable_nonce_is_a_new_one(client: Client) -> None:
    assert post(client, new(nonce="not a nonce")).status_code == 302


def test_a_device_of_somebody_else_changes_hands(client: Client) -> None:
    thing = device(person("Ana", "Pop", "+40 722 000 111"))
    customer = person()
    post(client, standing(customer, thing))
    thing.refresh_from_db()
    assert thing.owner == customer


def test_company(client: Client) -> None:
    post(client, new(form="company", legal_name='ИЧП "Строганов НИ"', phone="+7 (916) 8545678"))
    assert Customer.objects.get().name == 'ИЧП "Строганов НИ"'


def test_hostile_text_is_kept_as_it_is(client: Client) -> None:
    post(client, new(reported_fault="<script>alert(1)</script> =1+1 🙂 שלום"))
    assert WorkOrder.objects.get().reported_fault == "<script>alert(1)</script> =1+1 🙂 שלום"


def test_a_wrong_identifier_is_warned_about_and_saved(client: Client) -> None:
    post(client, new(device_kind="phone", imei="351044630482739"))
    assert Device.objects.get().imei == "351044630482739"


@pytest.mark.parametrize(
    "rule", [("phone", "Write a phone number."), ("phone_or_email", "Write a phone number or an e-mail address.")]
)
def test_reach_rule(client: Client, rule: tuple[str, str]) -> None:
    shop(reach_rule=rule[0])
    assert rule[1] in post(client, new(phone="")).content.decode()


def test_reach_rule_none(client: Client) -> None:
    shop(reach_rule="none")
    assert post(client, new(phone="")).status_code == 302


@pytest.mark.parametrize("role", ["manager", "administrator"])
def test_who_may(role: str) -> None:
    shop()
    client = Client()
    client.force_login(staff(role))
    assert client.get(reverse("intake")).status_code == 200


@pytest.mark.parametrize("name", ["intake", "intake_customers", "intake_device"])
def test_who_may_not(name: str) -> None:
    client = Client()
    assert client.get(reverse(name)).status_code == 302
    client.force_login(staff("technician"))
    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reported_fault": " "}, "Write what the customer reports."),
        ({"reported_fault": "x" * 4001}, "at most 4000 characters"),
        ({"reported_fault": "x\n" * 401}, "Write at most 400 lines."),
        ({"reported_fault": "a\0b"}, "Null characters are not allowed."),
        ({"model": ""}, "Write the model, as far as it is known."),
        ({"last_name": ""}, "Write the last name."),
        ({"form": "company", "legal_name": ""}, "Write the legal name."),
        ({"email": "nobody"}, "Write an address like name@example.com."),
        ({"estimated_cost": "-1"}, "Write an amount like 950.00."),
        ({"estimated_cost": "NaN"}, "Write an amount like 950.00."),
        ({"estimated_cost": "1" + "0" * 20}, "Write an amount below 10,000,000,000."),
        ({"mileage": "1" + "0" * 20}, "less than or equal to 2147483647"),
        ({"promised_at": "0001-01-01T00:00"}, "Write a day of this century."),
        ({"promised_at": "soon"}, "Enter a valid date/time."),
        ({"technician": "9" * 30}, "Select a valid choice."),
        ({"kind": "x"}, "Select a valid choice."),
    ],
)
def test_bad_input(client: Client, typed: dict[str, str], sentence: str) -> None:
    page = post(client, new(**typed))
    assert sentence in page.content.decode()
    assert "Not saved yet" in page.content.decode()
    assert "NMTBM28E80R058037" in page.content.decode()
    assert WorkOrder.objects.count() == 0


@pytest.mark.parametrize("name", ["customer", "device"])
@pytest.mark.parametrize("number", ["CLT-999999", "x", "<b>", "9" * 30])
def test_a_chosen_record_that_is_not_there(client: Client, name: str, number: str) -> None:
    customer = person()
    body = standing(customer, device(customer)) | {name: number}
    page = post(client, body)
    assert page.status_code == 200
    assert "is not there: it was deleted, or never was." in page.content.decode()
    assert "Dead" in page.content.decode()
    assert f'name="{name}" value="{number}"' not in page.content.decode()


@pytest.mark.parametrize("query", ["customer=CLT-999999", "device=DVC-999999", "customer=%00", "customer=x'&device=y"])
def test_a_bad_address_is_a_clean_page(client: Client, query: str) -> None:
    assert client.get(f"{reverse('intake')}?{query}").status_code == 200


def test_a_device_in_the_address_brings_its_owner(client: Client) -> None:
    customer = person()
    page = client.get(reverse("intake"), {"device": device(customer).number})
    assert page.context["customer"] == customer


def test_no_number_is_shown_before_it_exists(client: Client) -> None:
    assert "WO-" not in client.get(reverse("intake")).content.decode()


def test_choosing_somebody_keeps_what_is_typed(client: Client) -> None:
    customer = person()
    page = post(client, new(pick_customer=customer.number))
    assert page.context["customer"] == customer
    assert "Стук спереди" in page.content.decode()
    assert WorkOrder.objects.count() == 0


def test_enter_in_the_search_takes_the_first(client: Client) -> None:
    person("Ana", "Popa", "+40 722 000 111")
    latest = person("Ana", "Popescu", "+40 722 000 112")
    page = client.post(reverse("intake"), {"look": "1", "q": "popes"}, headers=HTMX)
    assert page.context["customer"] == latest
    assert page.content.decode().lstrip().startswith("<form")


def test_without_script_enter_takes_only_the_only_one(client: Client) -> None:
    person("Ana", "Popa", "+40 722 000 111")
    person("Ana", "Popescu", "+40 722 000 112")
    assert post(client, {"look": "1", "q": "popa"}).context["customer"].name == "Ana Popa"
    several = post(client, {"look": "1", "q": "ana"})
    assert several.context["customer"] is None
    assert len(several.context["hits"]) == 2


def test_who_is_not_found_begins_a_new_customer(client: Client) -> None:
    page = client.post(reverse("intake"), {"look": "1", "q": "Līga Kalniņa"}, headers=HTMX)
    assert 'name="first_name" value="Līga"' in page.content.decode()
    assert 'name="last_name" value="Kalniņa"' in page.content.decode()


def test_a_scanned_imei_finds_its_device_and_owner(client: Client) -> None:
    customer = person()
    thing = device(customer)
    page = client.post(reverse("intake"), {"look": "1", "q": "35 104463 048273 8"}, headers=HTMX)
    assert (page.context["customer"], page.context["device"]) == (customer, thing)


def test_customers_are_found_live(client: Client) -> None:
    person()
    page = client.get(reverse("intake_customers"), {"q": "8905"}, headers=HTMX)
    assert "Andrei Popescu" in page.content.decode()
    assert "CLT-000001" in page.content.decode()
    assert "Nobody found" in client.get(reverse("intake_customers"), {"q": "zzz"}, headers=HTMX).content.decode()


def test_seen_before_names_orders_but_not_their_owner(client: Client) -> None:
    first = order(person("Ana", "Secret", "+40 722 000 111"), reported_fault="Battery")
    customer = person()
    page = client.post(reverse("intake_device"), {"customer": customer.number, "imei": "351044630482738"}, headers=HTMX)
    text = page.content.decode()
    assert first.number in text
    assert "Battery" in text
    assert "Held by another customer." in text
    assert "Secret" not in text


def test_choosing_the_device_seen_before(client: Client) -> None:
    thing = device(person("Ana", "Secret", "+40 722 000 111"))
    page = post(client, new(customer=person().number, pick_device=thing.number))
    assert page.context["device"] == thing
    assert page.context["elsewhere"] is True
    assert "Secret" not in page.content.decode()


def test_warnings_come_while_typing(client: Client) -> None:
    typed = {"imei": "351044630482739"}
    page = client.post(reverse("intake_device"), typed, headers={**HTMX, "HX-Trigger-Name": "imei"})
    assert "Last digit should be 8, not 9. Check it, or save it as it is." in page.content.decode()


def test_a_right_vin_has_its_sentence_and_no_warning(client: Client) -> None:
    page = client.post(
        reverse("intake_device"), {"vin": "NMTBM28E80R058037"}, headers={**HTMX, "HX-Trigger-Name": "vin"}
    )
    text = page.content.decode()
    assert "Toyota, Turkey. No model year in this VIN." in text
    assert "field-ok" in text
    assert 'class="warning"' not in text


@pytest.mark.parametrize(
    ("typed", "filled"),
    [
        ({"brand": "", "model": "", "filled": ""}, {"brand": "Apple", "model": "iPhone 13", "filled": "Apple|iPhone 13"}),
        ({"brand": "Sony", "model": "Xperia", "filled": "Sony|Xperia"}, {"brand": "Apple", "model": "iPhone 13", "filled": "Apple|iPhone 13"}),
        ({"brand": "Sony", "model": "Xperia", "filled": ""}, {}),
        ({"brand": "Apple", "model": "iPhone 13", "filled": "Apple|iPhone 13"}, {}),
    ],
)  # fmt: skip
def test_the_imei_fills_brand_and_model_unless_somebody_wrote_them(
    client: Client, typed: dict[str, str], filled: dict[str, str]
) -> None:
    TypeAllocation.objects.create(tac="35104463", brand="Apple", model="iPhone 13")
    page = client.post(reverse("intake_device"), {"imei": "351044630482738", **typed}, headers=HTMX)
    assert page.context["filled"] == filled


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_wrong_method(client: Client, method: str) -> None:
    assert getattr(client, method)(reverse("intake")).status_code == 405
    assert client.post(reverse("intake_customers")).status_code == 405


def test_sent_again_after_a_colleague_deleted_what_it_made(client: Client) -> None:
    sent = new(nonce=str(uuid4()))
    client.post(reverse("intake"), sent)
    made, ticked = Customer.objects.get(), [WorkOrder.objects.get().number]
    delete_customer(number=made.number, typed_name=made.name, ticked=ticked, by=staff("manager"))
    answer = client.post(reverse("intake"), sent)
    assert f"This form was already sent once and made {ticked[0]}, which was deleted since." in answer.content.decode()
    again = {**sent, "nonce": answer.context["form"]["nonce"].value()}
    assert client.post(reverse("intake"), again).status_code == 302
    assert WorkOrder.objects.count() == 1
