using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Logging;

/// <summary>
/// Logs to one file, one line an entry and its exception below, and keeps a few old ones. Own code rather than a package: it is this
/// file. A disk that is full loses log lines and nothing else.
/// </summary>
internal sealed class LogFile : ILoggerProvider
{
    private const int Kept = 3;
    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private FileStream? _stream;

    /// <summary>Opens the file with the first entry.</summary>
    /// <param name="path">The file; old ones are beside it as <c>.1</c>, <c>.2</c> …</param>
    /// <param name="time">Stamps entries, UTC.</param>
    /// <param name="maxBytes">A new file is begun above this.</param>
    public LogFile(string path, TimeProvider time, long maxBytes = 4 * 1024 * 1024)
    {
        _path = path;
        _time = time;
        _maxBytes = maxBytes;
    }

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) =>
        _loggers.GetOrAdd(categoryName, static (name, file) => new Entry(file, name), this);

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _stream?.Dispose();
            _stream = null;
        }
    }

    private void Write(LogLevel level, string category, EventId id, string message, Exception? failure)
    {
        var line = new StringBuilder(160)
            .Append(_time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))
            .Append(' ')
            .Append(level.ToString().ToLowerInvariant())
            .Append(' ')
            .Append(category.AsSpan(category.LastIndexOf('.') + 1))
            .Append(CultureInfo.InvariantCulture, $"[{id.Id}] ");
        Clean(line, message).Append('\n');
        for (var at = failure; at is not null; at = at.InnerException)
        {
            Clean(line.Append("  ").Append(at.GetType().FullName).Append(": "), at.Message).Append('\n');
            line.Append(at.StackTrace).Append(at.StackTrace is null ? "" : "\n");
        }

        var bytes = Encoding.UTF8.GetBytes(line.ToString());
        lock (_gate)
        {
            try
            {
                Open().Write(bytes);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _stream?.Dispose();
                _stream = null; // Tried anew with the next entry.
            }
        }
    }

    private FileStream Open()
    {
        if (_stream is { } open && open.Length < _maxBytes)
        {
            return open;
        }

        if (_stream is not null)
        {
            _stream.Dispose();
            _stream = null;
            Roll();
        }

        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return _stream = new FileStream(_path, options);
    }

    private void Roll()
    {
        for (var i = Kept; i > 0; i--)
        {
            var older = i == 1 ? _path : $"{_path}.{i - 1}";
            if (File.Exists(older))
            {
                File.Move(older, $"{_path}.{i}", overwrite: true);
            }
        }
    }

    // One entry is one line: what is logged cannot forge another.
    private static StringBuilder Clean(StringBuilder line, string text)
    {
        foreach (var c in text)
        {
            line.Append(char.IsControl(c) ? ' ' : c);
        }

        return line;
    }

    private sealed class Entry(LogFile file, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => file.Write(logLevel, category, eventId, formatter(state, exception), exception);
    }
}
