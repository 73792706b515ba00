from django.urls import path

from repairs import views

urlpatterns = [
    path("repairs/", views.order_list, name="order_list"),
    path("repairs/new/", views.intake, name="intake"),
    path("repairs/new/customers/", views.intake_customers, name="intake_customers"),
    path("repairs/new/device/", views.intake_device, name="intake_device"),
    path("repairs/<number:number>/", views.order_page, name="order_page"),
    path("repairs/<number:number>/edit/", views.order_edit, name="order_edit"),
    path("repairs/<number:number>/move/", views.order_move, name="order_move"),
    path("repairs/<number:number>/hand-over/", views.hand_over, name="hand_over"),
    path("r/<secret:secret>", views.public_status, name="public_status"),
]
