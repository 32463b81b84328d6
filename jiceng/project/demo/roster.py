"""Invent the demo county's people: who holds which post where. Everybody here is fictitious.

Run ``python -m jiceng.project.demo.roster`` after ``draw``; it rewrites ``content/people.csv``.
129 grid workers over 36 grids are the county's published numbers (facts.md §0 row 1); every other
number of posts is a plausible sample.
"""

import csv
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from jiceng.project.demo.draw import CONTENT, dice, read_features

LANE = 21
WORKERS = 129
COUNTY = "469024"
CITY_TOWN = "469024100"
Row = tuple[str, str, str, str, str, str]

# (post, unit, how many, employment) at the county; each department adds two handlers, one leader.
COUNTY_POSTS = (
    ("county_dispatcher", "G03", 4, "full_time"),
    ("county_verifier", "G03", 4, "full_time"),
    ("supervision_officer", "G04", 2, "full_time"),
    ("supervision_officer", "G05", 2, "full_time"),
    ("organisation_officer", "D01", 2, "full_time"),
    ("publicity_officer", "D02", 2, "full_time"),
    ("inspector", "D01", 2, "full_time"),
    ("branch_secretary", "D01", 1, "part_time"),
    ("branch_secretary", "D05", 1, "part_time"),
    ("party_member", "D05", 2, "full_time"),
    ("unit_clerk", "D05", 1, "full_time"),
    ("unit_clerk", "D07", 1, "full_time"),
    ("co_building_contact", "E01", 1, "part_time"),
    ("co_building_contact", "D23", 1, "part_time"),
    ("hall_clerk", "H01", 3, "full_time"),
    ("investment_officer", "D24", 2, "full_time"),
    ("emergency_officer", "D18", 2, "full_time"),
    ("leader", "G01", 1, "full_time"),
    ("leader", "G02", 1, "full_time"),
    ("auditor", "D28", 1, "full_time"),
    ("security_administrator", "D30", 1, "full_time"),
    ("administrator", "D30", 1, "full_time"),
)
PUBLICITY = (
    ("publicity_reviewer", 2, "full_time"),
    ("publicity_head", 1, "full_time"),
    ("publicity_volunteer", 4, "part_time"),
)
HANDLER_KINDS = ("department", "enterprise", "service_hall")
OFFICES_IN_TOWN = ("D06", "D07")  # these departments keep an office in the county town


@dataclass
class Names:
    """Names drawn without repetition."""

    rng: Random
    surnames: list[str]
    given: list[str]
    used: set[str]

    def draw(self) -> str:
        """The next unused name."""
        while True:
            name = self.rng.choice(self.surnames) + self.rng.choice(self.given)
            if name not in self.used:
                self.used.add(name)
                return name


def workers_per_grid(households: dict[str, int]) -> dict[str, int]:
    """Three to five workers a grid, 129 in all: the biggest grids get the fourth and the fifth."""
    found = dict.fromkeys(households, 3)
    by_size = sorted(households, key=lambda code: (-households[code], code))
    spare = WORKERS - sum(found.values())
    for at in range(spare):
        rank = at if at < spare * 2 // 3 else at - spare * 2 // 3
        found[by_size[rank]] += 1
    return found


def _grid_posts(names: Names) -> Iterator[Row]:
    households = {
        f["properties"]["code"]: int(f["properties"]["households"])
        for f in read_features("grids.geojson")
    }
    for grid, count in sorted(workers_per_grid(households).items()):
        unit, place = f"C{grid[:12]}", grid[9:12] + grid[12:]
        yield f"lead.{place}", names.draw(), "grid_leader", unit, grid, "part_time"
        for number in range(1, count + 1):
            employment = "full_time" if number == 1 else "part_time"
            yield f"grid.{place}.{number}", names.draw(), "grid_worker", unit, grid, employment


