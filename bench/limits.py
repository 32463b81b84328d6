"""The figures of the table: what they are, in which unit, and what was promised."""

from __future__ import annotations

from dataclasses import dataclass

EMPTY = 0.20
"""CPU-ms of an empty view on the machine the limits are promised for."""
ON_A_PHONE = "s until drawn"
"""Network and browser are slowed on purpose: nothing to be compared at another speed."""
BY_SPEED = ("CPU-ms", "s", "cases/s")
"""Units whose limits are compared at the speed of that machine."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One line of the table. A limit that is 0 promises nothing."""

    name: str
    label: str
    unit: str = "CPU-ms"
    at_most: float = 0.0
    on_postgresql: float = 0.0
    at_least: float = 0.0
    times_floor: float = 0.0
    growth: float = 0.0
    queries: int = 0
    sized: str = "cases"
    """What the size counts."""
    profile: str = ""
    """Where the time goes, for whoever finds the limit missed."""

    def most(self, engine: str) -> float:
        return self.on_postgresql if engine == "postgresql" and self.on_postgresql else self.at_most


def _of_party(name: str, label: str) -> Limit:
    return Limit(name, label, at_most=15, queries=15, sized="members", profile=OF_PARTY)


def _page(name: str, label: str, profile: str = "") -> Limit:
    return Limit(name, label, at_most=15, queries=12, profile=profile or ROWS)


def _listed(name: str, label: str, profile: str = "") -> Limit:
    return Limit(name, label, at_most=15, growth=1.3, queries=12, profile=profile or ROWS)


def _sought(name: str, label: str) -> Limit:
    """Words are looked for inside the text, which grows with the list."""
    return Limit(name, label, at_most=30, queries=12, profile=WORDS)


