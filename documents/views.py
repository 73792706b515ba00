from django.http import HttpRequest, HttpResponse

from core.http import for_all_staff


@for_all_staff
def document_list(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse("document_list")


@for_all_staff
def document_page(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse("document_page")


@for_all_staff
def document_pdf(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse("document_pdf")
