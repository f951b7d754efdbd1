using System.Collections.Concurrent;
using System.Collections.Immutable;
using MeshClaw.Core.Approvals;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Runs;
using MeshClaw.Gateway.Features.Approvals;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy;
using MeshClaw.Storage.Channels;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Channels;

/// <summary>
/// Shows approvals to people in channels, and what became of them. A card is for one person; its buttons carry random tokens, so that no card can be
/// pressed by anybody else, twice, or after what it showed has changed.
/// </summary>
internal sealed class ApprovalCards(
    IApprovalStore approvals,
    ApprovalReader reader,
    SqliteCards cards,
    SqliteOutbox outbox,
    SqliteChannelRuns runs,
    People people,
    ChannelHub hub,
    ChannelSender sender,
    Func<ChannelName?> notify,
    Func<TimeZoneInfo> zone,
    ILogger<ApprovalCards> logger
)
{
    private const int MostWaiting = 100;
    private readonly ConcurrentDictionary<ApprovalId, string> _answeredBy = new();

    /// <summary>The prefixes of what buttons carry.</summary>
    public const string Yes = "y.",
        No = "n.",
        Change = "e.",
        Always = "w.",
        All = "s.",
        TakeBack = "t.";

    /// <summary>Shows an approval to a person in a place; nothing where it was shown there, is answered, or the person may not answer it.</summary>
    public async Task OfferAsync(
        ApprovalId approval,
        ChannelPerson person,
        ChatPlace place,
        CancellationToken cancellationToken
    )
    {
        if (
            !person.May(ChannelRights.Approve)
            || hub.Find(person.Channel)?.Traits is not { } traits
            || await approvals.FindAsync(approval, cancellationToken).ConfigureAwait(false)
                is not { State: ApprovalState.Waiting } found
        )
        {
            return;
        }

        var key = FormattableString.Invariant($"card/{approval}/{person.Id}");
        var known = await cards.OfAsync(approval, cancellationToken).ConfigureAwait(false);
        var card = known.FirstOrDefault(c => c.Key == key && c.Hash == found.Hash);
        if (card is not null && await outbox.HasAsync(person.Channel, key, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        card ??= await cards.NewAsync(found, person, key, place, cancellationToken).ConfigureAwait(false);
        var detail = await reader.DetailAsync(found, cancellationToken).ConfigureAwait(false);
        var (text, hidden) = CardText.Of(detail, traits.MaxText - 120, zone());
        var buttons = Buttons(card, traits, hidden, detail.Calls.Count == 1 && person.May(ChannelRights.Administer));
        var words =
            !buttons.IsEmpty ? ""
            : hidden > 0 ? $"\nSee all of it: /show {approval} – or: deny {approval}"
            : $"\nAnswer: approve {approval} {found.Hash[..6]} – or: deny {approval}";
        var message = new Outbound
        {
            Key = key,
            Place = place,
            Text = text + words,
            Buttons = buttons,
        };
        await sender
            .PutAsync(person.Channel, new QueuedMessage(message, IsAnswer: false), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Shows what waits and was shown nowhere, and what became of what was shown.</summary>
    public async Task ReviewAsync(CancellationToken cancellationToken)
    {
        var everybody = await people.ListAsync(cancellationToken).ConfigureAwait(false);
        if (everybody.Count == 0)
        {
            return;
        }

        foreach (
            var waiting in await approvals
                .ListAsync(ApprovalState.Waiting, MostWaiting, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            // Who asked is told with the answer to what was asked.
            if (await runs.FindAsync(waiting.Run, cancellationToken).ConfigureAwait(false) is null)
            {
                await OfferAllAsync(waiting.Id, null, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var shown in await cards.OpenAsync(cancellationToken).ConfigureAwait(false))
        {
            if (
                await approvals.FindAsync(shown, cancellationToken).ConfigureAwait(false)
                is not { State: ApprovalState.Waiting }
            )
            {
                await SettleAsync(shown, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Shows an approval to everybody who may answer it: on the channel for notices, or on all of them but one.</summary>
    public async Task OfferAllAsync(ApprovalId approval, ChannelName? but, CancellationToken cancellationToken)
    {
        var only = but is null ? notify() : null;
        foreach (var person in await people.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (person.Channel != but && (only is null || person.Channel == only))
            {
                await OfferAsync(approval, person, new ChatPlace(person.Chat), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Changes every card of an approval to what became of it, where the platform can, and lets none serve any more.</summary>
    private async Task SettleAsync(ApprovalId approval, CancellationToken cancellationToken)
    {
        if (await approvals.FindAsync(approval, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return;
        }

        var state = reader.StateOf(found);
        var by = _answeredBy.TryRemove(approval, out var channel) ? $" through {channel}" : "";
        var text = $"{approval}: {state}{by}.";
        foreach (var card in await cards.OfAsync(approval, cancellationToken).ConfigureAwait(false))
        {
            if (hub.Find(card.Channel) is { Traits.CanEdit: true })
            {
                var settled = new Outbound
                {
                    Key = card.Key,
                    Place = card.Place,
                    Text = text,
                };
                await sender
                    .PutAsync(card.Channel, new QueuedMessage(settled, IsAnswer: false), cancellationToken)
                    .ConfigureAwait(false);
            }
        }

        // After they were queued: a process that dies before shows them again, to the same.
        await cards.UseAsync(approval, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Watches for runs that end and answers that come, until cancelled.</summary>
    public async Task RunAsync(RunFeed feed, ApprovalDesk desk, TimeProvider time, CancellationToken cancellationToken)
    {
        using var signal = new Signal();
        void OnEnded(RunId run) => signal.Ring();
        void OnAnswered(ApprovalAnswer answer)
        {
            _answeredBy[answer.Approval] = answer.By.Split(' ')[0];
            signal.Ring();
        }

        feed.Ended += OnEnded;
        desk.Answered += OnAnswered;
        try
        {
            while (true)
            {
                try
                {
                    await ReviewAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    Log.RoundFailed(logger, failure);
                }

                // With nobody paired there is nothing that could run out.
                await (
                    (await people.ListAsync(cancellationToken).ConfigureAwait(false)).Count == 0
                        ? signal.WaitAsync(cancellationToken)
                        : signal.WaitAsync(TimeSpan.FromMinutes(1), time, cancellationToken)
                ).ConfigureAwait(false);
            }
        }
        finally
        {
            feed.Ended -= OnEnded;
            desk.Answered -= OnAnswered;
        }
    }

    // What was not seen whole cannot be said yes to before it was looked at.
    private static ImmutableArray<OutboundButton> Buttons(
        ApprovalCard card,
        ChannelTraits traits,
        int hidden,
        bool mayAlways
    )
    {
        OutboundButton[] wanted =
            hidden > 0
                ? [new("Show all", All + card.Token), new("Deny", No + card.Token, IsDanger: true)]
                :
                [
                    new("Approve", Yes + card.Token),
                    new("Deny", No + card.Token, IsDanger: true),
                    new("Change", Change + card.Token),
                    .. mayAlways ? [new OutboundButton("Always", Always + card.Token)] : Array.Empty<OutboundButton>(),
                ];
        return traits.MaxButtons < 2 ? [] : [.. wanted.Take(traits.MaxButtons)];
    }
}
