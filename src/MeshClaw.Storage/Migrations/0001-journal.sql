-- Times are UTC text of fixed width (2026-11-23T06:30:00.0000000Z), so that they sort as they are.

-- Names this home in idempotency keys. A restore adds a name for the actions after it: their numbers may have been given before.
CREATE TABLE home (
    first_action INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

INSERT INTO home VALUES (1, lower(hex(randomblob(16))));

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
