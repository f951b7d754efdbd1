using System.Collections.Immutable;
using MeshClaw.Core.Channels;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Gateway.Channels;

/// <summary>A delivery with all that is needed to answer it.</summary>
/// <param name="Stored">The delivery.</param>
/// <param name="Person">Who sent it.</param>
/// <param name="Channel">Through what.</param>
internal sealed record ChatContext(StoredDelivery Stored, ChannelPerson Person, IChannel Channel)
{
    public Delivery Delivery => Stored.Delivery;

    public ChannelName Name => Stored.Channel;

    public ChatPlace Place => Delivery.Place;

    /// <summary>How the journal and the audit call who did it.</summary>
    public string By => $"{Name} {Person.Sender}";

    /// <summary>The message to reply to: in a group it must be seen what is answered.</summary>
    public string? ReplyTo => Delivery is { IsGroup: true, Kind: DeliveryKind.Message } ? Delivery.Message : null;

    /// <summary>An answer in words.</summary>
    /// <param name="outcome">What came of the delivery, for the store.</param>
    /// <param name="text">What to say, of any length.</param>
    /// <param name="buttons">Under it.</param>
    public ChatAnswer Say(string outcome, string text, params ImmutableArray<OutboundButton> buttons)
    {
        var first = new Outbound
        {
            Key = FormattableString.Invariant($"d{Stored.Id}"),
            Place = Place,
            Text = text,
            ReplyTo = ReplyTo,
            Buttons = Channel.Traits.MaxButtons >= buttons.Length ? buttons : [],
        };
        return new ChatAnswer(
            outcome,
            [.. MessageParts.Of(first, Channel.Traits).Select(m => new QueuedMessage(m, IsAnswer: true))]
        );
    }
}

/// <summary>What came of a delivery, and what is said about it.</summary>
/// <param name="Outcome">For the store, in a few words.</param>
/// <param name="Messages">What is said; nothing where the answer comes by another way.</param>
internal sealed record ChatAnswer(string Outcome, ImmutableArray<QueuedMessage> Messages)
{
    /// <summary>Nothing is said.</summary>
    public static ChatAnswer Silent(string outcome) => new(outcome, []);
}
