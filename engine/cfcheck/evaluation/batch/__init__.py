"""The way of many records to lines of JSON, block by block: what was met before is found again in its bytes.

Modules, in the order in which a record meets them: `cutting` cuts the batches of the reader into parts, by the size of
their lines; `jobs` spreads parts over threads or processes; `line_assessor` makes the lines of a part; `scanner` finds
in bytes what was met before, by `refusals` also what is wrong; `batches` tells ids that came twice, with `seen` and
`numbering`, and `leaving_out` leaves their lines out again. All of it gives, byte for byte, what the evaluator and the
renderer give one by one.
"""
