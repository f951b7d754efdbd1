-- An action that waits in the undo window: for how many seconds, and until when once it is allowed.
ALTER TABLE actions ADD COLUMN hold INTEGER NOT NULL DEFAULT 0;
ALTER TABLE actions ADD COLUMN due TEXT;

CREATE INDEX actions_by_due ON actions (due) WHERE state = 'delayed';

PRAGMA user_version = 4;
