"""Recompute chain and mark of the attempt in this dossier: `python3 -I recompute.py`, with nothing else installed.

Exit 0: all is as recorded; 1: each line says where not. Typed answers are compared in the folded forms of "typed"
(one script, one apostrophe, small letters). Compare the receipt code by eye with the candidate's own.
"""
import hashlib, json, sys
from decimal import ROUND_DOWN, Decimal
from itertools import permutations
from pathlib import Path
FOLDER, FAULTS, PAIRED = Path(__file__).resolve().parent, [], ("match", "gap_match", "inline_choice")
canonical = lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
sha = lambda data: hashlib.sha256(data if isinstance(data, bytes) else canonical(data)).hexdigest()
check = lambda right, where: right or FAULTS.append(print(where))
def holds(area, x, y):
    c, inside = area["coords"], False
    if area["shape"] != "poly":
        in_circle = (c[0] - x) ** 2 + (c[1] - y) ** 2 <= c[2] ** 2
        return in_circle if area["shape"] == "circle" else c[0] <= x <= c[2] and c[1] <= y <= c[3]
    corners = list(zip(c[::2], c[1::2]))
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1]):
        turn = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if turn == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True  # an edge belongs to its area
        inside ^= (y1 > y) != (y2 > y) and (turn > 0) == (y2 > y1)
    return inside
def pairs_of(kind, value):
    pairs = value.items() if kind == "inline_choice" else zip(value, value[1:]) if kind == "order" else value
    return {tuple(pair) for pair in pairs}
def mapped(rule, kind, answer, variant):
    default, areas = Decimal(rule["default"]), rule.get("areas")
    if areas is not None:
        values = [Decimal(a["value"]) for a in areas if any(holds(a, *point) for point in answer)]
        values += [default for point in answer if not any(holds(a, *point) for a in areas)]
    else:
        parts = [variant or answer] if kind == "text_entry" else answer
        parts = [" ".join(pair) for pair in pairs_of(kind, answer)] if kind in PAIRED else parts
        values = [Decimal(rule["mapping"].get(part, default)) for part in parts]
    return max(Decimal(rule["lower"]), min(Decimal(rule["upper"]), sum(values, Decimal(0))))
def points_of(item, answer, typed):
    kind, (key,), rule = item["interactions"][0]["type"], item["answer_key"].values(), item["scoring"]
    most, variants = Decimal(item["max_points"]), typed.get("variants", {})
    if not (answer.strip() if isinstance(answer, str) else answer):
        return Decimal(0)
    variant = next((one for one in variants if variants[one] in typed["folded"]), None)
    if "lower" in rule:
        return mapped(rule, kind, answer, variant)
    if rule["rule"] == "per_pair":
        paid = most * len(pairs_of(kind, answer) & pairs_of(kind, key)) / len(pairs_of(kind, key))
        return paid.quantize(Decimal("0.01"), ROUND_DOWN)
    if kind in ("numeric", "slider"):
        number = typed["number"]
        right = number is not None and abs(Decimal(number) - Decimal(key["value"])) <= Decimal(key["tolerance"])
    elif kind == "select_point":
        hits = (all(holds(a, *point) for a, point in zip(key, some)) for some in permutations(answer))
        right = len(answer) == len(key) and any(hits)
    elif kind in ("text_entry", "choice", "hotspot"):
        right = variant is not None if kind == "text_entry" else set(answer) == set(key)
    else:
        right = answer == key if kind == "order" else pairs_of(kind, answer) == pairs_of(kind, key)
    return most if right else Decimal(0)
def banked(value, ids):  # the form's own ids into those of the list
    if isinstance(value, dict): return {ids.get(gap, gap): ids.get(one, one) for gap, one in value.items()}
    each = value if isinstance(value, list) else []
    return [banked(one, ids) if isinstance(one, list) else ids.get(one, one) for one in each] or value
if __name__ == "__main__":
    told, seal = (json.loads((FOLDER / name).read_bytes()) for name in ("dossier.json", "seal.json"))
    attempt, score, heads, answers = (told[name] for name in ("attempt", "score", "heads", "answers"))
    for name, file in seal["files"].items():
        check(sha((FOLDER / name).read_bytes()) == file, f"{name}: not the file that was put in")
    check(sha(told["form"]) == attempt["form_digest"], "form: not the form that was sealed")
    for one in answers:
        body = {name: one[name] for name in ("item", "lease", "prev", "response", "seq", "since_tick_ms", "tick")}
        body |= {"attempt": attempt["code"], "form_digest": attempt["form_digest"]}
        check(sha(body) == one["id"], f"answer {one['lease']}/{one['seq']} to {one['item']}: not what was saved")
    logged = [json.loads(one["facts"])["digest"] for one in told["audit"] if one["act"] == "attempt.sealed"]
    for number, head in enumerate(heads):
        check(sha(head["facts"]) == head["digest"] == logged[number], f"head {number}: not that of the audit log")
        for lease in head["facts"]["leases"]:
            held = [one["id"] for one in answers if one["lease"] == lease["lease"] and one["sealed_by"] <= number]
            check(sha(bytes.fromhex("".join(held))) == lease["chain"], f"head {number}: other answers of a lease")
    for one in told["audit"]:
        body = {name: value for name, value in one.items() if name != "digest"}
        check(one["digest"] in (None, sha(body)), f"audit entry {one['position']}: not what was chained")
    manifest = {name: value for name, value in told["manifest"].items() if name != "digest"}
    total, marked = Decimal(0), (sha(manifest), heads[-1]["digest"])
    check(marked == (score["key_version"], score["head_digest"]), "score: of another key or of another head")
    sealed, counted = {one["id"]: one["digest"] for one in manifest["items"]}, {one["id"]: one for one in answers}
    for place in (place for section in told["form"]["sections"] for place in section["items"]):
        name, item, typed = place["id"], told["items"][place["id"]], told["typed"].get(place["id"], {})
        answer = banked(counted.get(heads[-1]["facts"]["answers"].get(name), {}).get("response"), place["ids"])
        whole, recorded = sha(item) == sealed[name], Decimal(score["items"][name])
        check(whole, f"item {name}: text or key is not what was sealed")
        check(typed.get("response", answer) == answer, f"typed {name}: not the answer that counts")
        points = points_of(item, answer, typed) if whole else recorded
        check(points == recorded, f"item {name}: {points} points, recorded {recorded}")
        total += points
    check(total == Decimal(score["points"]), f"score: {total} points, recorded {score['points']}")
    FAULTS or print(f"As recorded: {len(answers)} answers, {total} of {score['maximum']} points.")
    print(f"Receipt code {heads[0]['receipt']}. SHA-256 of the signing key {seal['key']}.")
    sys.exit(bool(FAULTS))
