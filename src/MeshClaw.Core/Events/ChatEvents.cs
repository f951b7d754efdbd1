using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshClaw.Policy;

namespace MeshClaw.Core.Events;

/// <summary>Where whoever watches chat says that something happened there.</summary>
public sealed class ChatEvents(IEventStore events, TimeProvider time)
{
    /// <summary>Somebody named the owner in a watched channel.</summary>
    public const string Mentioned = "chat.mentioned";

    /// <summary>Somebody said something in a watched channel.</summary>
    public const string Message = "chat.message";

    /// <summary>Somebody reacted to a message of the owner's in a watched channel.</summary>
    public const string Reaction = "chat.reaction";

    /// <summary>All kinds.</summary>
    public static ImmutableArray<string> Kinds { get; } = [Mentioned, Message, Reaction];

    /// <summary>
    /// Says that something happened in a channel. One small write: when this returns, it is on disk, and the agents that have that event will run once
    /// nothing more has come for their debounce. The same ids again are dropped, so a watcher that is not sure says it again.
    /// </summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="connection">Whose chat.</param>
    /// <param name="channel">The channel's id.</param>
    /// <param name="ids">What names what happened for good, at least one; never what anybody wrote.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>False where it was said before.</returns>
    public Task<bool> RaiseAsync(
        string kind,
        ConnectionName connection,
        string channel,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfZero(ids.Count);
        if (!Kinds.Contains(kind))
        {
            throw new ArgumentException($"There is no event \"{kind}\" of chat.", nameof(kind));
        }

        var distinct = ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray();
        var arrival = new MailArrival(connection.Value, channel, distinct.Length, distinct);
        var named = Encoding.UTF8.GetBytes(string.Join('\n', distinct.Prepend(channel)));
        var key = $"{kind}/{connection}/{Convert.ToHexStringLower(SHA256.HashData(named))}";
        var payload = JsonSerializer.Serialize(arrival, MailJson.Default.MailArrival);
        return events.EnqueueAsync(kind, connection.Value, key, payload, time.GetUtcNow(), cancellationToken);
    }
}
