using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshClaw.Core.Events;

/// <summary>Mail that came into one folder. Nothing that its senders wrote: counts, and names that the connector gave.</summary>
/// <param name="Connection">Such as <c>mail/work</c>.</param>
/// <param name="Folder">The folder's name.</param>
/// <param name="Count">How many messages.</param>
/// <param name="Ids">Their ids, as many as are kept: never more than <paramref name="Count"/>.</param>
public sealed record MailArrival(string Connection, string Folder, int Count, ImmutableArray<string> Ids);

/// <summary>Mail that came for one agent, gathered until nothing more comes, or for as long as its trigger allows.</summary>
/// <param name="First">When the first of it came, UTC.</param>
/// <param name="Deadline">When it is handed on at the latest, UTC.</param>
/// <param name="Arrivals">One for each folder.</param>
public sealed record GatheredMail(DateTimeOffset First, DateTimeOffset Deadline, ImmutableArray<MailArrival> Arrivals)
{
    private const int MostIds = 1000;
    private const int MostFolders = 5;
    private const int MostOfName = 60;

    /// <summary>
    /// What is gathered when an arrival joins, and when it is handed on: when nothing has come for the debounce, and at the latest
    /// <paramref name="atMost"/> after the first. What came from a clock that was ahead does not hold it up.
    /// </summary>
    public static (GatheredMail Mail, DateTimeOffset Due) Add(
        GatheredMail? before,
        MailArrival arrival,
        DateTimeOffset at,
        TimeSpan debounce,
        TimeSpan atMost
    )
    {
        ArgumentNullException.ThrowIfNull(arrival);
        var first = before is null || before.First > at ? at : before.First;
        var latest = at + atMost;
        var deadline = before is null || before.Deadline > latest ? latest : before.Deadline;
        var due = at + debounce < deadline ? at + debounce : deadline;
        return (new GatheredMail(first, deadline, Merge(before?.Arrivals ?? [], arrival)), due < at ? at : due);
    }

    /// <summary>What started the run, for its record: <c>mail.received 3 in INBOX</c>.</summary>
    public string Trigger => TriggerOf(MailEvents.Kind);

    /// <summary>The same for another kind of event, whose folders are channels: <c>chat.mentioned 2 in C0123</c>.</summary>
    public string TriggerOf(string kind)
    {
        var shown = Arrivals.Take(MostFolders).Select(a => $"{a.Count} in {Shown(a.Folder)}");
        var rest = Arrivals.Length > MostFolders ? $" and {Arrivals.Length - MostFolders} more folders" : "";
        return $"{kind} {string.Join(", ", shown)}{rest}";
    }

    /// <summary>As an event carries it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, MailJson.Default.GatheredMail);

    /// <summary>Reads <see cref="ToJson"/> back.</summary>
    public static GatheredMail Read(string payload) =>
        JsonSerializer.Deserialize(payload, MailJson.Default.GatheredMail)
        ?? throw new InvalidDataException("An event of gathered mail holds nothing.");

    private static ImmutableArray<MailArrival> Merge(ImmutableArray<MailArrival> all, MailArrival arrival)
    {
        var same = all.FirstOrDefault(a => (a.Connection, a.Folder) == (arrival.Connection, arrival.Folder));
        if (same is null)
        {
            return all.Add(arrival with { Ids = [.. arrival.Ids.Take(MostIds)] });
        }

        // An arrival that was raised twice (a crash before the watcher had noted it) counts once.
        var fresh = arrival.Ids.Except(same.Ids).ToList();
        var merged = same with
        {
            Count = same.Count + fresh.Count + (arrival.Count - arrival.Ids.Length),
            Ids = [.. same.Ids.Concat(fresh).Take(MostIds)],
        };
        return all.Replace(same, merged);
    }

    // A shared folder's name may be somebody else's words.
    private static string Shown(string folder)
    {
        var clean = string.Concat(folder.Select(c => char.IsLetterOrDigit(c) || " ./-_&+".Contains(c) ? c : '_'));
        return clean.Length > MostOfName ? clean[..MostOfName] + "…" : clean;
    }
}

/// <summary>JSON of what events of mail carry.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MailArrival))]
[JsonSerializable(typeof(GatheredMail))]
internal sealed partial class MailJson : JsonSerializerContext;