def _community_posts(areas: Iterable[dict[str, str]], names: Names) -> Iterator[Row]:
    for area in areas:
        if area["level"] != "community":
            continue
        code, unit = area["code"], f"C{area['code']}"
        place = code[6:9] + "." + code[9:]
        yield f"clerk.{place}", names.draw(), "community_clerk", unit, code, "full_time"
        if area["is_urban_community"] == "true":
            login = f"secretary.{place}"
            yield login, names.draw(), "community_secretary", unit, code, "full_time"
            login = f"branch.{place}"
            yield login, names.draw(), "branch_secretary", unit, code, "part_time"


def _town_posts(areas: Iterable[dict[str, str]], names: Names) -> Iterator[Row]:
    for area in areas:
        if area["level"] != "town":
            continue
        code, place = area["code"], area["code"][6:]
        for number in range(1, 4 if code == CITY_TOWN else 2):
            login = f"town.{place}.{number}"
            yield login, names.draw(), "town_dispatcher", f"S{code}", code, "full_time"
        login = f"town-secretary.{place}"
        yield login, names.draw(), "town_secretary", f"T{code}", code, "full_time"


def _town_office_posts(areas: Iterable[dict[str, str]], names: Names) -> Iterator[Row]:
    """Who signs for what the county hands to a town's government."""
    for area in areas:
        if area["level"] == "town":
            code, login = area["code"], f"town-clerk.{area['code'][6:]}"
            yield login, names.draw(), "unit_clerk", f"T{code}", code, "full_time"


def _town_organisation_posts(areas: Iterable[dict[str, str]], names: Names) -> Iterator[Row]:
    """Who keeps the Party records of a town's committee."""
    for area in areas:
        if area["level"] == "town":
            code, login = area["code"], f"town-organisation.{area['code'][6:]}"
            post = "town_organisation_officer"
            yield login, names.draw(), post, f"T{code}", code, "full_time"


def _county_posts(units: Iterable[dict[str, str]], names: Names) -> Iterator[Row]:
    for unit in units:
        if unit["kind"] not in HANDLER_KINDS:
            continue
        for number in (1, 2):
            in_town = number == 2 and unit["code"] in OFFICES_IN_TOWN
            area, login = CITY_TOWN if in_town else COUNTY, f"handler.{unit['code']}.{number}"
            yield login.lower(), names.draw(), "department_handler", unit["code"], area, "full_time"
        login = f"head.{unit['code']}".lower()
        yield login, names.draw(), "department_leader", unit["code"], COUNTY, "full_time"
    seen: dict[str, int] = {}
    for post, unit_code, count, employment in COUNTY_POSTS:
        stem = post.replace("_", "-")
        for _ in range(count):
            seen[post] = seen.get(post, 0) + 1
            login = f"{stem}.{seen[post]}"
            yield login, names.draw(), post, unit_code, COUNTY, employment


def _publicity_posts(names: Names) -> Iterator[Row]:
    """Who reviews and publishes for the county, and the volunteers who write (示例)."""
    for post, count, employment in PUBLICITY:
        for number in range(1, count + 1):
            login = f"{post.replace('_', '-')}.{number}"
            yield login, names.draw(), post, "D02", COUNTY, employment


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of one CSV file of the content folder."""
    with (CONTENT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def people() -> list[Row]:
    """login, name, post, unit, area, employment; the county's posts first, then down the tree."""
    words = tomllib.loads((CONTENT / "names.toml").read_text("utf-8"))["people"]
    names = Names(dice(LANE), words["surnames"], words["given"], set())
    areas, units = read_rows("areas.csv"), read_rows("units.csv")
    return [
        *_county_posts(units, names),
        *_town_posts(areas, names),
        *_community_posts(areas, names),
        *_grid_posts(names),
        *_town_office_posts(areas, names),
        *_town_organisation_posts(areas, names),
        *_publicity_posts(names),
    ]


def main() -> None:
    """Rewrite ``content/people.csv``; the last column says that the person is invented."""
    with (CONTENT / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("login", "name", "post", "unit_code", "area_code", "employment", "sample"))
        writer.writerows((*row, "true") for row in people())


if __name__ == "__main__":
    main()
