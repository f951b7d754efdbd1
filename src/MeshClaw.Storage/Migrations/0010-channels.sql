-- Who may speak through channels: the owner's accounts on platforms, each paired by a code.
CREATE TABLE channel_people (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    sender TEXT NOT NULL,                        -- the platform's immutable id
    name TEXT NOT NULL,                          -- as it was at the pairing; decides nothing
    rights INTEGER NOT NULL,
    chat TEXT NOT NULL,                          -- the direct chat of the pairing
    paired TEXT NOT NULL,
    UNIQUE (channel, sender)
) STRICT;

-- The one code that pairs with a channel at a time. Only its hash is kept.
CREATE TABLE channel_codes (
    channel TEXT PRIMARY KEY,
    salt TEXT NOT NULL,
    hash TEXT NOT NULL,
    rights INTEGER NOT NULL,
    expires TEXT NOT NULL,
    tries INTEGER NOT NULL                       -- wrong ones, of anybody
) STRICT;

-- Who guessed wrongly, and until when nothing of theirs is looked at.
CREATE TABLE channel_tries (
    channel TEXT NOT NULL,
    sender TEXT NOT NULL,
    tries INTEGER NOT NULL,
    until TEXT,
    PRIMARY KEY (channel, sender)
) STRICT;

-- What people said, once by the platform's id. A row that waits is answered by the next start.
CREATE TABLE channel_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    delivery TEXT NOT NULL,
    person INTEGER NOT NULL,
    received TEXT NOT NULL,
    content TEXT NOT NULL,                       -- JSON; emptied when it is done
    outcome TEXT,                                -- null while it waits
    UNIQUE (channel, delivery)
) STRICT;
CREATE INDEX channel_deliveries_waiting ON channel_deliveries (id) WHERE outcome IS NULL;

-- What goes out, once by its key, in the order of its place.
CREATE TABLE channel_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    key TEXT NOT NULL,
    chat TEXT NOT NULL,
    content TEXT NOT NULL,                       -- JSON, as it is wanted; emptied when it is there
    state TEXT NOT NULL,                         -- waiting, sending, sent, failed, held
    kind TEXT NOT NULL,                          -- answer, notice
    is_draft INTEGER NOT NULL,                   -- a beginning: the final text is yet to come
    wanted INTEGER NOT NULL DEFAULT 1,           -- counts changes of the content
    shown INTEGER NOT NULL DEFAULT 0,            -- the one of them that people see
    began TEXT,                                  -- when sending began for the first time
    attempts INTEGER NOT NULL DEFAULT 0,
    message TEXT,                                -- the platform's id
    failure TEXT,
    queued TEXT NOT NULL,
    UNIQUE (channel, key)
) STRICT;
CREATE INDEX channel_messages_open ON channel_messages (channel, id) WHERE state IN ('waiting', 'sending') OR wanted > shown;

-- Where people talk: with which agent, in which conversation, and what the gateway asked there last.
CREATE TABLE channel_places (
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    thread TEXT NOT NULL,                        -- empty for none
    agent TEXT,
    conversation INTEGER,
    heard TEXT,                                  -- when its people last wrote, UTC
    question TEXT,                               -- JSON; null for none
    PRIMARY KEY (channel, chat, thread)
) STRICT;

-- Turns that began in a channel, until all that they came to was told there.
CREATE TABLE channel_runs (
    run INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    thread TEXT NOT NULL,
    person INTEGER NOT NULL,
    reply_to TEXT,
    told INTEGER NOT NULL DEFAULT 0,             -- how often something was told
    last TEXT NOT NULL DEFAULT ''                -- a hash of what was told last
) STRICT;

-- What a button of a card stands for: one approval, for one person, once.
CREATE TABLE channel_cards (
    token TEXT PRIMARY KEY,
    approval INTEGER NOT NULL,
    hash TEXT NOT NULL,
    channel TEXT NOT NULL,
    person INTEGER NOT NULL,
    key TEXT NOT NULL,                           -- of its message
    chat TEXT NOT NULL,
    thread TEXT NOT NULL,
    expires TEXT NOT NULL,
    used TEXT
) STRICT;
CREATE INDEX channel_cards_by_approval ON channel_cards (approval);

-- A first yes to what wants two.
CREATE TABLE channel_confirmations (
    approval INTEGER NOT NULL,
    hash TEXT NOT NULL,
    person INTEGER NOT NULL,
    channel TEXT NOT NULL,
    given TEXT NOT NULL,
    PRIMARY KEY (approval, channel)
) STRICT;

-- Where channels go on reading.
CREATE TABLE channel_cursors (
    channel TEXT PRIMARY KEY,
    cursor TEXT NOT NULL
) STRICT;

-- The lock of a panic code, and the last step of the second factor that was used, so that a code serves once.
CREATE TABLE channel_lock (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    locked TEXT,
    locked_by TEXT NOT NULL DEFAULT '',
    totp_step INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO channel_lock (one) VALUES (1);

PRAGMA user_version = 10;
