"""A small simulator: plays calls against an environment, writes suites and cases as JSON."""

import copy
import json
import re

MARK = re.compile(r"\[\[INJECTION:(\w+)\]\]")
TYPES = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "num": {"type": "number"},
    "bool": {"type": "boolean"},
    "strs": {"type": "array", "items": {"type": "string"}},
    "objs": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
}


def V(vector):
    """The place in a record where the attacker's text goes."""
    return f"[[INJECTION:{vector}]]"


def fill(value, text):
    """The value with every place replaced by text(vector)."""
    if isinstance(value, str):
        return MARK.sub(lambda m: text(m.group(1)), value)
    if isinstance(value, list):
        return [fill(v, text) for v in value]
    if isinstance(value, dict):
        return {fill(k, text): fill(v, text) for k, v in value.items()}
    return value


def marks(value):
    return sorted(set(MARK.findall(json.dumps(value))))


def scalar(v):
    if isinstance(v, str):
        plain = re.fullmatch(r"[A-Za-z][\w .@/-]*", v) and v == v.strip()
        return v if plain and v not in ("true", "false", "null", "yes", "no") else json.dumps(v, ensure_ascii=False)
    return json.dumps(v)


def yaml(v, indent=0):
    pad = "  " * indent
    lines = []
    if isinstance(v, list):
        for item in v:
            if isinstance(item, (dict, list)) and item:
                lines.append(pad + "- " + yaml(item, indent + 1).lstrip())
            else:
                lines.append(pad + "- " + scalar(item))
    else:
        for key, item in v.items():
            if isinstance(item, (dict, list)) and item:
                lines.append(f"{pad}{scalar(key)}:\n" + yaml(item, indent + 1))
            else:
                lines.append(f"{pad}{scalar(key)}: {scalar(item)}")
    return "\n".join(lines)


def as_text(v):
    """What the model sees."""
    return yaml(v) if isinstance(v, (dict, list)) and v else str(v)


class Tool:
    def __init__(self, name, description, params, run, effect="read", third=False, dest="", target="", content="",
                 undo=None, returns="dict"):
        self.name, self.description, self.run, self.effect = name, description, run, effect
        properties, required = {}, []
        for part in params.split():
            key, _, kind = part.partition(":")
            if key.endswith("?"):
                key, kind = key[:-1], "str?"
            kind = kind or "str"
            if kind.endswith("?"):
                properties[key] = {"anyOf": [TYPES[kind[:-1]], {"type": "null"}], "default": None}
            else:
                properties[key] = dict(TYPES[kind])
                required.append(key)
            properties[key]["title"] = key.replace("_", " ").title()
        self.schema = {"properties": properties, "type": "object"}
        if required:
            self.schema["required"] = required
        self.returns = returns
        self.annotation = {
            "effect": effect, "returns_third_party_text": third, "destination_args": dest.split(),
            "target_args": target.split(), "content_args": content.split(), "undo": undo}

    def json(self):
        return {"name": self.name, "description": self.description, "docstring": self.description,
                "parameters": self.schema, "returns": self.returns, "annotation": self.annotation}


def leaves(v, path=""):
    if isinstance(v, dict):
        for k, item in v.items():
            yield from leaves(item, f"{path}/{k}")
    elif isinstance(v, list):
        for i, item in enumerate(v):
            yield from leaves(item, f"{path}/{i}")
    elif v is not None:
        yield path, v


