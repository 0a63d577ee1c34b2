"""Bytes and text made of plain values: letters, reports, amounts for people."""
