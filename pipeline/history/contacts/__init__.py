"""Contacts: the CSV export of a CRM, read as people who can be judged, whatever its language, encoding and separator."""
