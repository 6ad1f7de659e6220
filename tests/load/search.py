"""`python -m tests.load.search`: what a search for a name costs among half a million candidates.

Invented people with few frequent and many rare names are written to both databases, with the rows by which
they are found. Then the operator's search runs 200 queries: beginnings of one word and of several in any
order, Cyrillic, other spellings, initials, one letter, with a region and without. Costs are CPU time: of this
process as a whole, and of it the database's part (SQLite works within the process: the same statements are
run once more without the application; PostgreSQL's backend is read from /proc). It fails on none.
"""

import argparse
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate, name_word_rows
from examapp.candidates.names import display_names
from examapp.candidates.queries import search_candidates
from examapp.core.db import Base, Database, make_engine
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.organisations.regions import REGIONS
from examapp.serving import leave_the_house_alone
from tests.conftest import import_all_models
from tests.postgres import address_of, make_database, run_server

AT = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)
AT_ONCE = 20_000
_WORD_COLUMNS = "word, candidate_id, organisation_id, others"
BODIES = 1400
QUERIES = 200
_MEN = """
Alisher Aziz Anvar Akmal Abdulla Abdurahmon Alijon Asqar Bahodir Baxtiyor Botir Bobur Dilshod Davron
Doniyor Elyor Erkin Eldor Farhod Farrux Feruz Gʻayrat Gʻulom Hamid Hasan Husan Ibrohim Ikrom Ilhom
Islom Jahongir Jamshid Jasur Javohir Kamol Karim Laziz Lutfulla Mahmud Mansur Muhammad Murod
Muzaffar Nodir Nurali Obid Odil Olim Oybek Otabek Qahramon Qodir Rahim Rahmon Ravshan Rustam Sardor
Sanjar Sherzod Shuhrat Sobir Sunnat Toʻlqin Toshmat Tohir Temur Ulugʻbek Umid Usmon Vali Xolmat
Xurshid Yoqub Yusuf Yunus Zafar Zokir Zohid Oʻktam Gʻani Tsoy Khurram Djamol Zhasur
"""
MEN = _MEN.split()
_WOMEN = """
Aziza Barno Dilnoza Dilfuza Dildora Feruza Gulnora Gulbahor Gulchehra Hilola Iroda Kamola Lola Lobar
Malika Madina Mohira Muazzam Munira Nargiza Nilufar Nodira Oydin Oʻgʻiloy Ozoda Qunduz Rayhon Robiya
Saodat Sevara Shahnoza Shoira Umida Xurshida Yulduz Zamira Zebo Zilola Zulfiya Zulxumor
"""
WOMEN = _WOMEN.split()
_SYLLABLES = """
a ab al bek bo bur dav din do er fay go gul ha ib jo ka ki la ma mir na no or pu qo ra ri sa shi ta
tur ub va xo yo zi zu
"""
SYLLABLES = _SYLLABLES.split()


def frequencies(count: int) -> list[float]:
    """Return weights as names have them: the second half as frequent as the first, and so on."""
    return list(itertools.accumulate(1 / (place + 4) ** 0.8 for place in range(count)))


def make_stems() -> list[str]:
    """Return the stems of family names: what men are called, and thousands of rarer ones."""
    rng = random.Random(3)
    rare = {"".join(rng.choices(SYLLABLES, k=rng.choice((2, 3)))).capitalize() for _ in range(6000)}
    return [*MEN, *sorted(rare - set(MEN))]


