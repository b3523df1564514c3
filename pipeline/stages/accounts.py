"""Accounts: puts together what the leads of a company are, and tells whoever sells when the picture has changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, cast

from pipeline.contracts.account import AccountSignal, Detractor, Evidence, Relation, Seen, Signal
from pipeline.contracts.hot import decoder, encode, of
from pipeline.contracts.log import AccountRecord, Gone, Member
from pipeline.contracts.topics import ACCOUNT_SIGNALS
from pipeline.stages.effects import Effects, Record, Send, States
from pipeline.stages.publication import event_headers
from pipeline.stages.working_set import WorkingSet
from pipeline.state.account import Account, Part, at_least, part_key, relation_of, replace_part
from pipeline.state.names import unpack_id
from pipeline.state.time import moment_at

COMMITTEE: Final = 2
"""Functions of which an account is told to have a committee."""

_SIGNAL, _SEEN, _DETRACTOR, _EVIDENCE = of(AccountSignal), of(Seen), of(Detractor), of(Evidence)
_decode = decoder(AccountRecord)


@dataclass(frozen=True)
class Accounts:
    """The stage behind the account-log."""

    name: str = "accounts"

    def process(self, records: Iterable[Record], states: States) -> Effects:
        """Return what leads that joined, changed or left cause: counts that are kept, and signals where these show more."""
        effects = Effects()
        batch = _Batch(effects, WorkingSet(Account, states), WorkingSet(Part, states))
        for record in records:
            batch.take(_decode(record.value or b""))
        batch.accounts.write(effects)
        batch.parts.write(effects)
        return effects


@dataclass(slots=True)
class _Batch:
    """One call of `process`."""

    effects: Effects
    accounts: WorkingSet[Account]
    parts: WorkingSet[Part]

    def take(self, message: Member | Gone) -> None:
        key = part_key(message.account_id, message.lead_id)
        before, now = self.parts.look(key), _part(message)
        if before == now:
            return
        account = self.accounts.get(message.account_id)
        replace_part(account, message.lead_id, before, now)
        account.at = max(account.at, message.at)
        if now.present:
            self.parts.put(key, now)
        else:
            self.parts.forget(key)
        self._tell(message.account_id, account)

    def _tell(self, account_id: str, account: Account) -> None:
        """Publish the picture where it is another; an account without leads is forgotten."""
        key = account_id.encode()
        if not account.leads:
            if account.told:
                self._publish(Send(ACCOUNT_SIGNALS, key, None))
            self.accounts.forget(account_id)
            return
        picture = self._picture(account_id, account)
        told = blake2b(encode(picture), digest_size=8).hexdigest()
        if told == account.told:
            return
        account.told, account.revision = told, account.revision + 1
        at = moment_at(account.at)
        picture.revision, picture.occurred_at = account.revision, at  # type: ignore[misc]  # a Struct, not frozen
        value = encode(picture)
        name = blake2b(value, digest_size=16).hexdigest()
        self._publish(Send(ACCOUNT_SIGNALS, key, value, event_headers("leadsieve.account.signal.v1", name, at)))

    def _publish(self, send: Send) -> None:
        self.effects.sends.append(send)
        self.effects.counts["account_signals",] += 1

    def _picture(self, account_id: str, account: Account) -> AccountSignal:
        """Return the signal, dated and numbered as none: what is left tells one picture from another."""
        detractors = [unpack_id(lead) for lead in account.detractors]
        relation = relation_of(account)
        return _SIGNAL(
            account_id=account_id,
            revision=0,
            signals=list(_signals(account, relation)),
            relation=cast("Relation", relation) if relation else None,
            leads=at_least(account.leads),
            functions=_seen(account.functions),
            seniorities=_seen(account.seniorities),
            engaged=[unpack_id(lead) for lead in account.engaged],
            may_veto=[unpack_id(lead) for lead in account.may_veto],
            detractors=[_DETRACTOR(lead_id=lead, evidence=self._evidence(account_id, lead)) for lead in detractors],
            occurred_at=moment_at(0),
        )

    def _evidence(self, account_id: str, lead_id: str) -> list[Evidence]:
        part = self.parts.look(part_key(account_id, lead_id))
        return [_EVIDENCE(code=code, fact=fact, observed=observed) for code, fact, observed in part.evidence]


def _part(message: Member | Gone) -> Part:
    if message.kind == "gone":
        return Part()
    return Part(
        function=message.function or "",
        seniority=message.seniority or "",
        relation=message.relation or "",
        engaged=message.engaged,
        may_veto=message.may_veto,
        evidence=[(item.code, item.fact, item.observed) for item in message.evidence],
        present=True,
    )


def _signals(account: Account, relation: str) -> Iterable[Signal]:
    if account.detractors:
        yield "detractor"
    if account.may_veto:
        yield "may_veto"
    if relation == "competitor":
        yield "competitor"
    if len(account.functions) >= COMMITTEE:
        yield "committee"


def _seen(counts: dict[str, int]) -> list[Seen]:
    return [_SEEN(name=name, leads=at_least(count)) for name, count in sorted(counts.items())]
