using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MeshClaw.Storage.Audit;

/// <summary>
/// Heads of the chain outside the database, one line each (<c>at</c>, <c>sequence</c>, <c>hash</c>): without one that lies elsewhere, a
/// cut-off tail leaves no trace. This file is the nearest elsewhere; whoever can write to the home can change both, so the gateway
/// sends heads further away as well.
/// </summary>
public sealed class AuditHeads
{
    private readonly string _file;
    private (long Sequence, string Hash, DateTimeOffset At)? _latest;
    private (long Sequence, DateTimeOffset At)? _kept;

    /// <summary>Over a file that need not exist yet.</summary>
    public AuditHeads(string file) => _file = file;

    /// <summary>Every head kept so far, oldest first.</summary>
    /// <exception cref="InvalidDataException">A line cannot be read, other than a last one that a crash cut short.</exception>
    public static IReadOnlyList<(long Sequence, string Hash)> Read(string file)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        var text = File.ReadAllText(file);
        var lines = text.Split('\n');
        var heads = new List<(long, string)>();
        for (var i = 0; i < lines.Length - 1; i++) // What follows the last line feed was never finished.
        {
            if (lines[i].Length > 0)
            {
                heads.Add(Parse(lines[i], i + 1, file));
            }
        }

        return heads;
    }

    /// <summary>Keeps this head, which is on the disk, if it is the first here, or enough entries or a day came since the last one.</summary>
    internal void Consider((long Sequence, string Hash) head, DateTimeOffset now, int every)
    {
        if (head.Sequence <= (_latest?.Sequence ?? _kept?.Sequence))
        {
            return; // Another way of waiting for the disk was quicker with a later one.
        }

        _latest = (head.Sequence, head.Hash, now);
        // The first of each process is kept at once: a process that is always killed never closes.
        if (_kept is not { } kept || head.Sequence - kept.Sequence >= every || now - kept.At >= TimeSpan.FromDays(1))
        {
            Keep();
        }
    }

    /// <summary>Keeps the last head, if it is not.</summary>
    internal void Close() => Keep();

    private void Keep()
    {
        if (_latest is not { } latest)
        {
            return;
        }

        var line = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"at":"{{Stamp.Of(latest.At)}}","sequence":{{latest.Sequence}},"hash":"{{latest.Hash}}"}"""
        );
        using (var stream = new FileStream(_file, PrivateFile.Private(FileMode.OpenOrCreate, FileAccess.ReadWrite)))
        {
            DropUnfinishedLine(stream);
            stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
            stream.Flush(flushToDisk: true);
        }

        _kept = (latest.Sequence, latest.At);
        _latest = null;
    }

    private static void DropUnfinishedLine(FileStream stream)
    {
        var end = stream.Length;
        while (end > 0)
        {
            stream.Position = end - 1;
            if (stream.ReadByte() == '\n')
            {
                break;
            }

            end--;
        }

        stream.SetLength(end);
        stream.Position = end;
    }

    private static (long, string) Parse(string line, int number, string file)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var hash = json.RootElement.GetProperty("hash").GetString();
            return (json.RootElement.GetProperty("sequence").GetInt64(), hash ?? "");
        }
        catch (Exception failure)
            when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"Line {number} of {file} is no head of the audit chain.", failure);
        }
    }
}
