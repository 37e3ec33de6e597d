"""The canonical layout of rule files: which files it is for, where comments belong, how a tree is written down.

Knows text and its layout, nothing of what rules mean. `cfcheck.formatter` is what the rest of cfcheck calls.
"""
