"""The demo county is what it claims to be, and nonsense in its files is refused by name."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry

from jiceng.kernel.routing import Question, route
from jiceng.project.demo import places as placing
from jiceng.project.demo import roster
from jiceng.project.demo.content import Area, Content, ContentError, load, shipped, territory, year
from jiceng.project.demo.content.reading import features

HAIR = 1e-9  # square degrees: about ten square metres
POSTS_OF_THE_CONTRACT = (
    "grid_worker grid_leader community_clerk community_secretary town_dispatcher town_secretary "
    "department_handler branch_secretary county_dispatcher county_verifier supervision_officer "
    "organisation_officer party_member inspector unit_clerk co_building_contact hall_clerk "
    "investment_officer emergency_officer publicity_officer leader auditor security_administrator "
    "administrator"
)


@pytest.fixture(scope="module")
def content() -> Content:
    return load()


@pytest.fixture(scope="module")
def polygons(content: Content) -> list[Polygon]:
    return [Polygon(grid.geometry["coordinates"][0]) for grid in content.grids]


def outline_of(area: Area) -> BaseGeometry:
    assert area.geometry is not None
    return shape(area.geometry)


def test_the_county_has_the_published_numbers(content: Content) -> None:
    levels = Counter(area.level for area in content.areas)
    assert levels == {"county": 1, "town": 11, "community": 186}
    assert sum(area.is_urban_community for area in content.areas) == 6
    assert len(content.grids) == 36
    assert Counter(person.post for person in content.people)["grid_worker"] == 129


def test_the_recoded_town_and_its_villages_keep_their_old_codes(content: Content) -> None:
    old = {area.old_code: area for area in content.areas if area.old_code}
    assert old["469024401"].code == "469024110"
    below = [a for a in content.areas if a.parent == "469024110"]
    assert len(below) == 7
    assert all(a.old_code == "469024401" + a.code[9:] for a in below)


def test_every_urban_community_is_cut_into_five_to_seven_grids(content: Content) -> None:
    urban = {area.code for area in content.areas if area.is_urban_community}
    counts = Counter(grid.community for grid in content.grids)
    assert set(counts) == urban
    assert set(counts.values()) <= {5, 6, 7}


def test_grids_share_their_edges_without_overlap_or_gap(polygons: list[Polygon]) -> None:
    assert shapely.coverage_is_valid(polygons)
    together = shapely.union_all(polygons)
    assert together.geom_type == "Polygon"
    assert shapely.get_num_interior_rings(together) == 0
    assert together.area == pytest.approx(sum(p.area for p in polygons), abs=HAIR)


def test_grids_are_uneven_and_drawn_in_enough_corners(polygons: list[Polygon]) -> None:
    corners = [len(p.exterior.coords) - 1 for p in polygons]
    assert min(corners) >= 15
    assert max(corners) <= 40
    areas = sorted(p.area for p in polygons)
    assert areas[-1] > 2 * areas[0]
    assert len({p.wkb for p in polygons}) == 36


def test_every_coordinate_is_kept_to_six_digits(polygons: list[Polygon]) -> None:
    for polygon in polygons:
        for lon, lat in polygon.exterior.coords:
            assert (round(lon, 6), round(lat, 6)) == (lon, lat)


def test_a_community_is_exactly_the_union_of_its_grids(content: Content) -> None:
    for area in content.areas:
        if area.is_urban_community:
            own = [shape(g.geometry) for g in content.grids if g.community == area.code]
            whole = outline_of(area)
            assert whole.symmetric_difference(shapely.union_all(own)).area == 0
            assert whole.geom_type == "Polygon"


def test_towns_fill_the_county_and_hold_what_belongs_to_them(content: Content) -> None:
    by_code = {area.code: area for area in content.areas}
    county = outline_of(by_code["469024"])
    towns = {a.code: outline_of(a) for a in content.areas if a.level == "town"}
    assert shapely.coverage_is_valid(list(towns.values()))
    filled = shapely.union_all(list(towns.values()))
    assert filled.symmetric_difference(county).area < 1e-6
    for area in content.areas:
        if area.level == "community":
            assert towns[area.parent].contains(shapely.Point(area.label)), area.name
    city = towns["469024100"]
    assert all(city.contains(shape(grid.geometry)) for grid in content.grids)


def test_towns_leave_their_published_boxes_only_where_no_box_reaches(content: Content) -> None:
    boxes = {
        row.text("name"): shape(geometry).buffer(0.012)
        for row, geometry in features(territory.FOLDER / "town_boxes.geojson")
        if row.text("name") != "临高县"
    }
    boxed = shapely.union_all(list(boxes.values())).buffer(-0.024)
    for area in content.areas:
        if area.level == "town" and area.name in boxes:
            outline = outline_of(area)
            stray = outline.difference(boxes[area.name]).intersection(boxed)
            assert stray.area < 0.01 * outline.area, area.name


def test_every_grid_has_three_to_five_workers_and_one_leader(content: Content) -> None:
    held = Counter((person.post, person.area) for person in content.people)
    for grid in content.grids:
        assert 3 <= held["grid_worker", grid.code] <= 5
        assert held["grid_leader", grid.code] == 1


def test_every_committee_has_a_clerk_and_every_town_a_dispatcher(content: Content) -> None:
    held = {(person.post, person.area) for person in content.people}
    for area in content.areas:
        if area.level == "community":
            assert ("community_clerk", area.code) in held
        if area.level == "town":
            assert {("town_dispatcher", area.code), ("town_secretary", area.code)} <= held


def test_every_post_of_the_contract_is_held(content: Content) -> None:
    posts = POSTS_OF_THE_CONTRACT.split(" ")
    held = Counter(person.post for person in content.people)
    assert all(held[post] for post in posts)
    for post in posts[:8]:
        assert len({person.area for person in content.people if person.post == post}) >= 2, post


def test_every_area_with_cases_has_a_unit_to_answer_for_it(content: Content) -> None:
    tiers = {(unit.area, unit.tier) for unit in content.units}
    assert all((a.code, a.level) in tiers for a in content.areas)
    centres = [u for u in content.units if u.kind == "centre"]
    assert Counter(u.tier for u in centres) == {"county": 1, "town": 11}


def test_every_handling_department_has_somebody_to_handle(content: Content) -> None:
    handlers = {p.unit for p in content.people if p.post == "department_handler"}
    named = {t.duty_unit for t in content.defaults.rulebook.types.values() if t.is_leaf}
    named |= {r.unit for r in content.defaults.rulebook.rules} - {"first_tier"}
    assert named <= handlers


def test_case_types_are_a_tree_with_enough_leaves(content: Content) -> None:
    types = content.defaults.rulebook.types
    assert len(content.defaults.leaves) >= 70
    assert max(len(types[code].path) for code in content.defaults.leaves) == 3
    names = [types[code].name for code in content.defaults.leaves]
    assert len(names) == len(set(names))


def test_no_promise_is_longer_than_its_outer_limit(content: Content) -> None:
    in_hours = {"minutes": 1 / 60, "round_clock": 1, "working_hours": 3, "working_days": 24}
    for code in content.defaults.leaves:
        kind = content.defaults.rulebook.types[code]
        assert kind.statutory is not None
        promised, limit = (
            term.amount * in_hours[term.counting.value] for term in (kind.promise, kind.statutory)
        )
        assert promised <= limit, kind.name


def test_every_leaf_routes_somewhere_that_exists_at_every_hour(content: Content) -> None:
    book = content.defaults.rulebook
    units = {unit.code for unit in content.units} | {"first_tier"}
    for code in content.defaults.leaves:
        kind = book.types[code]
        for hour in range(24):
            asked = Question(
                kind.path, "469024/469024100/", hour, kind.level,
                kind.is_law_department, kind.duty_unit,
            )  # fmt: skip
            assert route(asked, book.rules).unit in units, (code, hour)


def test_keywords_of_a_leaf_find_that_leaf(content: Content) -> None:
    book = content.defaults.rulebook
    for code in content.defaults.leaves:
        text = " ".join(book.types[code].keywords)
        assert book.suggest(text)[0][0].code == code


def test_the_type_of_most_sample_messages_is_suggested_from_its_words(content: Content) -> None:
    book, hits, total = content.defaults.rulebook, 0, 0
    for code, texts in content.wording.cases.items():
        for message in texts.messages:
            found = book.suggest(message.text.format(place="某处", time="昨天", detail=""))
            hits += any(kind.code == code for kind, _ in found[:3])
            total += 1
    assert hits / total > 0.6


def test_every_message_reads_as_a_sentence_once_filled(content: Content) -> None:
    for texts in content.wording.cases.values():
        for message in texts.messages:
            for detail in message.details:
                said = message.text.format(place="东风路", time="昨晚", detail=detail)
                assert "{" not in said
                assert "，，" not in said
                assert 8 <= len(said) <= 120
                assert said.endswith("。")


def test_the_year_of_rhythm_adds_up_to_the_load_asked_for(content: Content) -> None:
    towns = [area.code for area in content.areas if area.level == "town"]
    rhythm = content.rhythm
    month = sum(rhythm.volume.get(town, rhythm.other_volume) for town in towns)
    assert month == 1400 + 10 * 250
    assert sum(rhythm.types.values()) == pytest.approx(100, abs=0.5)
    assert 0.15 <= rhythm.sources["hotline"] <= 0.20


def test_the_committed_roster_and_places_are_what_the_scripts_write(content: Content) -> None:
    written = [(p.login, p.name, p.post, p.unit, p.area, p.employment) for p in content.people]
    assert written == roster.people()
    names = [(place.name, place.kind, place.grid) for place in content.places]
    assert names == [(name, kind, grid) for name, _, kind, grid, _, _ in placing.places()]


Spoil = tuple[str, str, str, str]
TERRITORY_SPOILS: dict[str, Spoil] = {
    "a code twice": ("areas.csv", "469024101,", "469024100,", "code: '469024100' stands twice"),
    "a parent that is not there": (
        "areas.csv", "临城镇,临城镇,469024,", "临城镇,临城镇,469025,", "parent: '469025' does not",
    ),
    "a kind nobody knows": ("areas.csv", "residents_committee", "club", "kind: 'club' is none of"),
    "a place in another grid": (
        "places.csv", "469024100001001", "469024100007006", "the point lies outside grid",
    ),
    "a point at nought": ("points.csv", "109.", "9.", "lon: 9."),
    "too many households": (
        "grids.geojson", '"households": ', '"households": 9', "is not between 200 and 600",
    ),
    "a unit below one that comes later": (
        "units.csv", "county_government,G01", "county_government,D05", "parent: 'D05' does not",
    ),
    "a post nobody declared": ("people.csv", "grid_worker", "spy", "post: 'spy' does not exist"),
    "a real person": ("people.csv", ",true\n", ",false\n", "sample: everybody in the demo"),
}  # fmt: skip


def spoilt(source: Path, target: Path, spoil: Spoil) -> str:
    """Copy a content folder with the first occurrence of a text replaced; return what to expect."""
    file, old, new, expected = spoil
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    text = (target / file).read_text("utf-8")
    assert old in text
    (target / file).write_text(text.replace(old, new, 1), "utf-8")
    return expected


@pytest.mark.parametrize("name", TERRITORY_SPOILS)
def test_nonsense_in_the_territory_is_refused_naming_file_and_field(
    name: str, tmp_path: Path, content: Content
) -> None:
    folder = tmp_path / "content"
    expected = spoilt(territory.FOLDER, folder, TERRITORY_SPOILS[name])
    posts = frozenset(content.defaults.of("post"))
    readers: tuple[Callable[[], object], ...] = (
        lambda: territory.areas(folder),
        lambda: territory.grids(folder),
        lambda: territory.places(folder),
        lambda: territory.units(folder),
        lambda: territory.people(posts, folder),
    )
    with pytest.raises(ContentError) as caught:
        for read in readers:
            read()
    assert TERRITORY_SPOILS[name][0] in str(caught.value)
    assert expected in str(caught.value)


DEFAULT_SPOILS: dict[str, Spoil] = {
    "a unit that is not there": (
        "rules.toml", 'unit = "D18"', 'unit = "X99"', "rule flooding, unit: 'X99' does not exist",
    ),
    "a term nobody can count": (
        "case_types.toml", 'promise = "1 working_days"', 'promise = "soon"', "type 0101, promise",
    ),
    "a law sent down": (
        "case_types.toml", "law_department = false", "law_department = true", "never sent down",
    ),
    "no result asked": (
        "case_types.toml", 'needs = ["result"]', 'needs = ["photo_after"]', "says the result",
    ),
    "rungs that go down": ("terms.toml", '[100, "red", "l', '[60, "red", "l', "rungs must climb"),
    "a power without basis": (
        "delegated_powers.toml", 'mode = "entrusted"', 'mode = "lent"', "mode: 'lent' is none of",
    ),
    "a text without English": ("texts.toml", '\nen = "For ', '\nxx = "For ', "en: is missing"),
}  # fmt: skip


@pytest.mark.parametrize("name", DEFAULT_SPOILS)
def test_nonsense_in_the_default_configuration_is_refused(
    name: str, tmp_path: Path, content: Content
) -> None:
    folder = tmp_path / "content"
    expected = spoilt(shipped.FOLDER, folder, DEFAULT_SPOILS[name])
    with pytest.raises(ContentError, match="toml") as caught:
        shipped.defaults(frozenset(unit.code for unit in content.units), folder)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{detail}，麻烦", "{who}，麻烦", "unknown slot 'who'"),
        ('[case."0101"]', '[case."9999"]', "0101: missing"),
        ('"今天早上"', '"   "', "holds an empty text"),
        ("的垃圾桶{time}", "的垃圾桶{time", "messages"),
        ('{detail}。", "14", "2"]', '{detail}。", "19", "2"]', "there are texts 1 to 4"),
    ],
)
def test_a_template_that_would_not_format_is_refused(
    old: str, new: str, expected: str, tmp_path: Path, content: Content
) -> None:
    folder = tmp_path / "content"
    spoilt(year.FOLDER, folder, ("messages.toml", old, new, expected))
    with pytest.raises(ContentError, match=r"messages\.toml") as caught:
        year.wording(content.defaults.leaves, folder)
    assert expected in str(caught.value)


def test_configuration_rows_can_be_stored_as_json(content: Content) -> None:
    for row in content.defaults.rows:
        assert _is_json(row.content), row.key


def _is_json(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(each) for key, each in value.items())
    if isinstance(value, list):
        return all(_is_json(each) for each in value)
    return value is None or isinstance(value, str | int | float | bool)
