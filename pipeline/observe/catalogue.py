"""Every metric there is, as one table: docs/metrics.md, the registry and the checks of deploy/ all follow from it.

Names: `leadsieve_`, what, unit (seconds, records, ratio), `_total` for what only grows.
"""

from dataclasses import dataclass, field
from typing import Literal, get_args

from pipeline.contracts.dead_letter import CODES
from pipeline.contracts.log import Braked
from pipeline.contracts.model import Status
from pipeline.contracts.override import Overridden
from pipeline.contracts.privacy import Asked
from pipeline.contracts.removal import Why
from pipeline.contracts.review import ReviewVerdict

Metric = Literal["counter", "gauge", "histogram"]
Stage = Literal["route", "visitors", "leads", "accounts"]
TaskState = Literal["assigned", "restoring", "open", "closing"]
"""assigned: waits to be fenced; restoring: reads its changelog; open: takes records; closing: finishes or abandons."""
Closing = Literal["revoked", "stopped", "gap", "send_failed", "fenced", "mismatch", "unwritable", "raised", "failed"]
"""Why a task was closed. revoked: the group gave it to another worker; stopped: the worker stops; gap: a record came
that was not the next one; send_failed: the broker would not take a record; fenced: another owner took over; mismatch:
the topic is not what the state was built on; unwritable: the disk takes no state; raised: our code raised too often;
failed: anything else.
"""
ORDERLY: tuple[Closing, ...] = ("revoked", "stopped")
"""Ways to close that are no failure."""
Snapshot = Literal["written", "failed", "read", "discarded"]
"""What became of a snapshot: written; failed: it could not be written, the one before stands; read: at a start;
discarded: it did not fit, and the whole changelog was read.
"""
Result = Literal[
    "judged",
    "anonymous",
    "bot",
    "scanner",
    "test",
    "duplicate",
    "late",
    "stored",
    "own_write",
    "erased",
    "objected",
    "dead_letter",
]


@dataclass(frozen=True, slots=True)
class Label:
    """A label: closed to `values`, or open to the first `limit` ones that come; all others are shown as `other`.

    Neither: the value is our own (a partition, a version) and is shown as it is.
    """

    name: str
    doc: str
    values: tuple[str, ...] = ()
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Spec:
    """A metric: what it is called, counts and means."""

    name: str
    kind: Metric
    doc: str
    labels: tuple[Label, ...] = ()
    counted_as: str = ""
    """First element of the keys under which stages count it; empty where the runtime tells it."""
    buckets: tuple[float, ...] = field(default=(), repr=False)

    @property
    def counted_labels(self) -> tuple[Label, ...]:
        """The labels a stage gives; `stage` itself is known from who counts."""
        return tuple(label for label in self.labels if label is not STAGE)


STAGE = Label("stage", "the stage", values=get_args(Stage))
TOPIC = Label("topic", "the Kafka topic", limit=32)
PARTITION = Label("partition", "its number")
RESULT = Label("result", "what became of the event", values=get_args(Result))
STATUS = Label("status", "the decision's status", values=get_args(Status))
LIVE = Label("live", "the status that was decided", values=get_args(Status))
CANDIDATE = Label("candidate", "the status that the candidate pack gives", values=get_args(Status))
OVERRIDE = Label("override", "what a person made of the lead", values=(*get_args(Overridden), "revoked"))
OUTCOME = Label("outcome", "what became of the lead", values=("won", "lost", "disqualified"))
VERDICT = Label("verdict", "what was found of the decision", values=get_args(ReviewVerdict))
REVIEWED = Label(
    "review",
    "measured; older: a later review of the decision is known; unknown: the decision is not kept any more",
    values=("measured", "older", "unknown"),
)
TRIGGER = Label("trigger", "the kind of record that caused the decision", limit=16)
PERSONA = Label("persona", "the persona's id", limit=64)
SOURCE = Label("source", "where the lead came from, as the link said", limit=64)
CAMPAIGN = Label("campaign", "the campaign, as the link said", limit=128)
PURPOSE = Label("purpose", "what the form was for", limit=24)
BRAKED = Label(
    "braked",
    "why: budget, it excludes more than it may; false_exclusions, it is wrong more often than it may be",
    values=get_args(Braked),
)
ASKED = Label("kind", "what they asked for", values=get_args(Asked))
WHY = Label("why", "why nothing is said of the lead any more", values=get_args(Why))
CODE = Label("code", "why the record could not be read or judged", values=CODES)
FORM_DAY = Label("form_day", "the day (UTC) of the lead's form, the newest ones seen", limit=31)
CALL = Label("call", "tick: a moment had come; choice: another pack or standing", values=("tick", "choice"))
STATE = Label("state", "what the task does", values=get_args(TaskState))
REASON = Label("reason", "why the task was closed", values=get_args(Closing))
SNAPSHOT = Label("result", "what became of the snapshot", values=get_args(Snapshot))

