-- The first format as it was shipped, with one question that waits. Never changed: what opens it today must open it tomorrow.
-- Times are UTC text of fixed width (2026-11-23T06:30:00.0000000Z), so that they sort as they are.

-- Names this home in idempotency keys. A restore adds a name for the actions after it: their numbers may have been given before.
CREATE TABLE home (
    first_action INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

INSERT INTO home VALUES (1, '0123456789abcdef0123456789abcdef');

CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    agent TEXT NOT NULL,
    trigger TEXT NOT NULL,
    state TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT,
    report TEXT,
    error TEXT
) STRICT;

CREATE INDEX runs_by_state ON runs (state, id);

CREATE TABLE approvals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES runs (id),
    agent TEXT NOT NULL,
    hash TEXT NOT NULL,
    state TEXT NOT NULL,
    created TEXT NOT NULL,
    expires TEXT NOT NULL,
    calls INTEGER NOT NULL,
    answered TEXT,
    answered_by TEXT
) STRICT;

CREATE INDEX approvals_by_state ON approvals (state, id);

CREATE TABLE actions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES runs (id),
    agent TEXT NOT NULL,
    connection TEXT NOT NULL,
    tool TEXT NOT NULL,
    arguments TEXT NOT NULL,
    hash TEXT NOT NULL,
    targets TEXT NOT NULL,
    title TEXT NOT NULL,
    reason TEXT NOT NULL,
    labels TEXT,
    state TEXT NOT NULL,
    rules TEXT NOT NULL,
    explanation TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    orders_version INTEGER NOT NULL,
    approval INTEGER REFERENCES approvals (id),
    preparation TEXT,
    result TEXT,
    undo TEXT,
    undoes INTEGER REFERENCES actions (id),
    -- What the intent took, to give it back: [{"counter": …, "amount": …}].
    uses TEXT,
    created TEXT NOT NULL,
    updated TEXT NOT NULL
) STRICT;

CREATE INDEX actions_by_run ON actions (run, state, id);
CREATE INDEX actions_by_state ON actions (state, id);

CREATE TABLE approval_calls (
    approval INTEGER NOT NULL REFERENCES approvals (id),
    position INTEGER NOT NULL,
    action INTEGER NOT NULL UNIQUE REFERENCES actions (id),
    call_hash TEXT NOT NULL,
    decision TEXT,
    used INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (approval, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_book (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
) STRICT;

INSERT INTO order_book VALUES (1, 0);

CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL,
    rule TEXT NOT NULL,
    given TEXT NOT NULL,
    removed TEXT
) STRICT;

CREATE TABLE stop (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    stopped INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    since TEXT,
    set_by TEXT NOT NULL
) STRICT;

INSERT INTO stop VALUES (1, 0, 0, NULL, '');

CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    used INTEGER NOT NULL,
    updated TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

PRAGMA user_version = 1;

CREATE TABLE "SchemaVersions" (
    SchemaVersionID INTEGER CONSTRAINT 'PK_SchemaVersions_SchemaVersionID' PRIMARY KEY AUTOINCREMENT NOT NULL,
    ScriptName TEXT NOT NULL,
    Applied DATETIME NOT NULL
);
INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('0001-journal.sql', '2026-11-23 06:30:00');
INSERT INTO runs (agent, trigger, state, started) VALUES ('inbox', 'asked', 'waiting', '2026-11-23T06:00:00.0000000Z');
INSERT INTO approvals (run, agent, hash, state, created, expires, calls)
VALUES (1, 'inbox', '76cef7cb1227543a470cf9e59c31fade8fad06c931a10c640b344d7748458c76', 'waiting',
        '2026-11-23T06:00:00.0000000Z', '2026-11-23T18:00:00.0000000Z', 1);
INSERT INTO actions (run, agent, connection, tool, arguments, hash, targets, title, reason, state, rules, explanation,
                     policy_version, orders_version, approval, created, updated)
VALUES (1, 'inbox', 'mail/work', 'mail.move', '{}', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '[]',
        'A title', '', 'waiting', 'autonomy', 'Asks.', 'p1', 0, 1, '2026-11-23T06:00:00.0000000Z', '2026-11-23T06:00:00.0000000Z');
INSERT INTO approval_calls (approval, position, action, call_hash) VALUES (1, 0, 1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
