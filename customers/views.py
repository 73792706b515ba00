from django.http import HttpRequest, HttpResponse

from core.http import for_all_staff


@for_all_staff
def customer_list(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('customer_list')


@for_all_staff
def customer_export(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('customer_export')


@for_all_staff
def customer_new(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('customer_new')


@for_all_staff
def customer_bin(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('customer_bin')


@for_all_staff
def customer_restore(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('customer_restore')


@for_all_staff
def customer_profile(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('customer_profile')


@for_all_staff
def customer_edit(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('customer_edit')


@for_all_staff
def customer_delete(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('customer_delete')


@for_all_staff
def customer_activity(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('customer_activity')
