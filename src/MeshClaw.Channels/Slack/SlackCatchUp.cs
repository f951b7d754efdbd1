using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Slack;

/// <summary>
/// Reads up what was said while nobody listened. Slack delivers an event again for some minutes only; a laptop sleeps for hours. So the cursor says up to when
/// all was heard, and where: the places in which somebody last spoke to the agent. After an outage their histories are read from there, a little before
/// it, since events come in no strict order; what came before has the same id. Thread-safe.
/// </summary>
/// <remarks>Not read up: places where nobody had spoken to the agent before, changes of messages, and presses, which Slack keeps nowhere.</remarks>
internal sealed class SlackCatchUp(SlackApi api, TimeProvider time)
{
    private const int MaxPlaces = 40; // Below the 50 calls a minute that Slack allows.
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(7);

    private readonly Lock _lock = new();
    private readonly List<ChatPlace> _places = []; // The one heard last is the last.
    private DateTimeOffset? _heard;
    private DateTimeOffset? _missingSince;

    /// <summary>Takes the cursor that was stored last; one that cannot be read counts as none.</summary>
    public void Load(string? cursor)
    {
        var parts = (cursor ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            lock (_lock)
            {
                _heard = parts is [var ts, ..] ? SlackTime.Read(ts) : null;
                _places.Clear();
                _places.AddRange(
                    parts.Skip(1).Select(p => p.Split('/', 2)).Select(p => new ChatPlace(p[0], p.ElementAtOrDefault(1)))
                );
            }
        }
        catch (FormatException)
        {
            // Of another version; then there is nothing to go by.
        }
    }

    /// <summary>Whether something is still to be read up.</summary>
    public bool IsBehind
    {
        get
        {
            lock (_lock)
            {
                return _missingSince is not null;
            }
        }
    }

    /// <summary>
    /// Nobody listened since what was heard last. To be said before anything is heard again: else that would count as the last, and what lies between
    /// would be lost. The cursor stays there until all was read up.
    /// </summary>
    public void Fell()
    {
        lock (_lock)
        {
            _missingSince ??= _heard;
        }
    }

    /// <summary>The cursor once these are stored; null where they change nothing.</summary>
    public string? CursorAfter(IEnumerable<Delivery> deliveries)
    {
        lock (_lock)
        {
            var changed = false;
            foreach (var said in deliveries.Where(d => d is { Kind: DeliveryKind.Message, IsAddressed: true }))
            {
                _heard = _heard is { } before && before > said.Sent ? before : said.Sent;
                Remember(said.Place);
                if (said.Place.Thread == said.Message)
                {
                    Remember(said.Place with { Thread = null }); // It was said in the channel; the thread begins with it.
                }

                changed = true;
            }

            if (_places.Count > MaxPlaces)
            {
                _places.RemoveRange(0, _places.Count - MaxPlaces);
            }

            return changed && (_missingSince ?? _heard) is { } heard
                ? string.Join(' ', [SlackTime.Write(heard), .. _places.Select(Name)])
                : null;
        }
    }

    /// <summary>Reads up. What fails is thrown, and is read up the next time.</summary>
    /// <param name="me">Who we are.</param>
    /// <param name="hand">Takes what was found.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(SlackIdentity me, Func<Delivery, ValueTask> hand, CancellationToken cancellationToken)
    {
        DateTimeOffset since;
        ChatPlace[] places;
        lock (_lock)
        {
            if (_missingSince is not { } missing)
            {
                return;
            }

            since = missing;
            places = [.. _places];
        }

        var earliest = time.GetUtcNow() - s_longest; // What is older nobody waits for.
        since = since - s_overlap < earliest ? earliest : since - s_overlap;
        foreach (var place in places)
        {
            foreach (var said in await ReadAsync(place, since, cancellationToken))
            {
                // Of a channel only what names the agent: the rest was for others, and may be much.
                if (
                    Read(said with { Channel = place.Chat }, me) is { } delivery
                    && (delivery.IsAddressed || place.Thread is not null)
                )
                {
                    await hand(delivery);
                }
            }
        }

        lock (_lock)
        {
            _missingSince = null;
        }
    }

    private void Remember(ChatPlace place)
    {
        _places.Remove(place);
        _places.Add(place);
    }

    private async Task<IReadOnlyList<SlackEvent>> ReadAsync(
        ChatPlace place,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await SlackHistory.ReadAsync(api, place.Chat, place.Thread, since, cancellationToken)).Messages;
        }
        catch (ChannelException gone) when (gone.Fault is ChannelFault.Invalid)
        {
            return []; // The conversation is no more.
        }
    }

    private static Delivery? Read(SlackEvent said, SlackIdentity me)
    {
        try
        {
            // As in a shared channel: the message itself must tell whose it is.
            return SlackMessages.Read(said with { Type = "message" }, isShared: true, me).Item1;
        }
        catch (Exception unreadable) when (unreadable is FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Name(ChatPlace place) => place.Thread is null ? place.Chat : $"{place.Chat}/{place.Thread}";
}
