from django.http import HttpRequest, HttpResponse

from core.http import for_all_staff


@for_all_staff
def profile(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse("profile")
