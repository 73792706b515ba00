from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions import save_profile
from accounts.forms import ProfileForm
from accounts.models import User
from core.http import for_all_staff, staff

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@for_all_staff
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user = staff(request)
    # A copy of its own: the page around the form must not show what was typed and refused.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        saved = save_profile(fields=form.cleaned_data, by=user)
        with translation.override(saved.language):
            messages.success(request, _("Profile saved"))
        return redirect("profile")
    return render(request, "accounts/profile.html", {"form": form})