WORDS = (
    "a word that stands nowhere is looked for inside every title of the unit; one that is there is "
    "found within a page."
)
ROWS = "as with the worklist page: drawing the rows and the page around them."
PAGES = (
    _page("board", "Board of the office, every tab"),
    _page("board_narrowed", "Board narrowed by source, unit or week"),
    _page(
        "board_by_leader",
        "Board narrowed by a leader's name",
        "names are looked for inside the text, one by one along the tab.",
    ),
    _page("board_of_a_unit", "Board of a unit or a town, every tab"),
    _page(
        "mine",
        "What a unit with a quarter of all tasks has to do",
        "a hundred rows are drawn where a list draws fifty.",
    ),
    _page("board_of_a_leader", "Board of a leader"),
    _page("items", "Items of the office"),
    _page("ledger", "Ledger page, every part"),
    _page("ledger_of_others", "Ledger page of a unit or a town, every part"),
    _page("ledger_narrowed", "Ledger narrowed by state, light, unit, category or day"),
    _page(
        "ledger_by_words",
        "Ledger searched for words",
        "words are looked for inside the text of every problem, which no plain index answers.",
    ),
    _page("problem_page", "Problem page", "as with the case page, half is the template."),
)
OF_PARTY = (
    "building a dozen short statements takes a third, drawing the page as much; what is owed in a "
    "year is reckoned anew from the rules."
)
PARTY = (
    _of_party("party_branch", "Branch page, of its secretary, the town and the county"),
    _of_party("party_life", "Compliance view of a branch, a town and the county"),
    _of_party("party_dues", "Dues of a branch with names, and who is behind"),
    Limit(
        "party_dues_above",
        "Dues of a town and the county, as sums by organisation",
        queries=15,
        sized="members",
        profile="adding up the month of every member and what every branch holds.",
    ),
    Limit(
        "dues_run",
        "Monthly dues run of every member",
        unit="s",
        at_most=5,
        sized="members",
        profile="writing the months and the entries of the ledger.",
    ),
)
LISTS = (
    _listed("applications", "Applications of a unit, every state, and a page deep inside"),
    _sought("applications_by_words", "The same, searched for words that are nowhere"),
    _listed("applications_api", "`GET /api/v1/applications`, every filter, and a page deep inside"),
    _listed("orders", "Orders of a station, every state, and a page deep inside"),
    _listed("orders_api", "`GET /api/v1/orders`, every filter, and a page deep inside"),
    _listed("leads", "Investment leads, every stage and flag, and a page deep inside"),
    _sought("leads_by_words", "The same, searched for words that are nowhere"),
    Limit("leads_above", "The same, those with more money in place than promised"),
    Limit("lead_board", "Board of investment leads, its money added up", queries=12),
    _listed("leads_api", "`GET /api/v1/investment-leads`, every stage, and a page deep inside"),
)
LIMITS = (
    Limit("empty", "An empty view (`/healthz`)"),
    Limit(
        "intake",
        "Intake, `POST /api/v1/cases`",
        at_most=5,
        on_postgresql=8,
        times_floor=2.5,
        profile="eleven statements and their commit take a third; the rules (three moves, each "
        "with two clocks and ladders) a fifth; Django's handling of a request and of each cursor "
        "the rest. No single function is above a tenth.",
    ),
    Limit(
        "move",
        "A move, `POST …/moves/{move}`, with its answer",
        at_most=6,
        profile="the move itself takes a third; reading the case and writing the answer (timeline, "
        "attachments, the moves possible next) as much again.",
    ),
    Limit(
        "order",
        "Placing an order of three lines, `POST /api/v1/orders`",
        at_most=8,
        profile="a fifth is Django's handling of the request and of the kept answer; reserving "
        "three stocks with their movements a third, the order with its sealed buyer, journal, "
        "alarm and worklist the rest.",
    ),
    Limit(
        "portal_home",
        "Home of the portal for a community, as many notices as cases",
        at_most=15,
        growth=1.3,
        queries=12,
        profile="drawing the list of communities takes most; the newest notices are one short walk "
        "along an index for each level.",
    ),
    Limit(
        "notices",
        "Notices of a community `/news`, as many as cases",
        at_most=15,
        growth=1.3,
        queries=12,
        profile="drawing twenty notices and the list of areas takes most.",
    ),
    Limit(
        "notice_search",
        "Notices searched for a common and for a rare word",
        at_most=30,
        queries=12,
        profile="drawing the page as with the list; the full-text index answers the rest.",
    ),
    Limit(
        "worklist",
        "Worklist page `/desk/`",
        at_most=15,
        growth=1.3,
        queries=12,
        profile="a third is drawing fifty rows, a third the page around them; counting the tabs "
        "and reading the lines take a sixth, finding out who asks a tenth.",
    ),
    Limit(
        "case_page",
        "Case page `/desk/cases/…/`",
        at_most=15,
        growth=1.3,
        queries=12,
        profile="half is the template; reading the case, its journal and what is around it takes "
        "a quarter, finding out who asks a tenth.",
    ),
    Limit(
        "worklist_all_open",
        "Worklist page, every case still open",
        at_most=15,
        growth=1.3,
        queries=12,
        profile="as with the worklist page; counting up to the ceiling of 999 adds a tenth.",
    ),
    Limit("sweep_idle", "Sweep, an alarm pending for every case, none due", at_most=20),
    Limit("sweep_100", "Sweep, each of 100 due"),
    Limit("sweep_1000", "Sweep, each of 1,000 due"),
    Limit(
        "import",
        "Import",
        unit="cases/s",
        at_least=2_000,
        profile="a third is adding the cases to their days and finding what became a recurrence; "
        "reading, placing and writing the rows is the rest.",
    ),
    Limit("figures_kept", "Figures of a year by town, from day counts", at_most=1_000),
    Limit("figures_live", "The same, counted from the cases"),
    Limit(
        "cockpit",
        "The county in one look, `/cockpit/`",
        at_most=30,
        growth=1.3,
        profile="building thirty short statements takes half, the template a third; day counts "
        "answer, not cases.",
    ),
    Limit("phone_first", "The same on a phone, first visit", unit=ON_A_PHONE),
    Limit(
        "phone_again",
        "The same on a phone, with style sheets and scripts there",
        unit=ON_A_PHONE,
        at_most=1.5,
        profile="two round trips of the network take a third; the browser at a quarter of the "
        "speed of this machine the rest.",
    ),
    Limit(
        "assessment",
        "A year's assessment of all towns, villages and grids, reckoned anew",
        unit="s",
        at_most=5,
        sized="areas",
    ),
    Limit(
        "grid_notice",
        "A notice of an emergency queued for 36 grids",
        unit="s",
        at_most=1,
        sized="grids",
    ),
    Limit("memory", "Memory of a web worker after all this", unit="MB", at_most=250),
    *PAGES,
    Limit(
        "ledger_import",
        "Import of a ledger of 5,000 rows at the desk, by the worker",
        unit="s",
        at_most=10,
    ),
    Limit("ledger_import_memory", "Memory the worker grows by meanwhile", unit="MB", at_most=20),
    *LISTS,
    *PARTY,
    Limit("locate_one", "Locating one point", unit="µs", at_most=50, sized="polygons"),
    Limit("locate_many", "Locating in batch", unit="points/s", at_least=100_000, sized="polygons"),
    Limit("locate_build", "Building the index", unit="s", sized="polygons"),
    Limit("locate_memory", "Memory of the process that holds it", unit="MB", sized="polygons"),
    Limit(
        "checker",
        "Checker of member development, all rules of a file",
        unit="files/s",
        at_least=2_000,
        sized="files",
        profile="the public notices with their working days take a quarter, the order of the "
        "steps a fifth; the other rules and what a finding cites the rest.",
    ),
    Limit(
        "coverage_straight",
        "Coverage by 200 points, in a straight line",
        unit="s",
        at_most=5,
        sized="buildings",
    ),
    Limit(
        "coverage_network",
        "The same along a walking network of as many crossings",
        unit="s",
        at_most=5,
        sized="buildings",
        profile="the search from all points at once takes half, joining the buildings the rest.",
    ),
    Limit(
        "coverage_suggested",
        "Five more points out of 200, along the network",
        unit="s",
        at_most=5,
        sized="buildings",
        profile="one bounded search a candidate.",
    ),
    Limit(
        "roster",
        "Roster of 447 checkpoints by three shifts for 14 days, for 1,500 people",
        unit="s",
        at_most=30,
        sized="shifts",
        profile="who is free for a shift is asked of everybody anew.",
    ),
    Limit(
        "history",
        "Every figure by month and grid over the history",
        unit="s",
        at_most=5,
        times_floor=1.5,
        sized="events",
        profile="finding recurrences is a sort of all reports and closings and takes half; the "
        "moves of each case a sixth.",
    ),
)
