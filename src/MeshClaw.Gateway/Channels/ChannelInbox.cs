using System.Collections.Concurrent;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Diagnostics;
using MeshClaw.Core.Runs;
using MeshClaw.Gateway.Logging;
using MeshClaw.Storage.Channels;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Channels;

/// <summary>
/// The one door for what platforms deliver. A stop is carried out before anything else is looked at; strangers' words go no further than a
/// look whether they are the pairing code; what is left is on disk before the platform hears that it arrived.
/// </summary>
internal sealed class ChannelInbox(
    SqliteDeliveries deliveries,
    SqliteOutbox outbox,
    People people,
    StopService stop,
    PanicCode panic,
    Func<IEnumerable<string>> names,
    ILogger<ChannelInbox> logger
) : IChannelInbox
{
    private readonly ConcurrentDictionary<ChannelName, string> _troubles = new();

    /// <summary>Told of what was stored, with the stop that is under way for those that said it.</summary>
    public Action<StoredDelivery, Task<StopResult>?> Stored { get; set; } = static (_, _) => { };

    /// <summary>Told of whoever was paired just now.</summary>
    public Func<ChannelPerson, Delivery, CancellationToken, Task> Paired { get; set; } =
        static (_, _, _) => Task.CompletedTask;

    /// <summary>What is wrong with a channel; null for nothing.</summary>
    public string? TroubleOf(ChannelName channel) => _troubles.GetValueOrDefault(channel);

    /// <summary>Whether a delivery says stop.</summary>
    public bool IsStop(Delivery delivery) => delivery.Kind != DeliveryKind.Pressed && IsStop(delivery.Text);

    /// <summary>Whether words say stop.</summary>
    public bool IsStop(string text) => StopWords.IsStop(text, names());

    /// <inheritdoc />
    public async Task AcceptAsync(
        ChannelName channel,
        IReadOnlyList<Delivery> arrived,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var known = new List<Known>();
        foreach (var delivery in arrived)
        {
            if (await people.FindAsync(channel, delivery.Sender, cancellationToken).ConfigureAwait(false) is { } person)
            {
                var stops = IsStop(delivery);
                known.Add(new Known(delivery, person, stops, !stops && panic.Matches(delivery.Text)));
            }
        }

        var stopping = await StopAsync(channel, known, cancellationToken).ConfigureAwait(false);
        var said = await PairAnewAsync(channel, known, cancellationToken).ConfigureAwait(false);
        var halted = stopping is null ? -1 : known.FindLastIndex(k => k.Stops || k.IsPanic);
        var kept = known
            .Where((k, i) => i > halted || ChannelCommands.Parse(k.Delivery) is not ["RESUME", ..]) // The stop came after it.
            .Where(k => !said.Contains(k.Delivery) && (k.Stops || k.IsPanic || IsForUs(k.Delivery)))
            .Select(k => (k.IsPanic ? PanicCode.Hide(k.Delivery) : k.Delivery, k.Person.Id))
            .ToList();
        if (kept.Count > 0 || cursor is not null)
        {
            var added = await deliveries.AddAsync(channel, kept, cursor, cancellationToken).ConfigureAwait(false);
            KillPoint.Pass("channel.stored");
            foreach (var stored in added)
            {
                var halts = IsStop(stored.Delivery) || PanicCode.WasHidden(stored.Delivery);
                Stored(stored, halts ? stopping : null);
            }
        }

        await PairAsync(channel, arrived, known, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task AcceptReceiptAsync(ChannelName channel, ChannelReceipt receipt, CancellationToken cancellationToken) =>
        outbox.TakeReceiptAsync(channel, receipt, cancellationToken);

    /// <inheritdoc />
    public Task<string?> ReadCursorAsync(ChannelName channel, CancellationToken cancellationToken) =>
        deliveries.CursorAsync(channel, cancellationToken);

    /// <inheritdoc />
    public void Tell(ChannelName channel, string? trouble)
    {
        if (trouble is null)
        {
            _troubles.TryRemove(channel, out _);
        }
        else
        {
            _troubles[channel] = trouble;
        }
    }

    // Edits are not followed: what was asked was asked, and an answer may be under way. A stop that is edited in is one all the same.
    private static bool IsForUs(Delivery delivery) =>
        delivery.Kind switch
        {
            DeliveryKind.Message => !delivery.IsGroup || delivery.IsAddressed,
            DeliveryKind.Edited => false,
            DeliveryKind.Pressed or DeliveryKind.Command => true,
        };

    // One that came before does not stop again: platforms deliver again, hours later too, and the owner may have resumed since.
    private async Task<Task<StopResult>?> StopAsync(
        ChannelName channel,
        List<Known> known,
        CancellationToken cancellationToken
    )
    {
        Task<StopResult>? stopping = null;
        foreach (var (delivery, person, stops, isPanic) in known)
        {
            if (
                !(stops || isPanic)
                || !person.May(ChannelRights.Stop)
                || await deliveries.KnowsAsync(channel, delivery.Id, cancellationToken).ConfigureAwait(false)
            )
            {
                continue;
            }

            var by = $"{channel} {person.Sender}";
            stopping ??= stop.StopAsync(by, CancellationToken.None); // What is under way is cancelled when this line has run.
            if (isPanic)
            {
                await panic.LockAsync(by, cancellationToken).ConfigureAwait(false); // A stop before it in the same batch is no lock.
                break;
            }
        }

        return stopping;
    }

    private async Task PairAsync(
        ChannelName channel,
        IReadOnlyList<Delivery> all,
        List<Known> known,
        CancellationToken cancellationToken
    )
    {
        foreach (var delivery in all)
        {
            if (
                known.TrueForAll(k => k.Delivery != delivery)
                && await TryPairAsync(channel, delivery, cancellationToken).ConfigureAwait(false) is { } person
            )
            {
                await Paired(person, delivery, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Who is paired already says a code to get other rights. It is for nobody else: no agent reads it.
    private async Task<List<Delivery>> PairAnewAsync(
        ChannelName channel,
        List<Known> known,
        CancellationToken cancellationToken
    )
    {
        var said = new List<Delivery>();
        foreach (var (delivery, _, stops, isPanic) in known)
        {
            if (
                !(stops || isPanic)
                && await TryPairAsync(channel, delivery, cancellationToken).ConfigureAwait(false) is { } person
            )
            {
                said.Add(delivery);
                await Paired(person, delivery, cancellationToken).ConfigureAwait(false);
            }
        }

        return said;
    }

    private async Task<ChannelPerson?> TryPairAsync(
        ChannelName channel,
        Delivery delivery,
        CancellationToken cancellationToken
    )
    {
        if (
            delivery is not { Kind: DeliveryKind.Message, IsGroup: false }
            || !SqlitePeople.LooksLikeCode(delivery.Text)
            || await people.PairAsync(channel, delivery, cancellationToken).ConfigureAwait(false) is not { } person
        )
        {
            return null;
        }

        Log.ChannelPaired(logger, channel.Value, person.Id);
        return person;
    }

    private sealed record Known(Delivery Delivery, ChannelPerson Person, bool Stops, bool IsPanic);
}
