"""The way of many records to lines of JSON, block by block: what was met before is found again in its bytes.

Modules, in the order in which a record meets them: `batches` numbers the batches of the reader and tells ids that came
twice; `line_assessor` makes the lines of a batch; `scanner` finds in bytes what was met before; `jobs` spreads batches
over processes. All of it gives, byte for byte, what the evaluator and the renderer give one by one.
"""
