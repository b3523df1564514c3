"""Every figure of the weekly report as a DuckDB query over the file of decisions beside it.

A lead counts once, in the week in which they were first judged, by what was last said of them until that week's end.
"""

from collections.abc import Mapping
from typing import Final

COLUMNS: Final = (
    "decision_id: 'VARCHAR', revision: 'INTEGER', lead_id: 'VARCHAR', status: 'VARCHAR', occurred_at: 'TIMESTAMP', "
    "personas: 'STRUCT(id VARCHAR, effect VARCHAR, state VARCHAR)[]', sentence: 'STRUCT(fr VARCHAR, en VARCHAR)', "
    "unknown_facts: 'VARCHAR[]', next_question: 'STRUCT(fact VARCHAR, fr VARCHAR, en VARCHAR)', flags: 'VARCHAR[]', "
    "contact: 'STRUCT(user_id VARCHAR, email VARCHAR, phone VARCHAR)', "
    "acquisition: 'STRUCT(source VARCHAR, campaign VARCHAR, form_id VARCHAR)'"
)
"""What is read of a decision as it was published."""

PRELUDE: Final = """\
CREATE OR REPLACE TEMP TABLE settings AS SELECT TIMESTAMP '{begin}' AS begins, TIMESTAMP '{end}' AS ends,
  {default_cost} AS default_cost, {enough} AS enough, {z} AS z;
CREATE OR REPLACE TEMP TABLE costs (source VARCHAR, cost DOUBLE);
{costs}
CREATE OR REPLACE TEMP VIEW judged AS
  SELECT * FROM read_json('{file}', format = 'newline_delimited', columns = {{{columns}}})
  WHERE occurred_at < (SELECT ends FROM settings) AND occurred_at >= (SELECT ends FROM settings) - INTERVAL 28 DAY AND NOT coalesce(list_contains(flags, 'test_lead'), false);
CREATE OR REPLACE TEMP TABLE leads AS
  SELECT DISTINCT ON (lead_id) *, coalesce(acquisition.source, '') AS source, coalesce(acquisition.campaign, '') AS campaign,
    coalesce(acquisition.form_id, '') AS form, status IN ('excluded', 'nurture') AS kept,
    list_transform(list_filter(personas, lambda one: one.state = 'matched' AND one.effect = 'exclude'), lambda one: one.id)
      AS excluders,
    (SELECT min(occurred_at) FROM judged AS first WHERE first.lead_id = judged.lead_id) >= (SELECT begins FROM settings) AS new
  FROM judged WHERE lead_id IN (SELECT lead_id FROM judged WHERE revision = 1) ORDER BY lead_id, revision DESC;
{interval}CREATE OR REPLACE TEMP MACRO centre(part, whole, z) AS (part / whole + z * z / 2 / whole) / (1 + z * z / whole);
CREATE OR REPLACE TEMP MACRO spread(part, whole, z) AS
  z / (1 + z * z / whole) * sqrt(part / whole * (1 - part / whole) / whole + z * z / 4 / whole / whole);
"""
"""What stands before every query: the decisions of four weeks, and the leads that were first judged in them."""

