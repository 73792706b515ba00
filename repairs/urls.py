from django.urls import path

from repairs.views import board, bulk, intake, lists, loans, moves, orders, public, styles, talk, work

urlpatterns = [
    path("settings/statuses/", styles.status_settings, name="status_settings"),
    path("repairs/", lists.order_list, name="order_list"),
    path("repairs/many/", bulk.order_bulk, name="order_bulk"),
    path("repairs/mine/", work.my_work, name="my_work"),
    path("repairs/times/<int:key>/", work.work_correct, name="work_correct"),
    path("settings/loan-devices/", loans.loan_devices, name="loan_devices"),
    path("repairs/board/", board.board, name="board"),
    path("repairs/new/", intake.intake, name="intake"),
    path("repairs/new/customers/", intake.intake_customers, name="intake_customers"),
    path("repairs/new/device/", intake.intake_device, name="intake_device"),
    path("repairs/<number:number>/", orders.order_page, name="order_page"),
    path("repairs/<number:number>/edit/", orders.order_edit, name="order_edit"),
    path("repairs/<number:number>/move/", moves.order_move, name="order_move"),
    path("repairs/<number:number>/jump/", moves.order_jump, name="order_jump"),
    path("repairs/<number:number>/hand-over/", orders.hand_over, name="hand_over"),
    path("repairs/<number:number>/notes/", talk.order_note, name="order_note"),
    path("repairs/<number:number>/notes/<int:key>/drop/", talk.order_note_drop, name="order_note_drop"),
    path("repairs/<number:number>/questions/", talk.order_question, name="order_question"),
    path("repairs/<number:number>/questions/<int:key>/", talk.order_answer, name="order_answer"),
    path("repairs/<number:number>/remind/", talk.order_remind, name="order_remind"),
    path("repairs/<number:number>/start/", work.work_start, name="work_start"),
    path("repairs/<number:number>/stop/", work.work_stop, name="work_stop"),
    path("repairs/<number:number>/lend/", loans.order_lend, name="order_lend"),
    path("repairs/<number:number>/loans/<int:key>/back/", loans.loan_back, name="loan_back"),
    path("r/<secret:secret>", public.public_status, name="public_status"),
]
