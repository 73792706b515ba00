from django.urls import path

from repairs.views import board, bulk, intake, lists, moves, orders, public, styles

urlpatterns = [
    path("settings/statuses/", styles.status_settings, name="status_settings"),
    path("repairs/", lists.order_list, name="order_list"),
    path("repairs/many/", bulk.order_bulk, name="order_bulk"),
    path("repairs/board/", board.board, name="board"),
    path("repairs/new/", intake.intake, name="intake"),
    path("repairs/new/customers/", intake.intake_customers, name="intake_customers"),
    path("repairs/new/device/", intake.intake_device, name="intake_device"),
    path("repairs/<number:number>/", orders.order_page, name="order_page"),
    path("repairs/<number:number>/edit/", orders.order_edit, name="order_edit"),
    path("repairs/<number:number>/move/", moves.order_move, name="order_move"),
    path("repairs/<number:number>/jump/", moves.order_jump, name="order_jump"),
    path("repairs/<number:number>/hand-over/", orders.hand_over, name="hand_over"),
    path("r/<secret:secret>", public.public_status, name="public_status"),
]
