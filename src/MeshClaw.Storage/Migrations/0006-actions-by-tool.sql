-- Few actions of some tools are looked for among very many of others: what sleeps until a time.
CREATE INDEX actions_by_tool ON actions (tool, state, id);

PRAGMA user_version = 6;
