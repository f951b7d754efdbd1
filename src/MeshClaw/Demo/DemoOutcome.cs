using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshClaw.Demo;

/// <summary>The whole round in numbers; the last thing on standard output with <c>--json</c>.</summary>
internal sealed record DemoOutcome
{
    /// <summary>Messages that were looked at.</summary>
    public required int Messages { get; init; }

    /// <summary>How many got each decision.</summary>
    public required IReadOnlyDictionary<string, int> ByDecision { get; init; }

    /// <summary>Actions that were done.</summary>
    public required int Applied { get; init; }

    /// <summary>Of those, how many were taken back.</summary>
    public required int Undone { get; init; }

    /// <summary>Actions that failed, or of which it cannot be told whether they happened.</summary>
    public required int Failed { get; init; }

    /// <summary>Messages that gave the agent orders and were held.</summary>
    public required int HeldAsInjection { get; init; }

    /// <summary>Model tokens.</summary>
    public required long TokensUsed { get; init; }

    /// <summary>Whether the mailbox's files differed after applying: otherwise the next line would prove nothing.</summary>
    public required bool MailboxChangedByApplying { get; init; }

    /// <summary>Whether the mailbox's files are after the undo what they were at first: bytes, flags, folders.</summary>
    public required bool MailboxUnchangedAfterUndo { get; init; }

    /// <summary>From the command's start.</summary>
    public required double ElapsedMs { get; init; }

    /// <summary>Where the home is, if it was kept.</summary>
    public string? Home { get; init; }

    /// <summary>The whole round was made and came out even.</summary>
    [JsonIgnore]
    public bool Even =>
        Applied > 0
        && Undone == Applied
        && Failed == 0
        && TokensUsed == 0
        && MailboxChangedByApplying
        && MailboxUnchangedAfterUndo;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DemoOutcome))]
internal sealed partial class DemoJson : JsonSerializerContext;
