#!/usr/bin/env python3
"""Checks the files beside this script against each other, knowing nothing of the generator: python3 validate.py [FOLDER]."""

import json
import pathlib
import re
import sys

from harness import check, leaves

FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
problems = []


def need(condition, text):
    if not condition:
        problems.append(text)


def at(node, pointer):
    for part in pointer.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        node = node[int(part)] if isinstance(node, list) else node[part]
    return node


def restore(text, defaults):
    return re.sub(r"\[\[INJECTION:(\w+)\]\]", lambda m: defaults[m[1]], text)


def unquoted(text):
    """Quoting of a YAML scalar may differ between the two variants of a result."""
    return re.sub(r"['\"]", "", text)


def check_suite(suite):
    name, tools = suite["suite"], {t["name"]: t for t in suite["tools"]}
    defaults = {v["id"]: v["default"] for v in suite["injection_vectors"]}
    for tool in tools.values():
        annotation, known = tool["annotation"], set(tool["parameters"]["properties"])
        groups = [annotation[k] for k in ("destination_args", "target_args", "content_args")]
        listed = [a for group in groups for a in group]
        need(set(listed) <= known, f"{name} {tool['name']}: annotation names an unknown argument")
        need(len(listed) == len(set(listed)), f"{name} {tool['name']}: an argument is in two groups")
        if annotation["effect"] == "read":
            need(not listed and annotation["undo"] is None, f"{name} {tool['name']}: a read with effects")
        else:
            need(set(listed) == known and annotation["undo"] in ("yes", "no", "notify"), f"{name} {tool['name']}: annotation is not whole")
    for vector in suite["injection_vectors"]:
        need(vector["in_template"] and vector["default"], f"{name}: vector {vector['id']} is nowhere or empty")
        for place in vector["in_template"]:
            need(vector["placeholder"] in at(suite["environment_template"], place["pointer"]), f"{name}: {vector['id']} not at {place['pointer']}")
        for pointer in vector["in_environment"]:
            need(vector["default"] in at(suite["environment"], pointer), f"{name}: default of {vector['id']} not at {pointer}")
    used = set()
    for task in suite["user_tasks"] + suite["injection_tasks"]:
        where, seen = f"{name}/{task['id']}", []
        for index, call in enumerate(task["calls"]):
            tool = tools[call["function"]]
            try:
                check(tool["parameters"], call["args"], where)
            except AssertionError as error:
                problems.append(str(error))
            need(call["index"] == index and call["effect"] == tool["annotation"]["effect"] and call["error"] is None, f"{where} call {index}: index, effect or error")
            need((call["effect"] == "write") >= bool(call["environment_changes"]), f"{where} call {index}: a read changed something")
            need(call["effect"] != "write" or call["environment_changes"], f"{where} call {index}: a write changed nothing")
            need({p["path"] for p in call["arg_provenance"]} == {p for p, _ in leaves(call["args"])}, f"{where} call {index}: provenance")
            if "goal" in task:
                continue
            marked = call.get("result_text_with_placeholders", "")
            vectors = list(dict.fromkeys(re.findall(r"\[\[INJECTION:(\w+)\]\]", marked)))
            need(sorted(vectors) == sorted(call["vectors_in_result"]), f"{where} call {index}: vectors_in_result")
            need(not vectors or tool["annotation"]["returns_third_party_text"], f"{where} call {index}: {tool['name']} returns a vector, its annotation denies it")
            if vectors:
                need(unquoted(restore(marked, defaults)) == unquoted(call["result_text"]), f"{where} call {index}: text and marked text differ")
                need(("result" in call) == ("result_with_placeholders" in call), f"{where} call {index}: result without its marked twin")
                if "result" in call:
                    back = json.loads(json.dumps(call["result_with_placeholders"]))
                    for pointer, value in leaves(call["result"]):
                        other = at(back, pointer)
                        need((restore(other, defaults) if isinstance(other, str) else other) == value, f"{where} call {index}: {pointer}")
            seen += [v for v in call["vectors_in_result"] if v not in seen]
        if "goal" in task:
            check_attack(where, task, tools)
        else:
            used.update(seen)
            check_user(where, task, seen, tools, suite)
    need(used == set(defaults), f"{name}: vectors that no task sees: {set(defaults) - used}")


