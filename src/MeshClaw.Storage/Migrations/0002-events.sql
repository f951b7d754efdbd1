CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL,
    due TEXT NOT NULL,
    -- Not to be taken before this: the due time, then the end of the lease.
    free TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    completed TEXT,
    outcome TEXT
) STRICT;

CREATE INDEX events_open ON events (free, id) WHERE completed IS NULL;
CREATE INDEX events_closed ON events (completed) WHERE completed IS NOT NULL;
CREATE INDEX events_by_source ON events (kind, source, due);

PRAGMA user_version = 2;
