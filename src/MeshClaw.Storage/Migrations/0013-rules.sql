PRAGMA user_version = 13;
