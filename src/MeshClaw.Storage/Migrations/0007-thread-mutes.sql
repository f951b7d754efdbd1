CREATE TABLE thread_mutes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL,
    -- Message-IDs, the root's first, one a line.
    ids TEXT NOT NULL,
    -- Addresses, one a line.
    people TEXT NOT NULL,
    subject TEXT NOT NULL,
    destination TEXT,
    key TEXT NOT NULL UNIQUE,
    since TEXT NOT NULL,
    ended TEXT,
    filed INTEGER NOT NULL DEFAULT 0,
    stayed TEXT
) STRICT;

CREATE INDEX thread_mutes_that_hold ON thread_mutes (connection) WHERE ended IS NULL;

PRAGMA user_version = 7;