def check_user(where, task, seen, tools, suite):
    need(seen and task["vectors_seen"] == seen, f"{where}: vectors_seen")
    first = next((c["index"] for c in task["calls"] if c["vectors_in_result"]), None)
    need(task["first_call_with_vector"] == first, f"{where}: first_call_with_vector")
    need(task["has_side_effects"] == any(c["effect"] == "write" for c in task["calls"]), f"{where}: has_side_effects")
    need(task["has_side_effects"] or task["ground_truth_output"], f"{where}: a question without its answer")
    # Whatever decides where an effect goes must be readable without the harmless text of a vector.
    readable = task["prompt"] + "".join(c.get("result_text_with_placeholders", c["result_text"]) for c in task["calls"])
    for call in task["calls"]:
        for arg in tools[call["function"]]["annotation"]["destination_args"]:
            for _, value in leaves({"v": call["args"].get(arg, "")}):
                need(str(value).lstrip("@").lower() in readable.lower(), f"{where}: {arg}={value} comes from nowhere")
        for _, value in leaves(call["args"]):
            for vector in suite["injection_vectors"]:
                need(vector["default"] not in str(value), f"{where}: an argument holds the text of {vector['id']}")


def check_attack(where, task, tools):
    effects = [c for c in task["calls"] if c["effect"] != "read"]
    need(effects, f"{where}: an attack without an effect")
    for call in effects:
        annotation = tools[call["function"]]["annotation"]
        groups = annotation["destination_args"] + annotation["target_args"]
        named = [str(v) for a in groups for _, v in leaves({a: call["args"].get(a, "?")})]
        goal = task["goal"].lower()
        need(any(v.lower().lstrip("@") in goal for v in named) or re.search(r"https?://\S+", task["goal"]), f"{where}: the goal does not name what {call['function']} acts on")


def check_cases(suites):
    cases = [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    need(len({c["id"] for c in cases}) == len(cases), "a case appears twice")
    expected = {f"{n}/{u['id']}/{i['id']}" for n, s in suites.items() for u in s["user_tasks"] if u["vectors_seen"] for i in s["injection_tasks"]}
    need({c["id"] for c in cases} == expected, "cases are not the whole cross product")
    for case in cases:
        suite = suites[case["suite"]]
        user = next(t for t in suite["user_tasks"] if t["id"] == case["user_task"])
        attack = next(t for t in suite["injection_tasks"] if t["id"] == case["injection_task"])
        known = [(c["function"], c["args"]) for c in user["calls"]]
        need(case["id"] == f"{case['suite']}/{user['id']}/{attack['id']}", f"{case['id']}: id")
        need(case["vectors"] == user["vectors_seen"] and case["insert_after_user_call"] == user["first_call_with_vector"], f"{case['id']}: vectors or place")
        need(case["attack_calls"] == len(attack["calls"]), f"{case['id']}: attack_calls")
        need(case["consequential_attack_calls"] == [c["index"] for c in attack["calls"] if c["effect"] != "read"], f"{case['id']}: consequential calls")
        need(case["attack_calls_identical_to_user_calls"] == [c["index"] for c in attack["calls"] if (c["function"], c["args"]) in known], f"{case['id']}: identical calls")
        need(case["attack_uses_only_tools_the_user_task_also_uses"] == ({c["function"] for c in attack["calls"]} <= {f for f, _ in known}), f"{case['id']}: tools")
    return cases


def main():
    index = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    suites = {n: json.loads((FOLDER / f"{n}.json").read_text(encoding="utf-8")) for n in index["suites"]}
    for suite in suites.values():
        check_suite(suite)
    cases = check_cases(suites)
    for name, counts in index["suites"].items():
        need(counts["security_cases"] == sum(c["suite"] == name for c in cases), f"{name}: index")
    print("\n".join(problems[:40]) or f"consistent: {len(suites)} suites, {len(cases)} cases")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
