"""The schema registry, read over HTTP: a schema is fetched when a record first names it, with all that it refers to, and kept."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, cast
from urllib.parse import quote

import aiohttp

from pipeline.errors import Problem, RegistryUnavailable
from pipeline.intake.confluent import Codec, FetchedSchema, Kind, compile_schema
from pipeline.intake.fault import problem
from pipeline.settings import Settings

PATIENCE: Final = 10.0
"""Seconds that one answer may take."""
FORGET_AFTER: Final = 60.0
"""Seconds after which a schema that the registry didn't have is asked for again."""
MOST_SCHEMAS: Final = 1_000
"""Schemas to keep; then we begin anew."""
MOST_REFERENCES: Final = 100
_MISSING: Final = 404
_OK: Final = 200

Answer = dict[str, Any]


class SchemaLibrary:
    """Schemas by id, as compiled codecs; grows when a record names a new one."""

    def __init__(self, settings: Settings) -> None:
        self._url, self._auth = settings.schema_registry.rstrip("/"), settings.schema_registry_auth
        self.schemas: dict[int, Codec | Problem] = {}

    async def fetch(self, schema_id: int) -> None:
        """Put a schema, or why there is none, among `schemas`; raises `RegistryUnavailable` where none can be told."""
        user, _, password = self._auth.partition(":")
        headers = {"Authorization": aiohttp.encode_basic_auth(user, password)} if self._auth else {}
        try:
            timeout = aiohttp.ClientTimeout(total=PATIENCE)
            async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
                found = await self._fetch(session, schema_id)
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            raise RegistryUnavailable(
                f"schema {schema_id} can't be fetched from LEADSIEVE_SCHEMA_REGISTRY: {type(error).__name__}"
            ) from error
        self._keep(schema_id, found)

    def _keep(self, schema_id: int, found: Codec | Problem) -> None:
        if len(self.schemas) >= MOST_SCHEMAS:
            self.schemas.clear()
        self.schemas[schema_id] = found
        if isinstance(found, Problem):
            # Somebody may register it, or mend it, any moment.
            asyncio.get_running_loop().call_later(FORGET_AFTER, self.schemas.pop, schema_id, None)

    async def _fetch(self, session: aiohttp.ClientSession, schema_id: int) -> Codec | Problem:
        answer = await self._get(session, f"schemas/ids/{schema_id}")
        if answer is None:
            return problem("unknown_schema", f"the registry has no schema {schema_id}")
        kind: Kind = answer.get("schemaType") or "AVRO"
        if kind not in ("AVRO", "JSON", "PROTOBUF"):
            return problem("unknown_schema", f"schema {schema_id} is neither Avro, JSON Schema nor Protobuf")
        if kind == "JSON":
            return compile_schema(FetchedSchema(kind, ""))
        found: dict[str, str] = {}
        await self._refer(session, kind, answer, found)
        text = await self._text(session, kind, answer, f"schemas/ids/{schema_id}")
        return compile_schema(FetchedSchema(kind, text, tuple(found.items())))

    async def _refer(self, session: aiohttp.ClientSession, kind: Kind, answer: Answer, found: dict[str, str]) -> None:
        """Add what a schema refers to, each by the name it is referred to by; first what those refer to themselves."""
        for one in answer.get("references") or []:
            if one["name"] in found or len(found) >= MOST_REFERENCES:
                continue
            path = f"subjects/{quote(one['subject'], safe='')}/versions/{int(one['version'])}"
            referred = await self._get(session, path) or {}
            await self._refer(session, kind, referred, found)
            found[one["name"]] = await self._text(session, kind, referred, path)

    async def _text(self, session: aiohttp.ClientSession, kind: Kind, answer: Answer, path: str) -> str:
        if kind == "PROTOBUF":
            answer = await self._get(session, f"{path}?format=serialized") or {}
        return str(answer.get("schema") or "")

    async def _get(self, session: aiohttp.ClientSession, path: str) -> Answer | None:
        """Return what the registry answers, None where it has none; raises what aiohttp raises, and `ValueError`."""
        async with session.get(f"{self._url}/{path}") as response:
            if response.status == _MISSING:
                return None
            if response.status != _OK:
                raise aiohttp.ClientResponseError(response.request_info, (), status=response.status)
            answer = await response.json(content_type=None)
        if not isinstance(answer, Mapping):
            raise ValueError("no answer of a schema registry")  # noqa: TRY004  what came is wrong, not a type of ours
        return cast("Answer", answer)
