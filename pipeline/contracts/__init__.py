"""What crosses the wire, as pydantic models: the source of truth for schemas/, for docs and for the hot decoders."""