MOST_SERIES = 2_000
"""Of one metric with several open labels; further combinations keep the first label and show `other` for the rest."""

METRICS: tuple[Spec, ...] = (
    Spec(
        "leadsieve_events_total",
        "counter",
        "Events, each counted once, by what became of it.",
        (TOPIC, RESULT),
        "events",
    ),
    Spec("leadsieve_forms_total", "counter", "Forms read, by what they were for.", (PURPOSE,), "forms"),
    Spec("leadsieve_decisions_total", "counter", "Decisions published, by status.", (STATUS, TRIGGER), "decisions"),
    Spec(
        "leadsieve_retractions_total",
        "counter",
        "Records that take a lead out of a status topic, by the status it left.",
        (STATUS,),
        "retractions",
    ),
    Spec(
        "leadsieve_exclusions_total",
        "counter",
        "Leads that became excluded, by each persona that matched, and where the lead came from.",
        (PERSONA, SOURCE, CAMPAIGN),
        "exclusions",
    ),
    Spec(
        "leadsieve_overrides_total",
        "counter",
        "What persons decided about leads, by what they set them to; `revoked`: the personas decide again.",
        (OVERRIDE,),
        "overrides",
    ),
    Spec(
        "leadsieve_privacy_requests_total",
        "counter",
        "Requests of persons carried out, each lead that one names counted.",
        (ASKED,),
        "privacy_requests",
    ),
    Spec(
        "leadsieve_removals_total",
        "counter",
        "Leads whose decision was taken back with nothing in its place.",
        (WHY,),
        "removals",
    ),
    Spec(
        "leadsieve_outcomes_total",
        "counter",
        "Outcomes that told something new of a lead on whom a decision stood: good or not, as far as is known.",
        (OUTCOME,),
        "outcomes",
    ),
    Spec(
        "leadsieve_reviews_total",
        "counter",
        "What sales found of decisions, and whether it is measured.",
        (VERDICT, REVIEWED),
        "reviews",
    ),
    Spec(
        "leadsieve_held_out_total",
        "counter",
        "Leads that a live persona would exclude and that are let through, to see what becomes of them.",
        (PERSONA,),
        "held_out",
    ),
    Spec(
        "leadsieve_leads_with_form_total",
        "counter",
        "Leads with a form, each counted once, by its first. The exclusion rate's denominator.",
        (),
        "leads_with_form",
    ),
    Spec(
        "leadsieve_leads_excluded_at_form_total",
        "counter",
        "Of those, leads whose first decision after the form was `excluded`. Judging again never counts again.",
        (),
        "leads_excluded_at_form",
    ),
    Spec(
        "leadsieve_persona_leads_excluded_at_form_total",
        "counter",
        "The same for each persona that excludes them: held against its exclusion budget, a share of the leads with a form.",
        (PERSONA,),
        "personas_excluded_at_form",
    ),
    Spec(
        "leadsieve_brakes_total",
        "counter",
        "Personas that were braked: they exclude nobody anew until a person releases them.",
        (PERSONA, BRAKED),
        "brakes",
    ),
    Spec(
        "leadsieve_persona_braked",
        "gauge",
        "1 while the persona is braked, as this worker's partitions know it; no series of the others.",
        (PERSONA,),
    ),
    Spec(
        "leadsieve_form_day_leads",
        "gauge",
        "Leads with a form on that day, as counted by this worker since it started.",
        (FORM_DAY,),
    ),
    Spec(
        "leadsieve_form_day_excluded_leads",
        "gauge",
        "Of those, leads whose first decision after the form was `excluded`.",
        (FORM_DAY,),
    ),
    Spec(
        "leadsieve_exclusion_ratio",
        "gauge",
        "Exclusion rate of that form day, 0 to 1, of this worker; of several: sum the two counts above, then divide.",
        (FORM_DAY,),
    ),
    Spec(
        "leadsieve_rejudged_leads_total",
        "counter",
        "Leads judged again without a record of their own: because time has come, or pack or standings have changed.",
        (CALL,),
        "rejudged",
    ),
    Spec(
        "leadsieve_candidate_differences_total",
        "counter",
        "Leads that the candidate pack began to decide otherwise, by what was decided and what would have been; both the "
        "same: only route or personas differ, or they agree again.",
        (LIVE, CANDIDATE),
        "differences",
    ),
    Spec(
        "leadsieve_shadow_exclusions_total",
        "counter",
        "Leads that a persona in shadow began to match and would exclude, were it live.",
        (PERSONA,),
        "shadow_exclusions",
    ),
    Spec(
        "leadsieve_account_signals_total",
        "counter",
        "Pictures of accounts published, those that were taken back included.",
        (),
        "account_signals",
    ),
    Spec(
        "leadsieve_visitors_forgotten_total",
        "counter",
        "Visitors whose time had come: 90 days after they last came, or, where somebody was named, the leads' retention.",
        (),
        "visitors_forgotten",
    ),
    Spec(
        "leadsieve_dead_letters_total",
        "counter",
        "Records that could not be read or judged, kept in dead-letters.",
        (STAGE, CODE),
        "dead_letters",
    ),
    Spec(
        "leadsieve_records_total", "counter", "Records taken from the stage's log, in committed transactions.", (STAGE,)
    ),
    Spec("leadsieve_batches_total", "counter", "Fetched batches in committed transactions.", (STAGE,)),
    Spec("leadsieve_transactions_total", "counter", "Kafka transactions committed.", (STAGE,)),
    Spec(
        "leadsieve_transaction_seconds",
        "histogram",
        "From the first record taken up to the commit acknowledged.",
        (STAGE,),
        buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
    ),
    Spec("leadsieve_lag_records", "gauge", "Records in the partition that are not judged yet.", (TOPIC, PARTITION)),
    Spec(
        "leadsieve_broker_up", "gauge", "1 while the broker answers; 0 while it is away, and the worker waits for it."
    ),
    Spec(
        "leadsieve_slices_to_rejudge",
        "gauge",
        "Of 4096 slices of a partition's leads, those not judged yet by the pack and standings chosen last.",
        (PARTITION,),
    ),
    Spec(
        "leadsieve_clock_offset_seconds",
        "gauge",
        "How far this machine's clock is ahead of the broker's; at 60 or more, either way, nothing happens by time.",
    ),
    Spec("leadsieve_tasks", "gauge", "Tasks of this worker, by what they do now.", (STAGE, STATE)),
    Spec("leadsieve_tasks_closed_total", "counter", "Tasks closed, by why.", (STAGE, REASON)),
    Spec("leadsieve_restored_records_total", "counter", "Changelog records read to restore state.", (STAGE,)),
    Spec("leadsieve_restored_bytes_total", "counter", "Bytes of their values.", (STAGE,)),
    Spec(
        "leadsieve_restore_seconds",
        "histogram",
        "From a task's fence to its state being whole.",
        (STAGE,),
        buckets=(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0),
    ),
    Spec("leadsieve_snapshots_total", "counter", "Snapshots of tasks' state.", (STAGE, SNAPSHOT)),
    Spec("leadsieve_state_keys", "gauge", "Visitors or leads held by this worker, reserved keys included.", (STAGE,)),
    Spec("leadsieve_state_bytes", "gauge", "Bytes of their encoded states, without keys and overhead.", (STAGE,)),
    Spec(
        "leadsieve_uncatalogued_counts_total",
        "counter",
        "Counts under a name or with labels this table does not hold: a bug of ours, never of upstream.",
    ),
    Spec(
        "leadsieve_build_info",
        "gauge",
        "Always 1: which version runs, on which Python.",
        (Label("version", "of leadsieve"), Label("python", "its version")),
    ),
    Spec(
        "leadsieve_pack_info",
        "gauge",
        "Always 1: which pack judges now.",
        (Label("pack", "the pack's id"), Label("version", "of the pack"), Label("sha256", "of the pack's files")),
    ),
)
"""In the order a reader asks."""

BY_NAME = {spec.name: spec for spec in METRICS}
COUNTED = {spec.counted_as: spec for spec in METRICS if spec.counted_as}
"""What stages count -> its metric."""


def series(spec: Spec) -> tuple[str, ...]:
    """Return the names of the series a metric is scraped as: a histogram has three."""
    if spec.kind == "histogram":
        return (f"{spec.name}_bucket", f"{spec.name}_sum", f"{spec.name}_count")
    return (spec.name,)
