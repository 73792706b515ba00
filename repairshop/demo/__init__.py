"""A believable shop to try things on: filled through the same deeds as a real one, with their times moved back."""

from repairshop.demo.filling import PASSWORD, Login, NotEmpty, fill

__all__ = ["PASSWORD", "Login", "NotEmpty", "fill"]
