"""Every measure of a backtest as a DuckDB query over the decisions file, to be run here and by whoever doubts it.

Shares stand with the bounds of Wilson's score interval at 95 %, computed by the query itself.
"""

from collections.abc import Mapping
from typing import Final

PRELUDE: Final = """\
CREATE OR REPLACE TEMP VIEW decisions AS
  SELECT * FROM read_json('{file}', format = 'newline_delimited', columns = {{{columns}}});
CREATE OR REPLACE TEMP TABLE settings AS
  SELECT '{period}' AS period, {minutes} AS minutes, {won_value} AS won_value, {default_cost} AS default_cost;
CREATE OR REPLACE TEMP TABLE costs (source VARCHAR, cost DOUBLE);
{costs}
{interval}"""
"""What stands before every query: the file, the settings, and Wilson's interval."""

_COUNTS: Final = """\
count(*) AS leads, count(*) FILTER (kept) AS kept,
    count(*) FILTER (kept AND result = 'loser') AS kept_losers, count(*) FILTER (kept AND result = 'good') AS good_lost,
    count(*) FILTER (result = 'loser') AS losers, count(*) FILTER (result = 'good') AS good"""
_SHARES: Final = """\
ratio(kept, leads) AS share, low(kept, leads) AS share_low, high(kept, leads) AS share_high,
  ratio(kept_losers, kept) AS "precision", low(kept_losers, kept) AS precision_low, high(kept_losers, kept) AS precision_high,
  ratio(kept_losers, losers) AS recall, low(kept_losers, losers) AS recall_low, high(kept_losers, losers) AS recall_high,
  ratio(good_lost, good) AS good_lost_share, low(good_lost, good) AS good_lost_low, high(good_lost, good) AS good_lost_high"""
_UNKNOWN: Final = """\
ratio(unknown, leads) AS unknown_share, low(unknown, leads) AS unknown_low, high(unknown, leads) AS unknown_high"""

_BY: Final = """\
WITH counted AS (SELECT COLUMN, {counts},
    count(*) FILTER (NOT kept AND len(unknown) > 0) AS unknown FROM decisions GROUP BY COLUMN)
SELECT *, {shares},
  {unknown}
FROM counted ORDER BY leads DESC, COLUMN"""
"""By one column of the decisions file, whose name is to stand for `COLUMN`."""

