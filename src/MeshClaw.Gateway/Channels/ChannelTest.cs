using MeshClaw.Core.Channels;
using MeshClaw.Protocol;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Gateway.Channels;

/// <summary>Sends a short message to everybody who is paired with a channel, the way that all messages go, and sees what becomes of it.</summary>
internal sealed class ChannelTest(SqliteOutbox outbox, People people, ChannelSender sender, TimeProvider time)
{
    private const string Words = "A test of this channel, sent from the device. There is nothing to do.";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends; returns when all of it has come to an end, or after 15 seconds. Empty where nobody is paired.</summary>
    public async Task<IReadOnlyList<ChannelTestResponse>> SendAsync(
        ChannelName channel,
        CancellationToken cancellationToken
    )
    {
        var began = time.GetTimestamp();
        var readers = (await people.ListAsync(cancellationToken).ConfigureAwait(false))
            .Where(p => p.Channel == channel)
            .ToList();
        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        var keys = readers.ConvertAll(p => FormattableString.Invariant($"test/{p.Id}/{at}"));
        foreach (var (person, key) in readers.Zip(keys))
        {
            var message = new Outbound
            {
                Key = key,
                Place = new ChatPlace(person.Chat),
                Text = Words,
            };
            await sender
                .PutAsync(channel, new QueuedMessage(message, IsAnswer: false), cancellationToken)
                .ConfigureAwait(false);
        }

        while (true)
        {
            var fates = new List<ChannelTestResponse>();
            foreach (var (person, key) in readers.Zip(keys))
            {
                var (state, failure) =
                    await outbox.FateAsync(channel, key, cancellationToken).ConfigureAwait(false)
                    ?? ("failed", "It is gone.");
                fates.Add(new ChannelTestResponse(person.Id, person.Name, state, failure));
            }

            if (
                fates.TrueForAll(f => f.State is "sent" or "failed" or "held")
                || time.GetElapsedTime(began) > s_patience
            )
            {
                return fates;
            }

            await Task.Delay(s_look, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