QUERIES: Final[Mapping[str, str]] = {
    "overall": """\
WITH counted AS (SELECT CASE WHEN new THEN 'week' ELSE 'before' END AS period, count(*) AS leads,
    count(*) FILTER (status = 'excluded') AS excluded, count(*) FILTER (status = 'nurture') AS nurture,
    count(*) FILTER (status = 'open') AS open, count(*) FILTER (status = 'qualified') AS qualified FROM leads GROUP BY 1)
SELECT *, ratio(excluded, leads) AS share, low(excluded, leads) AS share_low, high(excluded, leads) AS share_high,
  ratio(qualified, leads) AS qualified_share, low(qualified, leads) AS qualified_low, high(qualified, leads) AS qualified_high
FROM counted ORDER BY period DESC""",
    "exclusions": """\
WITH said AS (SELECT unnest(excluders) AS persona, campaign FROM leads WHERE new AND status = 'excluded')
SELECT persona, campaign, count(*) AS leads FROM said GROUP BY persona, campaign ORDER BY leads DESC, persona, campaign""",
    "sources": """\
WITH counted AS (SELECT source, count(*) AS leads, count(*) FILTER (kept) AS kept,
    count(*) FILTER (status = 'qualified') AS qualified, any_value(coalesce(cost, default_cost)) AS cost
    FROM leads CROSS JOIN settings LEFT JOIN costs USING (source) WHERE new GROUP BY source)
SELECT *, leads * cost AS spent, kept * cost AS spent_on_kept, ratio(leads * cost, qualified) AS cost_per_qualified
FROM counted ORDER BY leads DESC, source""",
    "campaigns": """\
WITH counted AS (SELECT campaign, count(*) AS leads, count(*) FILTER (kept) AS kept,
    count(*) FILTER (status = 'qualified') AS qualified, sum(coalesce(cost, default_cost)) AS spent
    FROM leads CROSS JOIN settings LEFT JOIN costs USING (source) GROUP BY campaign),
  whole AS (SELECT sum(leads) AS all_leads, sum(kept) AS all_kept, sum(qualified) AS all_qualified FROM counted)
SELECT campaign, leads, kept, qualified, spent, ratio(kept, leads) AS kept_share,
  greatest(centre(kept, leads, z) - spread(kept, leads, z), 0) AS kept_low,
  least(centre(kept, leads, z) + spread(kept, leads, z), 1) AS kept_high,
  ratio(qualified, leads) AS qualified_share, greatest(centre(qualified, leads, z) - spread(qualified, leads, z), 0) AS qualified_low,
  least(centre(qualified, leads, z) + spread(qualified, leads, z), 1) AS qualified_high,
  ratio(all_kept - kept, all_leads - leads) AS others_kept, ratio(all_qualified - qualified, all_leads - leads) AS others_qualified,
  coalesce(campaign <> '' AND leads >= enough AND kept_low > others_kept AND qualified_high < others_qualified, false) AS stop
FROM counted CROSS JOIN whole CROSS JOIN settings ORDER BY stop DESC, spent DESC, leads DESC, campaign""",
    "checks": """\
WITH ordered AS (SELECT *, row_number() OVER (PARTITION BY excluders[1] ORDER BY md5(decision_id)) AS turn
    FROM leads WHERE new AND status = 'excluded')
SELECT coalesce(contact.email, contact.user_id, contact.phone, lead_id) AS who, lead_id, decision_id, excluders, campaign,
  sentence.fr AS fr, sentence.en AS en, list_contains(flags, 'needs_review') AS confirm
FROM ordered ORDER BY turn, md5(decision_id) LIMIT 10""",
    "unknown": """\
WITH forms AS (SELECT form, count(*) AS leads, count(*) FILTER (status = 'open') AS open FROM leads WHERE new GROUP BY form),
  said AS (SELECT form, unnest(unknown_facts) AS fact FROM leads WHERE new)
SELECT form, fact, count(*) AS unknown, any_value(leads) AS leads, ratio(count(*), any_value(leads)) AS share,
  low(count(*), any_value(leads)) AS share_low, high(count(*), any_value(leads)) AS share_high
FROM said JOIN forms USING (form)
WHERE NOT regexp_matches(fact, '^(activity|crm|account|email|acquisition|device)\\.|_source$') GROUP BY form, fact ORDER BY leads DESC, form, unknown DESC, fact""",
    "fields": """\
WITH forms AS (SELECT form, count(*) AS leads, count(*) FILTER (status = 'open') AS open FROM leads WHERE new GROUP BY form),
  asked AS (SELECT form, next_question.fact AS fact, any_value(next_question.fr) AS fr, any_value(next_question.en) AS en,
    count(*) AS settles FROM leads WHERE new AND status = 'open' AND next_question IS NOT NULL GROUP BY form, fact)
SELECT form, leads, open, fact, fr, en, coalesce(settles, 0) AS settles, ratio(coalesce(settles, 0), open) AS share
FROM forms LEFT JOIN asked USING (form) ORDER BY leads DESC, form, settles DESC, fact""",
}
"""Measure -> its query."""
TOLD_OF: Final = """\
SELECT count(*) FROM (SELECT campaign FROM leads WHERE campaign <> '' GROUP BY campaign
  HAVING count(*) >= (SELECT enough FROM settings))"""
"""How many campaigns have enough leads to be told of."""
