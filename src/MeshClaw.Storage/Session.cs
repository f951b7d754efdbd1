using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MeshClaw.Storage;

/// <summary>One connection with its prepared statements. Used by one caller at a time.</summary>
internal sealed class Session(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _statements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, sqlite3_stmt> _plain = new(StringComparer.Ordinal);
    private bool _syncs = true;

    /// <summary>The last entry that the current transaction added to the audit; null where it added none.</summary>
    public (long Sequence, string Hash)? AuditHead { get; set; }

    /// <summary>The id that the last insert gave.</summary>
    public long LastId => raw.sqlite3_last_insert_rowid(connection.Handle);

    /// <summary>Whether a transaction is open: SQLite ends some by itself when they fail.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(connection.Handle) == 0;

    /// <summary>Whether a commit waits until it is on the disk; as it is opened, it does. Outside of transactions only.</summary>
    public void SyncCommits(bool sync)
    {
        if (sync == _syncs)
        {
            return;
        }

        // Compiled anew each time: SQLite obeys this pragma when it compiles it, and a statement that is kept would do nothing.
        var sql = sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";
        if (raw.sqlite3_exec(connection.Handle, sql) is not raw.SQLITE_OK and var code)
        {
            throw new SqliteException(raw.sqlite3_errmsg(connection.Handle).utf8_to_string(), code);
        }

        _syncs = sync;
    }

    /// <summary>Runs one of the few statements without values and rows that are run with each transaction, past all that a command does.</summary>
    public void Plain(string sql)
    {
        if (!_plain.TryGetValue(sql, out var statement))
        {
            SqliteException.ThrowExceptionForRC(
                raw.sqlite3_prepare_v2(connection.Handle, sql, out statement),
                connection.Handle
            );
            _plain.Add(sql, statement);
        }

        var result = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(result, connection.Handle);
        }
    }

    /// <summary>Runs a statement; returns how many rows it changed.</summary>
    public int Run(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Bind(sql, values).ExecuteNonQuery();

    /// <summary>The first column of the first row; null where there is none.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Bind(sql, values).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>All rows. The same statement must not be run again by <paramref name="read"/>.</summary>
    public List<T> Rows<T>(
        string sql,
        Func<SqliteDataReader, T> read,
        params ReadOnlySpan<(string Name, object? Value)> values
    )
    {
        using var reader = Bind(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>The first row, or default.</summary>
    public T? Row<T>(
        string sql,
        Func<SqliteDataReader, T> read,
        params ReadOnlySpan<(string Name, object? Value)> values
    )
    {
        using var reader = Bind(sql, values).ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        foreach (var statement in _plain.Values)
        {
            statement.Dispose();
        }

        connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!_statements.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is made of constants in this project; values are always bound.
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var (name, _) in values)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }

            _statements.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i].Value ?? DBNull.Value;
        }

        return command;
    }
}
