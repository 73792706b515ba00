from django.http import HttpRequest, HttpResponse

from core.http import for_all_staff


@for_all_staff
def order_list(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('order_list')


@for_all_staff
def intake(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('intake')


@for_all_staff
def intake_customers(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('intake_customers')


@for_all_staff
def intake_device(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('intake_device')


@for_all_staff
def order_page(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('order_page')


@for_all_staff
def order_edit(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('order_edit')


@for_all_staff
def order_move(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('order_move')


@for_all_staff
def hand_over(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('hand_over')


@for_all_staff
def public_status(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('public_status')
