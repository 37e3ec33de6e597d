"""What of an agreement its cases show, measured by what evaluation did with them, never by their text."""
