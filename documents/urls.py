from django.urls import path

from documents import views

urlpatterns = [
    path("documents/", views.document_list, name="document_list"),
    path("documents/<number:number>/", views.document_page, name="document_page"),
    path("documents/<number:number>.pdf", views.document_pdf, name="document_pdf"),
]