def invent_people(count: int, rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield family name, given name and patronymic."""
    stems = make_stems()
    for _ in range(count):
        woman = rng.random() < 0.5
        [stem] = rng.choices(stems, cum_weights=frequencies_of(len(stems)))
        givens = WOMEN if woman else MEN
        [given] = rng.choices(givens, cum_weights=frequencies_of(len(givens)))
        [father] = rng.choices(MEN, cum_weights=frequencies_of(len(MEN)))
        family = stem + ("yev" if stem[-1] in "aeiou" else "ov") + ("a" if woman else "")
        if rng.random() < 0.45:
            last = f"{father} {'qizi' if woman else 'oʻgʻli'}"
        else:
            last = father + ("ovna" if woman else "ovich")
        yield family, given, last


_KNOWN: dict[int, list[float]] = {}


def frequencies_of(count: int) -> list[float]:
    return _KNOWN.setdefault(count, frequencies(count))


def fill(databases: Sequence[Database], count: int) -> float:
    """Write the same candidates to each, and return how many CPU seconds it took to compute their keys.

    The keys go by the drivers' own ways, and SQLite does not wait for the disk: only searching is measured.
    """
    rng, cost = random.Random(7), 0.0
    for database in databases:
        with database.transaction() as db:
            db.execute(insert(Organisation), [_body(number) for number in range(BODIES)])
    people = enumerate(invent_people(count, rng), start=1)
    while chunk := list(itertools.islice(people, AT_ONCE)):
        candidates = [_candidate(number, names, rng) for number, names in chunk]
        began = time.process_time()
        rows = [
            (row["word"], row["candidate_id"], row["organisation_id"], row["others"])
            for one in candidates
            for row in name_word_rows(one["id"], one["organisation_id"], one["name_latn"], one["name_cyrl"])
        ]
        cost += time.process_time() - began
        for database in databases:
            with database.transaction() as db:
                db.execute(insert(Candidate), candidates)
                _write_words(database, db, rows)
    for database in databases:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE"))
    return cost


def _write_words(database: Database, db: Session, rows: Sequence[tuple[object, ...]]) -> None:
    cursor: Any = db.connection().connection.cursor()
    if database.is_sqlite:
        cursor.executemany(f"INSERT INTO candidate_name_word ({_WORD_COLUMNS}) VALUES (?, ?, ?, ?)", rows)
        return
    with cursor.copy(f"COPY candidate_name_word ({_WORD_COLUMNS}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _body(number: int) -> dict[str, Any]:
    region = REGIONS[number % len(REGIONS)].code
    return {
        "id": number + 1,
        "code": f"B-{number}",
        "names": {"uz-Latn": f"Tashkilot {number}"},
        "kind": OrganisationKind.LOCAL,
        "region_code": region,
    }


def _candidate(number: int, names: tuple[str, str, str], rng: random.Random) -> dict[str, Any]:
    shown = display_names(*names)
    return {
        "id": number,
        "code": f"C{number:07d}",
        "organisation_id": rng.randrange(BODIES) + 1,
        "names_given": dict(zip(("family_name", "given_name", "patronymic"), names, strict=True)),
        "name_latn": shown.latn,
        "name_cyrl": shown.cyrl,
        "search_key": shown.search_key,
        "pinfl": f"3{number:013d}",
        "positions": {},
        "language": "uz-Latn",
        "created_at": AT,
    }


def make_queries(rng: random.Random) -> list[tuple[str, str | None]]:
    """Return what people type, and the region that bounds every third of them."""
    asked = []
    for family, given, father in invent_people(QUERIES, rng):
        shown = display_names(family, given, father)
        kinds: list[Callable[[], str]] = [
            lambda f=family: f,
            lambda f=family: f[:4],
            lambda f=family, g=given: f"{f} {g}",
            lambda f=family, g=given: f"{g[:3]} {f[:3]}",
            lambda s=shown: s.cyrl,
            lambda s=shown: s.cyrl.split()[1],
            lambda f=family, g=given: f"{f} {g[0]}.",
            lambda f=family: f[:1],
            lambda g=given, p=father: f"{p.split()[0]} {g}",
            lambda f=family: f.replace("x", "h").replace("o", "a").replace("q", "k"),
        ]
        asked.append(
            (kinds[len(asked) % len(kinds)](), REGIONS[len(asked) % 14].code if len(asked) % 3 == 0 else None)
        )
    return asked


def measure(database: Database, pid: int | None) -> tuple[list[float], list[float], list[int]]:
    """Return the application's and the database's CPU milliseconds of each query, and how many it found."""
    whole, apart, found = [], [], []
    queries = make_queries(random.Random(11))
    with database.reading() as db:
        for asked, region in queries[:20]:
            search_candidates(db, asked, region_code=region)
    for asked, region in queries:
        statements: list[tuple[str, Any]] = []
        with database.reading() as db:
            if pid is None:
                with _listening(database, statements):
                    search_candidates(db, asked, region_code=region)
            else:
                pid = db.scalar(text("SELECT pg_backend_pid()"))
            before, mine = _backend_ms(pid), time.thread_time()
            page = search_candidates(db, asked, region_code=region)
            whole.append(1000 * (time.thread_time() - mine))
            apart.append(_backend_ms(pid) - before if pid else _again(database, statements))
            found.append(page.total)
    return whole, apart, found


def _backend_ms(pid: int | None) -> float:
    """Return the CPU milliseconds of a process so far, exactly."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6 if pid else 0.0


class _listening:  # noqa: N801 - used as a function
    def __init__(self, database: Database, statements: list[tuple[str, Any]]) -> None:
        self.engine, self.statements = database.engine, statements

    def _keep(self, _c: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        self.statements.append((statement, parameters))

    def __enter__(self) -> None:
        event.listen(self.engine, "before_cursor_execute", self._keep)

    def __exit__(self, *_error: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._keep)


def _again(database: Database, statements: Sequence[tuple[str, Any]]) -> float:
    with database.engine.connect() as connection:
        cursor = connection.connection.cursor()
        began = time.thread_time()
        for statement, parameters in statements:
            cursor.execute(statement, parameters).fetchall()
        return 1000 * (time.thread_time() - began)


def _tell(name: str, values: Sequence[float]) -> str:
    ordered = sorted(values)
    p50, p95 = statistics.median(ordered), ordered[int(0.95 * len(ordered))]
    return f"{name} p50 {p50:.1f} ms, p95 {p95:.1f}, most {ordered[-1]:.1f}"


def report(database: Database, *, verbose: bool) -> None:
    """Measure one database and print the figures, with the collector as a serving process has it."""
    leave_the_house_alone()
    whole, apart, found = measure(database, None if database.is_sqlite else 1)
    print("SQLite" if database.is_sqlite else "PostgreSQL")
    if database.is_sqlite:
        both = whole
        print("  ", _tell("application with its database", whole), "|", _tell("of it the database", apart))
    else:
        both = [mine + theirs for mine, theirs in zip(whole, apart, strict=True)]
        print("  ", _tell("application", whole), "|", _tell("database", apart), "|", _tell("both", both))
    print(f"   {sum(bool(one) for one in found)} of {len(found)} queries found somebody")
    if verbose:
        for cost, total, (asked, region) in sorted(
            zip(both, found, make_queries(random.Random(11)), strict=True), key=lambda one: -one[0]
        )[:12]:
            print(f"   {cost:.1f} ms: {asked!r} {region or ''}, {total} found")


def _ready(url: str) -> Database:
    database = Database(make_engine(url))
    if database.is_sqlite:
        event.listen(database.engine, "connect", _hurry)
    Base.metadata.create_all(database.engine)
    return database


def _hurry(connection: Any, _record: object) -> None:
    for pragma in ("synchronous=OFF", "cache_size=-400000"):
        connection.execute(f"PRAGMA {pragma}")


def main() -> int:
    """Fill both databases, then measure each; SQLite is opened anew, with the application's own settings."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    import_all_models()
    with tempfile.TemporaryDirectory(prefix="examapp-search-") as folder, run_server() as server:
        urls = f"sqlite:///{folder}/people.sqlite3", address_of(server, make_database(server, "template1"))
        filled = [_ready(url) for url in urls]
        cost = fill(filled, options.rows)
        print(f"{options.rows} candidates; {cost:.0f} CPU-s to compute their keys")
        for database, url in zip(filled, urls, strict=True):
            database.engine.dispose()
            report(Database(make_engine(url)), verbose=options.verbose)
    return 0


if __name__ == "__main__":
    sys.exit(main())
