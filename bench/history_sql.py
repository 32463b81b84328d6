"""SQL for the bench of the history: rows made up, and every figure as written by hand."""

from __future__ import annotations

GRIDS = 3_600
EVENTS_A_CASE = 5

SEED = """
CREATE TABLE seed AS
SELECT i::BIGINT AS case_id, hash(i) AS h, (hash(i) % {grids})::INT AS g,
       3600 + ((hash(i) // 7) % 1300000)::BIGINT AS spent,
       TIMESTAMP '2025-12-01' + to_seconds((i * 31000000 // {cases})::BIGINT) AS reported_at
FROM range({cases}) r(i)
"""
TIMED = """
CREATE TABLE timed AS
SELECT *, CASE WHEN (h // 29) % 20 > 0 THEN reported_at + to_seconds(spent) END AS closed_at,
       reported_at + to_seconds(864000) AS due_at,
       ['grid', 'community', 'town', 'county'][1 + ((h // 13) % 4)::INT] AS tier
FROM seed
"""
OUTCOMES = """
CREATE TABLE outcomes AS
SELECT case_id, '469' || lpad((g // 1200)::VARCHAR, 3, '0') AS town,
       '469' || lpad((g // 20)::VARCHAR, 6, '0') AS community,
       '469' || lpad(g::VARCHAR, 9, '0') AS grid, 'U' || (g % 40) AS unit,
       lpad(((h // 11) % 20)::VARCHAR, 4, '0') AS case_type, tier,
       CASE (h // 61) % 10 WHEN 0 THEN 'solved' WHEN 1 THEN 'unsolved' ELSE '' END AS recheck,
       (h // 67) % 10 > 0 AS has_grids, (h // 17) % 20 > 0 AS accepted,
       (h // 19) % 10 > 0 AS dispatched, (h // 23) % 2 = 0 AS verified,
       (h // 43) % 10 = 0 AND closed_at IS NOT NULL AS reopened_soon,
       (h // 47) % 3 = 0 AS escalated, false AS is_merged,
       reported_at, closed_at, closed_at AS first_closed_at, closed_at AS ended_at, due_at,
       CASE WHEN (h // 43) % 10 = 0 THEN closed_at + INTERVAL 5 DAY END AS reopened_at,
       CASE WHEN (h // 53) % 2 = 0 THEN closed_at + INTERVAL 1 DAY END AS rated_at,
       CASE WHEN (h // 61) % 10 < 2 THEN closed_at + INTERVAL 2 DAY END AS rechecked_at,
       (reported_at + INTERVAL 8 HOUR)::DATE AS reported_on,
       (closed_at + INTERVAL 8 HOUR)::DATE AS closed_on, (due_at + INTERVAL 8 HOUR)::DATE AS due_on,
       (closed_at + INTERVAL 8 HOUR)::DATE AS first_closed_on,
       CASE WHEN closed_at IS NOT NULL THEN spent END AS handling_seconds,
       ((h // 31) % 4 = 0)::BIGINT AS send_backs, ((h // 37) % 5 = 0)::BIGINT AS reworks,
       ((h // 41) % 6 = 0)::BIGINT AS extensions,
       CASE WHEN closed_at IS NOT NULL AND (h // 53) % 2 = 0 THEN (1 + (h // 59) % 5)::BIGINT END
           AS rating
FROM timed
"""
EVENTS = """
CREATE TABLE events AS
SELECT case_id * 5 + s AS seq, reported_at + to_seconds(s * spent // 5) AS "at", case_id,
       CASE WHEN s = 3 AND (h // 71) % 12 = 0 THEN 'dispatch'
            ELSE ['report', 'dispatch', 'sign_for', 'handle', 'close'][s + 1] END AS kind,
       '' AS from_state, '' AS to_state
FROM timed, range(5) r(s)
"""
MAKING = (SEED, TIMED, OUTCOMES, EVENTS)
COPY = """
COPY (SELECT * FROM {kind} WHERE strftime({day}, '%Y-%m') = '{month}' ORDER BY {order})
TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""
DAY = {"outcomes": "reported_on", "events": '("at" + INTERVAL 8 HOUR)'}
ORDER = {"outcomes": "case_id", "events": "seq"}

BY_HAND = """
WITH o AS (SELECT *, TIMESTAMP '{as_of}' AS d FROM read_parquet('{folder}/outcomes/*.parquet')),
moved AS (
    SELECT case_id, count(*) AS moves, count(*) FILTER (kind = 'dispatch') AS sendings,
           min("at") FILTER (kind = 'dispatch') AS sent,
           min("at") FILTER (kind = 'sign_for') AS signed
    FROM read_parquet('{folder}/events/*.parquet') WHERE "at" <= TIMESTAMP '{as_of}'
    GROUP BY case_id),
