"""A dead letter: a record we could not read or judge, byte-identical, with the error's facts in its headers."""

from typing import Literal, get_args

from pydantic import Field

from pipeline.contracts.model import Contract, Name

Code = Literal[
    "empty_value",  # the record has no value where one is needed
    "invalid_utf8",  # the value is not UTF-8 text
    "invalid_json",  # the value is not JSON
    "unknown_shape",  # JSON, but of no format we read
    "invalid_event",  # a known format whose members have wrong types or are missing
    "no_identity",  # nothing says whose event it is
    "invalid_time",  # a time that is none, or beyond what we can hold
    "unknown_schema",  # the registry has no schema of the record's id, or one that we can't read by
    "too_large",  # above `max_record_bytes`: kept by reference
    "oversized_batch",  # a compressed batch of records that unpacks to more than is safe: kept packed, as one
    "internal_error",  # our own code raised: a bug of ours, not of upstream
]
CODES: tuple[str, ...] = get_args(Code)

HEADER_PREFIX = "leadsieve_"


class DeadLetterHeaders(Contract):
    """The facts of the error, each a header with the prefix `leadsieve_`; the original headers stand unchanged before."""

    code: Code
    stage: Name
    detail: str = Field(max_length=500)
    """For people; never holds personal data of the record."""
    topic: Name
    partition: int = Field(ge=0)
    offset: int = Field(ge=0)
    by_reference: bool = False
    """True: the value is a `DeadLetterReference`, for the original is above the size limit."""


class DeadLetterReference(Contract):
    """What stands in for a value above the size limit: where it is, its digest and its first 64 KiB."""

    topic: Name
    partition: int = Field(ge=0)
    offset: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size: int = Field(ge=0, description="bytes of the original value")
    head_base64: str
