-- What was said between the owner and agents.
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    agent TEXT NOT NULL,
    title TEXT NOT NULL,
    started TEXT NOT NULL,
    updated TEXT NOT NULL,
    open_tools TEXT NOT NULL DEFAULT '',         -- wire names, parted by spaces
    results_out INTEGER NOT NULL DEFAULT 0,      -- results up to this entry are left out of prompts
    entries_out INTEGER NOT NULL DEFAULT 0,      -- entries up to this one are; the summary stands for them
    summary TEXT NOT NULL DEFAULT '',
    compactions INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX conversations_updated ON conversations (updated);

CREATE TABLE turn_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    run INTEGER NOT NULL,
    content TEXT NOT NULL,                       -- JSON
    whole TEXT,                                  -- of a result whose content has only the beginning
    created TEXT NOT NULL
) STRICT;

CREATE INDEX turn_entries_conversation ON turn_entries (conversation, id);
CREATE INDEX turn_entries_run ON turn_entries (run);

PRAGMA user_version = 8;
