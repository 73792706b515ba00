from django.db.models import Lookup, TextField


@TextField.register_lookup
class Like(Lookup):
    """A bare LIKE: the pattern is made by core.search, from folded words that hold no wildcard of their own."""

    lookup_name = "like"

    def as_sql(self, compiler, connection):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - Django's own signature
        left, left_parameters = self.process_lhs(compiler, connection)
        right, right_parameters = self.process_rhs(compiler, connection)
        return f"{left} LIKE {right}", (*left_parameters, *right_parameters)
