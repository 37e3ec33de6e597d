"""Files of reports, as records: JSON, tables read by a mapping, compressed files."""