placed AS (
    SELECT case_id, grid, case_type, reported_at FROM o
    WHERE accepted AND NOT is_merged AND grid <> '' AND case_type <> '' AND reported_at <= d),
again AS (
    SELECT p.case_id AS again_id FROM placed p
    ASOF JOIN (SELECT grid, case_type, first_closed_at FROM o WHERE first_closed_at IS NOT NULL) c
    ON p.grid = c.grid AND p.case_type = c.case_type AND p.reported_at > c.first_closed_at
    WHERE c.first_closed_at >= p.reported_at - INTERVAL 30 DAY),
reported AS (
    SELECT year(reported_on) * 100 + month(reported_on) AS month, grid,
        count(*) AS reported, count(*) FILTER (ended_at IS NULL OR ended_at > d) AS open,
        count(*) FILTER (accepted) AS accepted,
        count(*) FILTER (accepted AND escalated) AS escalated,
        count(*) FILTER (dispatched) AS dispatched,
        count(*) FILTER (dispatched AND send_backs > 0) AS returned,
        count(*) FILTER (dispatched AND extensions > 0) AS extended,
        count(*) FILTER (accepted AND NOT is_merged AND grid <> '' AND case_type <> '') AS placed,
        count(again_id) AS recurred, count(*) FILTER (sendings > 0) AS sent,
        count(*) FILTER (sendings > 1) AS redispatched, count(*) FILTER (signed >= sent) AS signed,
        sum(moves) AS moves,
        median(epoch_ms(date_trunc('second', signed)) // 1000
               - epoch_ms(date_trunc('second', sent)) // 1000) FILTER (signed >= sent)
            AS median_signed
    FROM o LEFT JOIN moved USING (case_id) LEFT JOIN again ON o.case_id = again.again_id
    WHERE reported_at <= d GROUP BY ALL),
closed AS (
    SELECT year(closed_on) * 100 + month(closed_on) AS month, grid,
        count(*) AS closed, count(*) FILTER (has_grids) AS closed_in_grids,
        count(*) FILTER (NOT has_grids) AS closed_elsewhere,
        count(*) FILTER (has_grids AND tier = 'grid') AS grid_settled,
        count(*) FILTER (has_grids AND tier IN ('grid', 'community')) AS community_settled,
        count(*) FILTER (verified) AS verified,
        count(*) FILTER (verified AND reworks > 0) AS reworked,
        count(*) FILTER (rated_at <= d) AS rated,
        count(*) FILTER (rated_at <= d AND rating >= 4) AS satisfied,
        count(*) FILTER (rechecked_at <= d AND recheck IN ('solved', 'unsolved')) AS rechecked,
        count(*) FILTER (rechecked_at <= d AND recheck = 'solved') AS solved,
        count(handling_seconds) AS timed, median(handling_seconds) AS median_timed
    FROM o WHERE closed_at <= d GROUP BY ALL),
due AS (
    SELECT year(due_on) * 100 + month(due_on) AS month, grid, count(*) AS due,
        count(*) FILTER (closed_at <= due_at) AS on_time,
        count(*) FILTER (closed_at IS NULL OR closed_at > d OR closed_at > due_at) AS late,
        count(*) FILTER (ended_at IS NULL OR ended_at > d) AS overdue
    FROM o WHERE due_at <= d AND reported_at <= d
        AND NOT (ended_at IS NOT NULL AND ended_at <= d AND closed_at IS NULL)
    GROUP BY ALL),
first AS (
    SELECT year(first_closed_on) * 100 + month(first_closed_on) AS month, grid,
        count(*) AS ever_closed,
        count(*) FILTER (reopened_at <= d AND reopened_soon) AS reopened_soon
    FROM o WHERE first_closed_at <= d GROUP BY ALL)
SELECT * FROM reported FULL JOIN closed USING (month, grid) FULL JOIN due USING (month, grid)
FULL JOIN first USING (month, grid)
"""
