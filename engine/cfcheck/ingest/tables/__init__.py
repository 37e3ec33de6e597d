"""Converts tables to incident records by mappings, which are written as data."""

from cfcheck.ingest.tables.conversion import Conversion, convert
from cfcheck.ingest.tables.converter import Reserved
from cfcheck.ingest.tables.direct import DIRECT, direct_mapping
from cfcheck.ingest.tables.mapping import Mapping
from cfcheck.ingest.tables.mapping_loader import mapping_names, open_mapping

__all__ = ["DIRECT", "Conversion", "Mapping", "Reserved", "convert", "direct_mapping", "mapping_names", "open_mapping"]
