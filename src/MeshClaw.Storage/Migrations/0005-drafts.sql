CREATE TABLE drafts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL,
    created TEXT NOT NULL,
    discarded TEXT
) STRICT;

CREATE TABLE draft_revisions (
    draft INTEGER NOT NULL REFERENCES drafts (id),
    revision INTEGER NOT NULL,
    -- The arguments of mail.send, JSON.
    content TEXT NOT NULL,
    -- Of the writing: the same one twice is one revision.
    key TEXT NOT NULL UNIQUE,
    written TEXT NOT NULL,
    PRIMARY KEY (draft, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE follow_ups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL,
    message_id TEXT NOT NULL,
    person TEXT,
    due TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    since TEXT NOT NULL,
    closed TEXT
) STRICT;

CREATE INDEX follow_ups_by_state ON follow_ups (state, due);

PRAGMA user_version = 5;
