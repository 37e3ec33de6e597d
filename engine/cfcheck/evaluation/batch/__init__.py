"""Turns blocks of many records into lines of JSON, and reuses earlier decisions by the bytes of a record.

In the order in which a record passes through them: `cutting` cuts the reader's batches into parts by the size of their
lines; `jobs` distributes parts over threads or processes; `lines` makes the lines of a part; `scanner` and `refusals`
find known values, and known faults, in bytes; `numbering` and `seen` find ids that came twice. The result is byte for
byte what the evaluator and the renderer give record by record.
"""