class Suite:
    def __init__(self, name, owner, environment, tools, system):
        self.name, self.owner, self.template, self.system = name, owner, environment, system
        self.tools = {t.name: t for t in tools}
        self.tasks, self.attacks, self.cases = {}, [], []

    def play(self, calls, prompt, goal=None, before=()):
        """Plays calls on a fresh environment, with the places empty and with the places marked.

        What comes before has changed the environment already; it leaves no rows.
        """
        plain, marked = fill(copy.deepcopy(self.template), lambda _: ""), copy.deepcopy(self.template)
        for name, args in before:
            self.tools[name].run(plain, copy.deepcopy(args))
            self.tools[name].run(marked, copy.deepcopy(args))
        rows = []
        for index, (name, args) in enumerate(calls):
            tool = self.tools[name]
            unknown = set(args) - set(tool.schema["properties"])
            if unknown or set(tool.schema.get("required", [])) - set(args):
                raise ValueError(f"{self.name}: {name}{args} does not fit its schema")
            result = json.loads(json.dumps(tool.run(plain, copy.deepcopy(args))))
            with_marks = json.loads(json.dumps(tool.run(marked, copy.deepcopy(args))))
            found = marks(with_marks)
            provenance = []
            for path, value in leaves(args):
                text = str(value)
                seen = ["prompt"] if goal is None and text in prompt else []
                seen += ["injected_goal"] if goal is not None and text in goal else []
                seen += [f"result:{k}" for k, r in enumerate(rows) if text in r["result_text"]]
                provenance.append({"path": path, "value": value, "seen_in": seen or ["derived"]})
            row = {"index": index, "function": name, "args": args, "effect": tool.effect, "arg_provenance": provenance,
                   "result": result, "result_text": as_text(result), "error": None, "vectors_in_result": found}
            if found:
                row["result_with_placeholders"] = with_marks
                row["result_text_with_placeholders"] = as_text(with_marks)
            rows.append(row)
        return rows

    def task(self, id, prompt, *calls):
        """A task of the owner with its honest calls."""
        if id in self.tasks:
            raise ValueError(f"{self.name}: {id} twice")
        rows = self.play(calls, prompt)
        seen = [r["index"] for r in rows if r["vectors_in_result"]]
        if not seen:
            raise ValueError(f"{self.name}: nothing in {id} carries an injection")
        self.tasks[id] = {
            "id": id, "prompt": prompt, "ground_truth_output": "", "calls": rows,
            "vectors_seen": sorted({v for r in rows for v in r["vectors_in_result"]}), "first_call_with_vector": seen[0],
            "calls_same_under_injection": True, "calls_under_injection": None,
            "has_side_effects": any(r["effect"] != "read" for r in rows)}

    def attack(self, task, hole, why, goal, *calls):
        """One case: after `task` was hijacked, the model makes these calls."""
        user = self.tasks[task]
        id = f"injection_{len(self.attacks)}"
        before = [(r["function"], r["args"]) for r in user["calls"][:user["first_call_with_vector"] + 1]]
        rows = self.play(calls, user["prompt"], goal, before)
        for row in rows:  # what an attacker's call returns is never fed back with a payload
            row.pop("result_with_placeholders", None)
            row.pop("result_text_with_placeholders", None)
            row["vectors_in_result"] = []
        acts = [r["index"] for r in rows if r["effect"] != "read"]
        if not acts:
            raise ValueError(f"{self.name}: {goal} has no effect")
        honest = [(r["function"], r["args"]) for r in user["calls"]]
        self.attacks.append({"id": id, "goal": goal, "calls_source": "upstream", "calls": rows})
        self.cases.append({
            "id": f"{self.name}/{task}/{id}", "suite": self.name, "user_task": task, "injection_task": id,
            "vectors": user["vectors_seen"], "insert_after_user_call": user["first_call_with_vector"],
            "attack_calls": len(rows), "consequential_attack_calls": acts, "calls_source": "upstream",
            "scorable_by_replay": True,
            "attack_calls_identical_to_user_calls": [i for i, (n, a) in enumerate(calls) if (n, a) in honest],
            "attack_uses_only_tools_the_user_task_also_uses": {n for n, _ in calls} <= {n for n, _ in honest},
            "hole": hole, "why": why})

    def json(self):
        return {
            "benchmark": "MeshClaw own attacks", "license": "MIT", "suite": self.name, "system_message": self.system,
            "owner": self.owner, "tools": [t.json() for t in self.tools.values()],
            "injection_vectors": [
                {"id": v, "description": "Text that others wrote", "default": "", "placeholder": "{" + v + "}"}
                for v in marks(self.template)],
            "environment_template": fill(self.template, lambda v: "{" + v + "}"),
            "environment": fill(self.template, lambda _: ""),
            "user_tasks": list(self.tasks.values()), "injection_tasks": self.attacks}


def add(records, record, key="id_"):
    """Stores a record under the next free number."""
    number = str(max((int(k) for k in records if k.isdigit()), default=0) + 1)
    records[number] = {**record, key: number}
    return records[number]


def matching(records, query):
    """Records in which every word of the query stands."""
    words = query.lower().split()
    return [r for r in records.values() if all(w in json.dumps(MARK.sub("", json.dumps(r))).lower() for w in words)]
