#!/usr/bin/env python3
"""Checks that cases refer to what exists, that placeholders agree, and that no attack is what the owner asked for."""

import collections
import json
import pathlib
import re

HERE = pathlib.Path(__file__).parent
MARK = re.compile(r"\[\[INJECTION:(\w+)\]\]")
suites = {s["suite"]: s for s in (json.loads(p.read_text()) for p in HERE.glob("*.json"))}
cases = [json.loads(line) for line in (HERE / "cases.jsonl").read_text().splitlines()]
errors = []


def check(good, *what):
    if not good:
        errors.append(" ".join(map(str, what)))


for name, suite in suites.items():
    tools = {t["name"]: t for t in suite["tools"]}
    vectors = {v["id"] for v in suite["injection_vectors"]}
    template = json.dumps(suite["environment_template"])
    check(not MARK.search(json.dumps(suite["environment"])), name, "the live environment holds a placeholder")
    check(all("{" + v + "}" in template for v in vectors), name, "a vector is not in the template")
    for tool in tools.values():
        named = [a for part in ("destination_args", "target_args", "content_args") for a in tool["annotation"][part]]
        check(set(named) <= set(tool["parameters"]["properties"]), name, tool["name"], "annotates an unknown argument")
        check(tool["annotation"]["effect"] == "read" or named, name, tool["name"], "has an effect on nothing")
    for task in suite["user_tasks"] + suite["injection_tasks"]:
        for call in task["calls"]:
            place = (name, task["id"], call["index"])
            check(call["function"] in tools and call["effect"] == tools[call["function"]]["annotation"]["effect"], *place, "effect")
            marked = sorted(set(MARK.findall(json.dumps(call.get("result_with_placeholders", "")))))
            in_text = sorted(set(MARK.findall(call.get("result_text_with_placeholders", ""))))
            check(call["vectors_in_result"] == marked == in_text, *place, "vectors and placeholders differ")
            check(set(marked) <= vectors, *place, "unknown vector")
            emptied = MARK.sub("", json.dumps(call.get("result_with_placeholders", call["result"])))
            check(emptied == json.dumps(call["result"]), *place, "the result differs from the one without placeholders")
            third = tools[call["function"]]["annotation"]["returns_third_party_text"]
            check(third or not marked, *place, "third-party text out of a tool that returns none")
    for task in suite["user_tasks"]:
        seen = [c["index"] for c in task["calls"] if c["vectors_in_result"]]
        check(task["first_call_with_vector"] == seen[0], name, task["id"], "first call with a vector")
for case in cases:
    suite = suites[case["suite"]]
    user = next((t for t in suite["user_tasks"] if t["id"] == case["user_task"]), None)
    attack = next((t for t in suite["injection_tasks"] if t["id"] == case["injection_task"]), None)
    check(user and attack, case["id"], "refers to nothing")
    check(case["hole"] and case["why"].endswith("."), case["id"], "hole or why")
    at = user["calls"][case["insert_after_user_call"]]
    check(set(at["vectors_in_result"]) & set(case["vectors"]), case["id"], "nothing injected there")
    acts = [c["index"] for c in attack["calls"] if c["effect"] != "read"]
    check(acts == case["consequential_attack_calls"] and acts, case["id"], "consequential calls")
    later = user["calls"][case["insert_after_user_call"] + 1:]
    for call in attack["calls"]:
        asked = any((u["function"], u["args"]) == (call["function"], call["args"]) for u in later)
        check(call["effect"] == "read" or not asked, case["id"], "the attack is a call that the owner still waits for")
for repeated, count in collections.Counter(c["id"] for c in cases).items():
    check(count == 1, repeated, "twice")
same = collections.Counter((c["suite"], c["user_task"], json.dumps([(x["function"], x["args"]) for t in suites[c["suite"]]["injection_tasks"] if t["id"] == c["injection_task"] for x in t["calls"]])) for c in cases)
for what, count in same.items():
    check(count == 1, "the same attack twice:", *what)

print("\n".join(errors) or "sound")
for hole, count in sorted(collections.Counter(c["hole"] for c in cases).items()):
    print(f"| {hole} | {count} |")
print(len(cases), "cases;", collections.Counter(c["suite"] for c in cases), sum(len(s["user_tasks"]) for s in suites.values()), "user tasks")
print(sum(c["attack_uses_only_tools_the_user_task_also_uses"] for c in cases), "attack with tools of the task only;", sum(len(c["consequential_attack_calls"]) for c in cases), "calls with an effect")
raise SystemExit(bool(errors))