_PLAIN: Final[Mapping[str, str]] = {
    "overall": """\
WITH counted AS (SELECT {counts},
    count(*) FILTER (NOT kept AND len(unknown) > 0) AS unknown FROM decisions)
SELECT *, {shares},
  {unknown},
  ratio(losers, leads) AS base, low(losers, leads) AS base_low, high(losers, leads) AS base_high
FROM counted""",
    "personas": """\
WITH said AS (
    SELECT unnest(matched) AS persona, kept, result, true AS held FROM decisions
    UNION ALL SELECT unnest(unknown), false, result, false FROM decisions),
  whole AS (SELECT {counts} FROM decisions),
  counted AS (SELECT persona, any_value(leads) AS leads, count(*) FILTER (held) AS matched,
    count(*) FILTER (said.kept) AS kept, count(*) FILTER (said.kept AND result = 'loser') AS kept_losers,
    count(*) FILTER (said.kept AND result = 'good') AS good_lost, any_value(losers) AS losers, any_value(good) AS good,
    count(*) FILTER (NOT held) AS unknown FROM said CROSS JOIN whole GROUP BY persona)
SELECT *, {shares},
  {unknown},
  ratio(losers, leads) AS base
FROM counted ORDER BY kept DESC, persona""",
    "criteria": """\
WITH said AS (SELECT unnest(criteria) AS criterion, kept, result FROM decisions),
  whole AS (SELECT {counts} FROM decisions),
  counted AS (SELECT criterion, any_value(leads) AS leads, count(*) AS matched, count(*) FILTER (said.kept) AS kept,
    count(*) FILTER (said.kept AND result = 'loser') AS kept_losers,
    count(*) FILTER (said.kept AND result = 'good') AS good_lost, any_value(losers) AS losers, any_value(good) AS good
    FROM said CROSS JOIN whole GROUP BY criterion)
SELECT *, {shares}
FROM counted ORDER BY kept DESC, criterion""",
    "sources": _BY.replace("COLUMN", "source"),
    "campaigns": _BY.replace("COLUMN", "campaign"),
    "periods": """\
WITH counted AS (SELECT strftime(date_trunc((SELECT period FROM settings), decided_at), '%Y-%m-%d') AS period, {counts},
    count(*) FILTER (NOT kept AND len(unknown) > 0) AS unknown FROM decisions GROUP BY 1)
SELECT *, {shares},
  {unknown},
  ratio(losers, leads) AS base
FROM counted ORDER BY period""",
    "drift": """\
WITH said AS (SELECT unnest(matched) AS persona, result,
    decided_at < (SELECT quantile_disc(decided_at, 0.5) FROM decisions) AS early FROM decisions WHERE kept),
  counted AS (SELECT persona,
    count(*) FILTER (early) AS early_kept, count(*) FILTER (early AND result = 'loser') AS early_losers,
    count(*) FILTER (NOT early) AS late_kept, count(*) FILTER (NOT early AND result = 'loser') AS late_losers
    FROM said GROUP BY persona)
SELECT *,
  ratio(early_losers, early_kept) AS early_precision, low(early_losers, early_kept) AS early_low,
  high(early_losers, early_kept) AS early_high, ratio(late_losers, late_kept) AS late_precision,
  low(late_losers, late_kept) AS late_low, high(late_losers, late_kept) AS late_high
FROM counted ORDER BY early_kept + late_kept DESC, persona""",
    "thresholds": """\
WITH counted AS (SELECT threshold, count(*) AS leads, count(*) FILTER (points >= threshold) AS above,
    count(*) FILTER (points >= threshold AND result = 'good') AS good_above,
    count(*) FILTER (points < threshold AND result = 'good') AS good_below, count(*) FILTER (result = 'good') AS good
    FROM decisions CROSS JOIN (SELECT unnest(range(0, 101, 10)) AS threshold) WHERE NOT kept GROUP BY threshold)
SELECT *, ratio(above, leads) AS share, low(above, leads) AS share_low, high(above, leads) AS share_high,
  ratio(good_above, above) AS good_share, low(good_above, above) AS good_share_low, high(good_above, above) AS good_share_high,
  ratio(good_below, good) AS missed, low(good_below, good) AS missed_low, high(good_below, good) AS missed_high
FROM counted ORDER BY threshold""",
    "money": """\
WITH counted AS (SELECT source, any_value(coalesce(cost, default_cost)) AS cost_per_lead, count(*) AS leads,
    count(*) FILTER (kept) AS kept, count(*) FILTER (result = 'good') AS good,
    count(*) FILTER (kept AND result = 'good') AS good_lost,
    coalesce(sum(coalesce(value, won_value)) FILTER (kept AND result = 'good'), 0) AS value_lost,
    coalesce(sum(coalesce(value, won_value)) FILTER (result = 'good'), 0) AS value_won, any_value(minutes) AS minutes
    FROM decisions CROSS JOIN settings LEFT JOIN costs USING (source) GROUP BY source)
SELECT source, leads, kept, good, good_lost, cost_per_lead, leads * cost_per_lead AS spent, kept * cost_per_lead AS spent_on_kept,
  ratio(leads * cost_per_lead, leads - kept) AS cost_per_lead_for_sales, kept * minutes / 60.0 AS sales_hours_saved,
  value_won, value_lost
FROM counted ORDER BY leads DESC, source""",
}

_COMPARING: Final[Mapping[str, str]] = {
    "candidate": """\
WITH packs AS (SELECT 'pack' AS pack, kept, result FROM decisions
    UNION ALL SELECT 'candidate', candidate_kept, result FROM decisions),
  counted AS (SELECT pack, {counts} FROM packs GROUP BY pack)
SELECT *, {shares}
FROM counted ORDER BY pack DESC""",
    "moves": """\
SELECT status, candidate_status, count(*) AS leads, count(*) FILTER (result = 'good') AS good,
  count(*) FILTER (result = 'loser') AS losers, ratio(count(*) FILTER (result = 'good'), count(*)) AS good_share,
  low(count(*) FILTER (result = 'good'), count(*)) AS good_share_low, high(count(*) FILTER (result = 'good'), count(*)) AS good_share_high
FROM decisions WHERE status <> candidate_status GROUP BY ALL ORDER BY leads DESC, status, candidate_status""",
    "movers": """\
SELECT lead_id, who, result, status, candidate_status,
  list_sort(list_filter(matched, lambda one: NOT list_contains(candidate_matched, one))) AS no_longer,
  list_sort(list_filter(candidate_matched, lambda one: NOT list_contains(matched, one))) AS newly,
  sentence.fr AS before_fr, sentence.en AS before_en, candidate_sentence.fr AS after_fr, candidate_sentence.en AS after_en
FROM decisions WHERE status <> candidate_status ORDER BY result, status, candidate_status, lead_id""",
}


def _filled(queries: Mapping[str, str]) -> dict[str, str]:
    parts = {"{counts}": _COUNTS, "{shares}": _SHARES, "{unknown}": _UNKNOWN}
    found = {}
    for name, query in queries.items():
        for part, text in parts.items():
            query = query.replace(part, text)  # noqa: PLW2901  it is filled in step by step
        found[name] = query
    return found


QUERIES: Final[Mapping[str, str]] = _filled(_PLAIN)
"""Measure -> its query."""
COMPARING: Final[Mapping[str, str]] = _filled(_COMPARING)
"""Those of two packs."""
