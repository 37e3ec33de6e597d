"""Turns the tables that people already have into incidents, by mappings written as data.

Knows the files' layouts and the mapping language; knows no agreement and judges nothing.
"""

from cfcheck.converting.conversion import Conversion, convert
from cfcheck.converting.converter import Reserved
from cfcheck.converting.direct import DIRECT, direct_mapping
from cfcheck.converting.mapping import Mapping
from cfcheck.converting.mapping_loader import open_mapping
from cfcheck.converting.shipped import mapping_names

__all__ = ["DIRECT", "Conversion", "Mapping", "Reserved", "convert", "direct_mapping", "mapping_names", "open_mapping"]
