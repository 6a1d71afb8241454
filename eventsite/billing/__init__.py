"""What accountants see of an order: the journal, and the documents that people keep.

The journal is append-only double entry in minor units; a balance is a sum over it and never a column.
Documents (`documents/`) are pure functions from frozen data to PDF: they read no table and no clock, so a receipt
that is made again from what was stored has the same bytes.
"""
