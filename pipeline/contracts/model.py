"""The base of every contract, and the small types they share."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Status = Literal["qualified", "excluded", "nurture", "open"]
Route = Literal["none", "hr", "support", "press", "partners", "ambassador", "later"]
Effect = Literal["exclude", "penalize", "flag"]
Kind = Literal["negative", "buyer", "detractor"]
State = Literal["matched", "not_matched", "unknown"]
Standing = Literal["shadow", "live", "retired"]
Role = Literal["live", "candidate", "withdrawn"]
"""What a pack is published for: to judge, to be judged beside the one that does, or no longer so."""

Name = Annotated[str, Field(min_length=1, max_length=256)]
"""An identifier of somebody's: never empty, never longer than a key should be."""

Moment = AwareDatetime
"""A time with its zone, written as RFC 3339."""

Scalar = str | int | float | bool | None
Value = str | int | float | bool | list[str]
"""What a known fact can hold; an unknown one is absent."""


class Contract(BaseModel):
    """A message: immutable, strict about types, tolerant of members it does not know (writers may be newer)."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", ser_json_inf_nan="null")
