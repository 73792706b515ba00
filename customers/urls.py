from django.urls import path

from customers import views

urlpatterns = [
    path("settings/customers/", views.customer_lists, name="customer_lists"),
    path("statistics/", views.customer_statistics, name="customer_statistics"),
    path("customers/", views.customer_list, name="customer_list"),
    path("customers/export/", views.customer_export, name="customer_export"),
    path("customers/import/", views.customer_import, name="customer_import"),
    path("customers/import/<int:key>/", views.customer_import_job, name="customer_import_job"),
    path("customers/import/<int:key>/to-mend.csv", views.customer_import_mend, name="customer_import_mend"),
    path("customers/find/", views.customer_find, name="customer_find"),
    path("customers/bulk/", views.customer_bulk, name="customer_bulk"),
    path("customers/new/", views.customer_new, name="customer_new"),
    path("customers/check/", views.customer_check, name="customer_check"),
    path("customers/deleted/", views.customer_bin, name="customer_bin"),
    path("customers/deleted/<number:number>/restore/", views.customer_restore, name="customer_restore"),
    path("customers/deleted/<number:number>/forget/", views.customer_forget, name="customer_forget"),
    path("customers/<number:number>/", views.customer_profile, name="customer_profile"),
    path("customers/<number:number>/edit/", views.customer_edit, name="customer_edit"),
    path("customers/merges/<int:key>/undo/", views.customer_merge_undo, name="customer_merge_undo"),
    path("customers/<number:number>/merge/", views.customer_merge, name="customer_merge"),
    path("customers/<number:number>/anonymise/", views.customer_anonymise, name="customer_anonymise"),
    path("customers/<number:number>/everything/", views.customer_everything, name="customer_everything"),
    path("customers/<number:number>/delete/", views.customer_delete, name="customer_delete"),
    path("customers/<number:number>/activity/", views.customer_activity, name="customer_activity"),
    path("customers/<number:number>/write-down/", views.customer_write_down, name="customer_write_down"),
    path("customers/<number:number>/contacts/new/", views.customer_contact_new, name="customer_contact_new"),
    path("customers/<number:number>/contacts/<int:key>/", views.customer_contact, name="customer_contact"),
    path("customers/<number:number>/notes/<int:key>/", views.customer_note, name="customer_note"),
    path("customers/<number:number>/glance/", views.customer_glance, name="customer_glance"),
    path("customers/<number:number>/timeline/", views.customer_timeline, name="customer_timeline"),
]
