"""Turns the tables that people already have into incidents, by mappings written as data.

Knows the files' layouts and the mapping language; knows no agreement and judges nothing.
"""

from cfcheck.ingest.tables.conversion import Conversion, convert
from cfcheck.ingest.tables.converter import Reserved
from cfcheck.ingest.tables.direct import DIRECT, direct_mapping
from cfcheck.ingest.tables.mapping import Mapping
from cfcheck.ingest.tables.mapping_loader import mapping_names, open_mapping

__all__ = ["DIRECT", "Conversion", "Mapping", "Reserved", "convert", "direct_mapping", "mapping_names", "open_mapping"]
