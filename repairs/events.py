from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import phrases
from core.history import Verb, verbs
from repairs.codes import How, Method, Supply
from repairs.states import Status


def _statuses(words: dict[str, Any]) -> dict[str, Any]:
    labels = dict(Status.choices)
    return {**words, "before": labels.get(words.get("before", ""), ""), "after": labels.get(words.get("after", ""), "")}


def _answered(words: dict[str, Any]) -> dict[str, Any]:
    """Who answered, and by what way, beneath the sentence."""
    way = dict(How.choices).get(words.get("how", ""), "")
    note = ", ".join(str(part) for part in (words.get("who"), way) if part)
    return {**_amounts(words), "note": note or words.get("note", "")}


def _amounts(words: dict[str, Any]) -> dict[str, Any]:
    """Amounts with the currency, codes as words."""
    told = {name: phrases.price(words[name]) for name in ("amount", "approved") if words.get(name)}
    codes = {"method": dict(Method.choices), "supply": dict(Supply.choices)}
    named = {name: labels.get(words.get(name, ""), "") for name, labels in codes.items()}
    return {**words, **named, **told}


verbs(
    Verb(code="orders_exported", icon="download", sentence=_("{rows} work orders exported")),
    Verb(code="device_received", icon="log-in", sentence=_("{device} received on {order}")),
    Verb(code="order_moved", icon="arrow-right", sentence=_("{order} moved to {after}"), words=_statuses),
    Verb(
        code="order_jumped", icon="redo-dot", sentence=_("{order} put to {after}, past the usual way"), words=_statuses
    ),
    Verb(code="order_reopened", icon="rotate-ccw", sentence=_("{order} reopened: {after}"), words=_statuses),
    Verb(code="order_changed", icon="pencil", sentence=_("{order} changed")),
    Verb(code="device_handed_over", icon="log-out", sentence=_("{device} handed over on {order}")),
    Verb(code="order_noted", icon="sticky-note", sentence=_("Note on {order}")),
    Verb(
        code="customer_told", topic="messages", icon="message-square", sentence=_("Written to the customer on {order}")
    ),
    Verb(code="note_dropped", icon="eraser", sentence=_("Note on {order} removed")),
    Verb(code="question_asked", icon="circle-question-mark", sentence=_("Question on {order}")),
    Verb(code="question_answered", icon="message-circle-reply", sentence=_("Question on {order} answered")),
    Verb(code="customer_reminded", topic="messages", icon="bell", sentence=_("Customer reminded of {order}")),
    Verb(code="work_started", icon="play", sentence=_("Work on {order} started")),
    Verb(code="work_stopped", icon="square", sentence=_("Work on {order} stopped after {minutes} min")),
    Verb(code="work_corrected", icon="timer-reset", sentence=_("Working time on {order} corrected")),
    Verb(code="device_lent", icon="smartphone-charging", sentence=_("{lent} lent on {order}")),
    Verb(code="device_returned", icon="undo-2", sentence=_("{lent} came back on {order}")),
    Verb(code="loan_device_added", icon="smartphone-charging", sentence=_("Loan device {device} added")),
    Verb(code="loan_device_changed", icon="smartphone-charging", sentence=_("Loan device {device} changed")),
    Verb(code="line_added", icon="plus", sentence=_("{text} added to {order}, {amount}"), words=_amounts),
    Verb(code="line_changed", icon="pencil", sentence=_("{text} changed on {order}, {amount}"), words=_amounts),
    Verb(code="line_removed", icon="minus", sentence=_("{text} taken off {order}, {amount}"), words=_amounts),
    Verb(code="lines_sorted", icon="arrow-up-down", sentence=_("Lines of {order} put in another order")),
    Verb(code="line_supplied", icon="package", sentence=_("{text} on {order}: {supply}"), words=_amounts),
    Verb(
        code="estimate_issued",
        icon="file-text",
        sentence=_("Estimate v{edition} of {amount} issued for {order}"),
        words=_amounts,
    ),
    Verb(
        code="estimate_approved",
        icon="circle-check",
        sentence=_("Estimate v{edition} of {order} approved: {approved}"),
        words=_answered,
    ),
    Verb(
        code="estimate_partly",
        icon="circle-check",
        sentence=_("Estimate v{edition} of {order} approved in part: {approved} of {amount}"),
        words=_answered,
    ),
    Verb(
        code="estimate_declined",
        icon="circle-x",
        sentence=_("Estimate v{edition} of {order} declined: {amount}"),
        words=_answered,
    ),
    Verb(
        code="repair_declined",
        icon="circle-x",
        sentence=_("Repair of {order} declined, {amount} for the diagnosis"),
        words=_answered,
    ),
    Verb(
        code="estimate_withdrawn",
        icon="file-x",
        sentence=_("Estimate v{edition} of {order} withdrawn: {amount}"),
        words=_amounts,
    ),
    Verb(code="answer_seen", icon="eye", sentence=_("Answer to estimate v{edition} of {order} seen")),
    Verb(
        code="payment_taken",
        topic="money",
        icon="banknote",
        sentence=_("{amount} paid on {order}, {method}"),
        words=_amounts,
    ),
    Verb(
        code="payment_refunded",
        topic="money",
        icon="undo-2",
        sentence=_("{amount} paid back on {order}, {method}"),
        words=_amounts,
    ),
    Verb(code="deposit_kept", topic="money", icon="banknote", sentence=_("{amount} kept on {order}"), words=_amounts),
    Verb(
        code="credit_allowed",
        topic="money",
        icon="badge-check",
        sentence=_("{order} may go although {amount} is not paid"),
        words=_amounts,
    ),
    Verb(code="item_added", icon="plus", sentence=_("{text} added to the catalogue")),
    Verb(code="item_changed", icon="pencil", sentence=_("{text} changed in the catalogue")),
    Verb(code="rate_added", icon="plus", sentence=_("Tax rate {text} added")),
    Verb(code="rate_changed", icon="pencil", sentence=_("Tax rate {text} changed")),
    Verb(code="passcode_set", icon="key", sentence=_("Passcode of {order} written down")),
    Verb(code="passcode_shown", icon="eye", sentence=_("Passcode of {order} looked at")),
    Verb(code="photo_added", icon="camera", sentence=_("Photo added to {order}")),
    Verb(code="photo_removed", icon="camera-off", sentence=_("Photo of {order} removed")),
)
