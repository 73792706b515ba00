"""Measuring whether the shop is as fast as it has to be."""
