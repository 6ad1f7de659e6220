"""Recompute chain and mark of the attempt in dossier.json beside this: `python3 -I recompute.py`, nothing but Python.
Exit 0: as recorded; 1: each line says where not; 2: as recorded, but without seal.py nobody looked at the signature.
Typed answers are compared in the folded forms of "typed" (one script, one apostrophe, small letters)."""
import hashlib, itertools, json, pathlib, runpy, sys
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal
FOLDER, FAULTS, NONE, PAIRED = pathlib.Path(__file__).parent, [], Decimal(0), ("match", "gap_match", "inline_choice")
canonical = lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
sha = lambda data: hashlib.sha256(data if isinstance(data, bytes) else canonical(data)).hexdigest()
check = lambda right, where: right or FAULTS.append(print(where))
bare = lambda one: {name: one[name] for name in one if name != "digest"}
def holds(area, x, y):
    c, inside = area["coords"], False
    if area["shape"] == "circle": return (c[0] - x) ** 2 + (c[1] - y) ** 2 <= c[2] ** 2
    if area["shape"] == "rect": return c[0] <= x <= c[2] and c[1] <= y <= c[3]
    for x1, y1, x2, y2 in zip(c[::2], c[1::2], c[2::2] + c[:1], c[3::2] + c[1:2]):
        turn = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if turn == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2): return True  # an edge
        inside ^= (y1 > y) != (y2 > y) and (turn > 0) == (y2 > y1)
    return inside
def pairs_of(kind, value):
    pairs = value.items() if kind == "inline_choice" else zip(value, value[1:]) if kind == "order" else value
    return {tuple(pair) for pair in pairs}
def mapped(rule, kind, answer, variant):
    default, areas = Decimal(rule["default"]), rule.get("areas")
    parts = [" ".join(pair) for pair in pairs_of(kind, answer)] if kind in PAIRED else answer
    values = [rule["mapping"].get(one, default) for one in ([variant or answer] if kind == "text_entry" else parts)] \
        if areas is None else [area["value"] for area in areas if any(holds(area, *point) for point in answer)] + \
        [default for point in answer if not any(holds(area, *point) for area in areas)]
    return max(Decimal(rule["lower"]), min(Decimal(rule["upper"]), sum(map(Decimal, values), NONE)))
def points_of(item, answer, typed, key=None):
    kind, rule, most = item["interactions"][0]["type"], item["scoring"], Decimal(item["max_points"])
    key = key or list(item["answer_key"].values())[0]
    if not (answer.strip() if isinstance(answer, str) else answer): return NONE
    variants = [one for one, folded in typed.get("variants", {}).items() if one in key and folded in typed["folded"]]
    if "lower" in rule: return mapped(rule, kind, answer, next(iter(variants), None))
    if rule["rule"] == "per_pair": return (most * len(pairs_of(kind, answer) & pairs_of(kind, key)) /
        len(pairs_of(kind, key))).quantize(Decimal("0.01"), ROUND_DOWN)
    if kind in ("numeric", "slider"):
        right = abs(Decimal(typed["number"] or "Infinity") - Decimal(key["value"])) <= Decimal(key["tolerance"])
    elif kind == "select_point":
        hits = (all(holds(area, *point) for area, point in zip(key, some)) for some in itertools.permutations(answer))
        right = len(answer) == len(key) and any(hits)
    elif kind in ("text_entry", "choice", "hotspot"):
        right = bool(variants) if kind == "text_entry" else set(answer) == set(key)
    else: right = answer == key if kind == "order" else pairs_of(kind, answer) == pairs_of(kind, key)
    return most if right else NONE
def decided_points(item, answer, typed, decision, key):  # under the commission's decision on an item
    keys, full = {"rekey": [key], "accept_several": [None, key]}.get(decision, [None]), decision == "full_credit"
    return Decimal(item["max_points"]) if full else max(points_of(item, answer, typed, one) for one in keys)
def banked(value, ids):  # the form's own ids into those of the list
    if isinstance(value, dict): return {ids.get(gap, gap): ids.get(one, one) for gap, one in value.items()}
    if not isinstance(value, list): return value
    return [banked(one, ids) if isinstance(one, list) else ids.get(one, one) for one in value]
