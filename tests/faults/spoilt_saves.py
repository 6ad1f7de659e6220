"""The ways in which a save is spoilt: each takes a right one and makes it wrong, or nearly so."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode

from examapp.delivery.openapi import BASE, describe_exam_api
from examapp.delivery.tokens import issue_token
from tests.examapp.delivery.making import CHOICE_ITEM, MORNING, TEXT_ITEM
from tests.faults.save_bench import Bench, Save

MEMBERS = ("lease", "seq", "item", "response", "made_ms", "prev", "tick", "since_tick_ms")
JUNK: Sequence[Any] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        2,
        10**4,
        10**5,
        2**31,
        2**63,
        2**64,
        0.5,
        1e300,
        "",
        "1",
        "x",
        "\x00",
        "'",
    ),
    *("\u202e", "ʻ" * 300, "a" * 20_000, [], [[]], [None], ["p-a"], {}, {"a": 1}, {"$ne": None}, ["x", "x"]),
    *([1, 2], [["x", "y"]], {"id": "x"}, "'; DROP TABLE response_event; --", "{{7*7}}", "../../etc/passwd"),
)


def _whole(bench: Bench, **changed: Any) -> Save:
    body = json.dumps({"entries": [bench.entry() | changed]}).encode()
    return Save(body, f"Bearer {bench.seat.token}")


def member(bench: Bench) -> Save:
    """Put something else into one member, or take the member away."""
    entry, chance = bench.entry(), bench.chance
    name = chance.choice([*entry, "prev", "tick", "since_tick_ms"])
    if chance.random() < 0.15:
        entry.pop(name, None)
    else:
        entry[name] = chance.choice(JUNK)
    return Save(json.dumps({"entries": [entry]}).encode(), f"Bearer {bench.seat.token}")


def choices(bench: Bench) -> Save:
    """Answer with choices of nobody, of another candidate, or with too many."""
    other = bench.room.places[0 if bench.seat.place is not bench.room.places[0] else 1]
    foreign = [other.choice(CHOICE_ITEM, name) for name in "abcd"]
    answer = bench.chance.choice(
        [foreign[:1], bench.offered, ["b"], bench.offered[:1] * 2, [bench.offered], foreign]
    )
    return _whole(bench, item=CHOICE_ITEM, response=answer)


def item(bench: Bench) -> Save:
    """Answer an item that is not there, or one of another kind."""
    name = bench.chance.choice(
        ["NO-SUCH-ITEM", TEXT_ITEM.lower(), f"{TEXT_ITEM} ", "EDOC-002", "DEVICES-003", "SECURITY-007"]
    )
    return _whole(bench, item=name, response=["no-such-choice"])


def lease(bench: Bench) -> Save:
    """Speak for a lease that was never given."""
    return _whole(bench, lease=bench.chance.choice([0, 2, 3, 9_999, 10_000, -1]))


def replay(bench: Bench) -> Save:
    """Say something else under a number that was used."""
    if not bench.right:
        return lease(bench)
    return _whole(
        bench, seq=bench.chance.choice(list(bench.right)), item=TEXT_ITEM, response="changed afterwards"
    )


def token(bench: Bench) -> Save:
    """Change a letter of the token, cut it, or forge one."""
    save, chance = _whole(bench), bench.chance
    good = bench.seat.token
    place = chance.randrange(len(good))
    sign = chance.choice([one for one in "aB3.-_" if one != good[place]])
    forged = issue_token(
        b"another key",
        attempt_id=bench.seat.place.attempt_id,
        code=bench.seat.place.code,
        device="0" * 32,
        at=MORNING,
    )
    right_key = bench.room.desk.token_key
    elsewhere = issue_token(
        right_key,
        attempt_id=bench.seat.place.attempt_id,
        code=bench.seat.place.code,
        device="0" * 32,
        at=MORNING,
    )
    ways = [
        f"Bearer {good[:place]}{sign}{good[place + 1 :]}",
        f"Bearer {good[:place]}",
        f"Bearer {forged}",
        good,
    ]
    save.authorization = chance.choice(
        [*ways, f"Bearer {elsewhere}", None, "", "Bearer", f"Basic {good}", f"Bearer {good}x"]
    )
    save.forged = True
    return save


def bytes_flipped(bench: Bench) -> Save:
    """Flip, drop, double or insert bytes of the message."""
    save, chance = _whole(bench), bench.chance
    body = bytearray(save.body)
    for _ in range(chance.choice([1, 1, 2, 5])):
        place = chance.randrange(len(body))
        match chance.randrange(4):
            case 0:
                body[place] ^= 1 << chance.randrange(8)
            case 1:
                del body[place]
            case 2:
                body[place:place] = body[place : place + chance.randrange(1, 9)]
            case _:
                body.insert(place, chance.randrange(256))
    save.body = bytes(body)
    return save


def batch(bench: Bench) -> Save:
    """Send a batch of a wrong size or of mixed leases, or a right entry beside a wrong one."""
    right = [bench.entry() for _ in range(2)]
    many = [bench.entry() for _ in range(33)]
    ways: list[Any] = [
        [],
        many,
        [right[0], right[1] | {"lease": 2}],
        [right[0], None],
        {"0": right[0]},
        right[0],
    ]
    return Save(json.dumps({"entries": bench.chance.choice(ways)}).encode(), f"Bearer {bench.seat.token}")


def shape(bench: Bench) -> Save:
    """Send something else than the message: cut, nested, doubled members, another method or kind."""
    save, chance = _whole(bench), bench.chance
    ways: list[Callable[[bytes], bytes]] = [
        lambda body: body[: chance.randrange(len(body))],
        lambda body: body + body,
        lambda body: b"[" * 5_000 + body,
        lambda body: b'{"entries":' * 600 + b"1" + b"}" * 600,
        lambda body: body.replace(b'"response"', b'"response": NaN, "x"'),
        lambda body: body.decode().encode("utf-16"),
        lambda body: b"\xef\xbb\xbf" + body,
        lambda body: body.replace(b'"item": "', b'"item": "\xff'),
        lambda body: body.replace(b'"entries"', b'"Entries"'),
        lambda body: b'"' + body.hex().encode() + b'"',
        lambda body: body.replace(b'"response": ', b'"response": ' + b"[" * 64 + b"]" * 64 + b', "y": '),
        lambda body: b'{"entries": [' + b" " * 270_000 + body[13:],
    ]
    save.body = chance.choice(ways)(save.body)
    if chance.random() < 0.1:
        save.method = chance.choice(["POST", "GET", "DELETE", "PATCH"])
    return save


def generate(number: int, chance: int) -> list[Any]:
    """Return bodies that schemathesis makes of the document: so many that fit it, so many that do not."""
    call = schemathesis.openapi.from_dict(describe_exam_api())[f"{BASE}/attempt/responses"]["PUT"]
    pool: list[Any] = []
    for mode in GenerationMode:

        @seed(chance)
        @settings(
            max_examples=number,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=call.as_strategy(generation_mode=mode))
        def keep(case: Any) -> None:
            pool.append(case.body)

        keep()
    return pool


def generated(bench: Bench) -> Save:
    """Send what schemathesis has made, whole, or members of it in the place of right ones."""
    body, chance = bench.chance.choice(bench.pool), bench.chance
    entries = body.get("entries") if isinstance(body, dict) else None
    some = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    members = [(name, one[name]) for one in some for name in MEMBERS if name in one]
    if members and chance.random() < 0.7:
        return _whole(bench, **dict(chance.sample(members, min(len(members), chance.choice([1, 1, 2])))))
    sent = body if isinstance(body, bytes) else json.dumps(body, default=repr).encode()
    return Save(sent, f"Bearer {bench.seat.token}")


WAYS: Sequence[Callable[[Bench], Save]] = (
    *(member, member, choices, item, lease, replay, token, bytes_flipped, bytes_flipped, batch, shape),
    *(generated, generated),
)
