namespace MeshClaw.Core.Channels;

/// <summary>Where channels hand over what platforms deliver. Thread-safe.</summary>
public interface IChannelInbox
{
    /// <summary>
    /// Takes deliveries, in the order that the platform gave them. A stop of somebody who may stop is carried out first, whatever stands before it.
    /// When it returns, all is on disk or need not be (it came before, or from a stranger), and may be acknowledged. Throws where nothing
    /// was stored.
    /// </summary>
    /// <param name="channel">Which channel.</param>
    /// <param name="deliveries">What came.</param>
    /// <param name="cursor">Where to go on reading after a restart, stored in the same transaction; null leaves it as it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task AcceptAsync(
        ChannelName channel,
        IReadOnlyList<Delivery> deliveries,
        string? cursor,
        CancellationToken cancellationToken
    );

    /// <summary>Takes what the platform tells of a message of ours, by its <see cref="Outbound.Key"/>.</summary>
    Task AcceptReceiptAsync(ChannelName channel, ChannelReceipt receipt, CancellationToken cancellationToken);

    /// <summary>The cursor that was stored last; null for none.</summary>
    Task<string?> ReadCursorAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <summary>Tells how the connection to the platform stands: null while it is well, else what is wrong, for people.</summary>
    void Tell(ChannelName channel, string? trouble);
}

/// <summary>What a platform tells of a message of ours.</summary>
/// <param name="Key">Which; <see cref="Outbound.Key"/>.</param>
/// <param name="Message">The platform's id of it.</param>
/// <param name="Failure">Why it did not arrive, for people; null where it did, or is on its way.</param>
public sealed record ChannelReceipt(string Key, string Message, string? Failure);
