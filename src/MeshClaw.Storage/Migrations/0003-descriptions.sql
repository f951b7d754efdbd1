-- What the guard was told of a call beside its arguments and targets, so that it can be decided again under another policy.
ALTER TABLE actions ADD COLUMN description TEXT;

PRAGMA user_version = 3;