if __name__ == "__main__":
    told, beside = json.loads((FOLDER / "dossier.json").read_bytes()), FOLDER / "seal.py"
    attempt, score, heads, answers, mark = (told[name] for name in ("attempt", "score", "heads", "answers", "mark"))
    faults, key = runpy.run_path(str(beside))["check_seal"](FOLDER) if beside.is_file() else ([], None)
    for fault in faults: check(False, fault)
    check(sha(told["form"]) == attempt["form_digest"], "form: not the form that was sealed")
    for one in answers:
        body = {name: one[name] for name in ("item", "lease", "prev", "response", "seq", "since_tick_ms", "tick")}
        body.update(attempt=attempt["code"], form_digest=attempt["form_digest"])
        check(sha(body) == one["id"], f"answer {one['lease']}/{one['seq']} to {one['item']}: not what was saved")
    logged = [json.loads(one["facts"])["digest"] for one in told["audit"] if one["act"] == "attempt.sealed"]
    for number, head in enumerate(heads):
        check(sha(head["facts"]) == head["digest"] == logged[number], f"head {number}: not that of the audit log")
        for lease in head["facts"]["leases"]:
            held = [one["id"] for one in answers if one["lease"] == lease["lease"] and one["sealed_by"] <= number]
            check(sha(bytes.fromhex("".join(held))) == lease["chain"], f"head {number}: other answers of a lease")
    for e in told["audit"]: check(e["digest"] in (None, sha(bare(e))), f"audit entry {e['position']}: not what was kept")
    manifest, decided = bare(told["manifest"]), [one for one in told["decisions"] if one["decision"] != "keep"]
    listed = sha(manifest)
    version = sha({"format": 1, "list": listed, "decisions": decided}) if decided else listed
    check((version, heads[-1]["digest"]) == (score["key_version"], score["head_digest"]), "score: another key or head")
    sealed, counted = {one["id"]: one["digest"] for one in manifest["items"]}, {one["id"]: one for one in answers}
    by_item, topics, lacking = {one["item"]: (one["decision"], one["key"]) for one in decided}, {}, {}
    for topic, name, ids in [(s["topic"], at["id"], at["ids"]) for s in told["form"]["sections"] for at in s["items"]]:
        item, typed, decision = told["items"][name], told["typed"].get(name, {}), by_item.get(name, ("keep", None))
        answer = banked(counted.get(heads[-1]["facts"]["answers"].get(name), {}).get("response"), ids)
        check(typed.get("response", answer) == answer, f"typed {name}: not the answer that counts")
        if not check(sha(item) == sealed[name], f"item {name}: not as sealed") or decision[0] == "neutralise": continue
        points, full = decided_points(item, answer, typed, *decision), Decimal(item["max_points"])
        check(points == Decimal(score["items"][name]), f"item {name}: {points} points, recorded {score['items'][name]}")
        now, most = topics.get(topic, (NONE, NONE))
        topics[topic], lacking[name] = (now + points, most + full), full - points
    total = sum((now for now, _ in topics.values()), NONE)
    check(total == Decimal(score["points"]), f"score: {total} points, recorded {score['points']}")
    for one in mark["corrections"]:  # what appeals gave or took, in their order; an annulment comes last
        for topic, given in one["added"].items():
            (now, most), item = topics.get(topic, (NONE, NONE)), one["credited"]
            topics[topic] = min(max(now + Decimal(lacking.get(item, NONE) if item else given), NONE), most), most
    total, most = (sum((pair[place] for pair in topics.values()), NONE) for place in (0, 1))
    needed = Decimal(mark["pass_mark"] or (most * (mark["pass_percent"] or 0) / 100).to_integral_value(ROUND_CEILING))
    found = "void" if mark["annulled"] or not most else "passed" if total >= needed else "failed"
    check(mark["by_reason"] or found == mark["outcome"], f"mark: {found}, the sheet says {mark['outcome']}")
    check(mark["points"] is None or total == Decimal(mark["points"]), f"mark: {total}, the sheet says {mark['points']}")
    FAULTS or print(f"As recorded: {len(answers)} answers, {score['points']} points. Mark: {total}, {mark['outcome']}.")
    print(f"Compare with what was written down: receipt code {heads[0]['receipt']}", f"and key {key}." if key else "")
    key or print("NOT CHECKED, for want of seal.py beside this: whether dossier.json is what was given out.")
    sys.exit(1 if FAULTS else 0 if key else 2)
