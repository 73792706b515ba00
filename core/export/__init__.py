"""Lists as files, CSV or Excel: exactly the filtered rows, in their order and columns, of one consistent moment.

A list registers an Export: its rows for a query, its fields, and which fields stand for a column of the list. Small ones are sent as
they are written; larger ones are written by the worker.
"""

from core.export.fields import STARTS_A_FORMULA, Field, Shape, defused, full_name, in_words, of_model
from core.export.offers import EXPORTS, Export, Refused, Wanted, register
from core.export.writing import BYTE_ORDER_MARK, csv_pieces, excel_pieces

__all__ = [
    "BYTE_ORDER_MARK", "EXPORTS", "STARTS_A_FORMULA", "Export", "Field", "Refused", "Shape", "Wanted", "csv_pieces", "defused", "excel_pieces", "full_name", "in_words", "of_model", "register",
]  # fmt: skip
