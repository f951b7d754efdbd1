using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshClaw.Policy;

namespace MeshClaw.Core.Events;

/// <summary>Where whoever watches a mailbox says that mail came.</summary>
public sealed class MailEvents(IEventStore events, TimeProvider time)
{
    /// <summary>The kind of its events.</summary>
    public const string Kind = "mail.received";

    private const int MostIds = 1000;

    /// <summary>
    /// Says that mail came into a folder. One small write: when this returns, it is on disk, and the agents that have
    /// <c>event: mail.received</c> for that folder will run once nothing more has come for their debounce. The same ids again are
    /// dropped, so a watcher that is not sure says it again.
    /// </summary>
    /// <param name="connection">Whose mailbox.</param>
    /// <param name="folder">The folder's name as the connector gives it.</param>
    /// <param name="ids">What names the messages for good (with UIDVALIDITY, where that is part of it), at least one; never what their
    /// senders wrote.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>False where it was said before.</returns>
    public Task<bool> RaiseAsync(
        ConnectionName connection,
        string folder,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfZero(ids.Count);
        var distinct = ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray();
        var arrival = new MailArrival(connection.Value, folder, distinct.Length, [.. distinct.Take(MostIds)]);
        var named = Encoding.UTF8.GetBytes(string.Join('\n', distinct.Prepend(folder)));
        var key = $"{Kind}/{connection}/{Convert.ToHexStringLower(SHA256.HashData(named))}";
        var payload = JsonSerializer.Serialize(arrival, MailJson.Default.MailArrival);
        return events.EnqueueAsync(Kind, connection.Value, key, payload, time.GetUtcNow(), cancellationToken);
    }

    /// <summary>What an event of this kind carries.</summary>
    public static MailArrival Read(EventRecord taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        return JsonSerializer.Deserialize(taken.Payload, MailJson.Default.MailArrival)
            ?? throw new InvalidDataException($"Event {taken.Id} holds no arrival of mail.");
    }
}
