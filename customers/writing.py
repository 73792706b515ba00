"""How what was typed around a customer gets into its tables. Called by the deeds, with the customer's row locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from core import clock, history, phones
from core.shop import current_shop
from customers.models import Consent, Contact, Customer, CustomerContact, Label, Phone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from customers.drafts import CustomerDraft, TypedContact, TypedPhone

PERSONAL = ("first_name", "last_name", "phone_raw", "email")


def write_around(customer: Customer, draft: CustomerDraft, *, by: User | None) -> None:
    """Phones, contacts, labels and consents of the draft."""
    write_phones(customer, draft.phones)
    write_contacts(customer, draft.contacts, by=by)
    if draft.labels is not None:
        write_labels(customer, draft.labels)
    if draft.consents is not None:
        write_consents(customer, draft.consents, by=by)


def write_phones(customer: Customer, typed: Sequence[TypedPhone]) -> None:
    wanted = [_phone(customer, entry, is_main=position == 0) for position, entry in enumerate(typed)]
    standing = list(customer.phones.all())
    if [(each.raw, each.kind, each.is_main) for each in standing] == [
        (each.raw, each.kind, each.is_main) for each in wanted
    ]:
        return
    if standing:
        customer.phones.all().delete()
    Phone.objects.bulk_create(wanted)


def _phone(customer: Customer, typed: TypedPhone, *, is_main: bool) -> Phone:
    raw, e164 = phones.read(typed.raw, _country(customer))
    return Phone(
        customer=customer, kind=typed.kind, raw=raw, e164=e164, national=phones.national_digits(e164), is_main=is_main
    )


def write_contacts(customer: Customer, typed: Sequence[TypedContact], *, by: User | None) -> None:
    """Make the customer's contacts be these: known by their key, the rest unlinked; one nobody speaks of any more goes."""
    standing = {link.contact_id: link for link in customer.contact_links.select_related("contact")}
    keys = [entry.key for entry in typed if entry.key is not None]
    people = {person.pk: person for person in Contact.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    primary = next((position for position, entry in enumerate(typed) if entry.is_primary), 0)
    customer.contact_links.filter(is_primary=True).update(is_primary=False)
    kept = set()
    for position, entry in enumerate(typed):
        person = people.pop(entry.key, None) if entry.key else None
        person = write_person(person, entry, but=customer, by=by)
        kept.add(person.pk)
        wanted = {"role": entry.role, "may_collect": entry.may_collect, "is_primary": position == primary}
        CustomerContact.objects.update_or_create(customer=customer, contact=person, defaults=wanted)
    _unlink(link for key, link in standing.items() if key not in kept)


def _unlink(links: Any) -> None:
    for link in links:
        link.delete()
        forget_if_alone(link.contact)


def forget_if_alone(person: Contact) -> None:
    """Nobody is kept in the book who speaks for nobody. A colleague who links the person at this moment is waited for."""
    list(Contact.objects.select_for_update().filter(pk=person.pk))
    if not person.customer_links.exists():
        person.delete()


def write_person(person: Contact | None, typed: TypedContact, *, but: Customer, by: User | None) -> Contact:
    """Write down who the contact is. The others it speaks for see the change in their timeline, and in their open forms."""
    person = person or Contact()
    before = [getattr(person, name) for name in PERSONAL]
    person.first_name, person.last_name, person.email = typed.first_name, typed.last_name, typed.email
    person.phone_raw, person.phone_e164 = phones.read(typed.phone, _country(but))
    person.phone_national = phones.national_digits(person.phone_e164)
    changed = [name for name, was in zip(PERSONAL, before, strict=True) if getattr(person, name) != was]
    is_new = person.pk is None
    if changed:
        person.save()
    if changed and not is_new:
        _tell_others(person, changed, but=but, by=by)
    return person


def _tell_others(person: Contact, changed: list[str], *, but: Customer, by: User | None) -> None:
    others = Customer.objects.filter(contact_links__contact=person).exclude(pk=but.pk)
    for number in others.order_by("pk").values_list("number", flat=True):
        history.record(
            "contact_changed",
            by=by,
            kind="customer",
            number=number,
            customer=number,
            facts={"fields": changed, "through": but.number},
        )
    others.update(version=F("version") + 1)


def write_labels(customer: Customer, names: Sequence[str]) -> None:
    """The labels by name, however their letters are written; one that is not there yet is made."""
    wanted = {name.casefold(): name for typed in names if (name := " ".join(typed.split())[:40])}
    Label.objects.bulk_create(
        [Label(name=name) for folded, name in wanted.items() if folded not in _standing_labels()],
        ignore_conflicts=True,
    )
    standing = _standing_labels()
    customer.labels.set([standing[folded] for folded in wanted])


def _standing_labels() -> dict[str, Label]:
    return {label.name.casefold(): label for label in Label.objects.all()}


def write_consents(customer: Customer, given: Mapping[str, bool | None], *, by: User | None) -> None:
    """Only what changed is noted anew, with who and when."""
    standing = {consent.channel: consent for consent in customer.consents.all()}
    for channel, is_given in given.items():
        consent = standing.get(channel)
        if is_given is None and consent:
            consent.delete()
        elif is_given is not None and (consent is None or consent.is_given != is_given):
            noted = {"is_given": is_given, "noted_at": clock.now(), "noted_by": by}
            Consent.objects.update_or_create(customer=customer, channel=channel, defaults=noted)


def _country(customer: Customer) -> str:
    return customer.country or current_shop().country
