namespace MeshClaw.Storage.MailIndex;

/// <summary>
/// The tables of <c>mail.db</c>. There are no migrations: a file of another version is thrown away and filled again from the stores.
/// </summary>
internal static class MailIndexSchema
{
    /// <summary>Raised with every change of the tables, of the tokens in <see cref="SearchText"/>, or of how ids are made.</summary>
    public const int Version = 2;

    /// <summary>
    /// <c>mails.id</c> is when the message came, in seconds, shifted by <see cref="MailIds.Shift"/>, plus a counter: <c>ORDER BY rowid
    /// DESC LIMIT n</c> of FTS5 then is the newest first without sorting, a page's cursor and a span of time are a range of rowids, and
    /// the distances in the lists of words stay short.
    /// <para>
    /// FTS5 keeps no text (<c>content=''</c>); <c>texts</c> has it compressed, since a message that is moved gets the token of its new
    /// folder: filtering by folder inside FTS5 costs 0.1 µs for a message, by a lookup in <c>places</c> 0.7 µs, which for a word that
    /// stands in 100,000 messages is 70 ms. Tokens of folders that a message has left stay until it is next written, so they only
    /// narrow; <c>places</c> decides.
    /// </para>
    /// <para>
    /// <c>categories</c> has the marks (M) too: without them words of Indic scripts and Thai fall apart at each vowel sign.
    /// <c>places.id</c> has no type: numbers are kept as numbers and come before texts.
    /// </para>
    /// </summary>
    public static readonly string Tables = $"""
        CREATE TABLE accounts (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE);

        CREATE TABLE folders (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            account INTEGER NOT NULL,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            cursor TEXT,
            complete INTEGER NOT NULL,
            known INTEGER NOT NULL,
            total INTEGER NOT NULL,
            UNIQUE (account, name)
        );

        CREATE TABLE mails (
            id INTEGER PRIMARY KEY,
            account INTEGER NOT NULL,
            mark BLOB NOT NULL,
            received INTEGER NOT NULL,
            size INTEGER NOT NULL,
            message_id TEXT,
            thread TEXT,
            sender TEXT NOT NULL,
            sender_name TEXT NOT NULL,
            list TEXT NOT NULL,
            leaving INTEGER NOT NULL,
            subject TEXT NOT NULL,
            attachments INTEGER NOT NULL,
            snippet TEXT NOT NULL,
            folders TEXT NOT NULL,
            gone INTEGER
        );
        CREATE UNIQUE INDEX mails_mark ON mails (mark, account);
        CREATE INDEX mails_gone ON mails (gone) WHERE gone IS NOT NULL;
        CREATE INDEX mails_list ON mails (account, list, id, received) WHERE list <> '';
        CREATE TABLE spills (second INTEGER PRIMARY KEY, next INTEGER NOT NULL);

        CREATE TABLE places (
            folder INTEGER NOT NULL,
            id NOT NULL,
            mail INTEGER NOT NULL,
            marks INTEGER NOT NULL,
            PRIMARY KEY (folder, id)
        ) WITHOUT ROWID;
        CREATE INDEX places_mail ON places (mail, marks);
        CREATE INDEX places_list ON places (folder, marks & 1, mail);
        CREATE INDEX places_flagged ON places (mail, marks) WHERE marks & 4 <> 0;
        CREATE INDEX places_marked ON places (mail, marks) WHERE marks > 1;

        CREATE TABLE texts (id INTEGER PRIMARY KEY, words BLOB NOT NULL);
        CREATE VIRTUAL TABLE words USING fts5 (
            subject, people, text, attachments, tags,
            content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
        );
        -- A fifth less work while filling than with the 4 that is the default, for some more lists to look into.
        INSERT INTO words (words, rank) VALUES ('automerge', 8);
        PRAGMA user_version = {Version};
        """;
}
