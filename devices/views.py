from django.http import HttpRequest, HttpResponse

from core.http import for_all_staff


@for_all_staff
def device_list(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('device_list')


@for_all_staff
def device_new(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('device_new')


@for_all_staff
def device_page(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('device_page')


@for_all_staff
def device_edit(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse('device_edit')
