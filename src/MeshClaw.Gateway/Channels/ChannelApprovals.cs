using System.Collections.Immutable;
using System.Text;
using MeshClaw.Core.Approvals;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Stopping;
using MeshClaw.Gateway.Features.Approvals;
using MeshClaw.Policy;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Gateway.Channels;

/// <summary>Takes answers to approvals that come through channels: by a card's button, by words, with the second factor where that is needed.</summary>
internal sealed partial class ChannelApprovals(
    IApprovalStore approvals,
    ApprovalReader reader,
    ApprovalDesk desk,
    SqliteCards cards,
    SqlitePlaces places,
    ApprovalCards shown,
    People people,
    SecondFactor second,
    StandingPermits permits,
    IStopSwitch stop,
    SqliteLock locking,
    TimeProvider time,
    Func<TimeZoneInfo> zone
)
{
    private const int CheckLength = 6;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>A button was pressed.</summary>
    public async Task<ChatAnswer> PressAsync(ChatContext context, CancellationToken cancellationToken)
    {
        var value = context.Delivery.Button ?? "";
        if (value.StartsWith(ApprovalCards.TakeBack, StringComparison.Ordinal))
        {
            return await TakeBackAsync(context, value[2..], cancellationToken).ConfigureAwait(false);
        }

        if (
            value.Length < 3
            || await cards.FindAsync(value[2..], cancellationToken).ConfigureAwait(false) is not { } card
        )
        {
            return context.Say("no such card", "That button is no longer good.");
        }

        if (card.Person != context.Person.Id || card.Channel != context.Name)
        {
            return ChatAnswer.Silent("somebody else's card"); // In a group everybody sees the buttons.
        }

        if (card.Used is not null || card.Expires <= time.GetUtcNow())
        {
            return context.Say("spent card", $"{card.Approval} was answered before, or ran out.");
        }

        return await AnswerAsync(context, value[..2], card.Approval, card.Hash, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Somebody answers in words: <c>approve p12 3f9c1a</c>, <c>deny p12</c>, <c>show p12</c>, <c>always p12 3f9c1a</c>, <c>change p12</c>.</summary>
    public async Task<ChatAnswer> SayAsync(
        ChatContext context,
        string verb,
        ImmutableArray<string> words,
        CancellationToken cancellationToken
    )
    {
        if (
            words is not [var name, .. var rest]
            || !ApprovalId.TryParse(name, out var id)
            || await approvals.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } found
        )
        {
            return context.Say(
                "no such approval",
                "Which one? Write for instance: deny p12. See what waits: /approvals"
            );
        }

        var binds = verb is ApprovalCards.Yes or ApprovalCards.Always;
        if (binds && (rest is not [{ Length: >= CheckLength } check, ..] || !IsCheck(found, check)))
        {
            return context.Say(
                "no check",
                $"Write the check of what you saw behind it: the six letters and digits that stand at the end of {id}. See it: /show {id}"
            );
        }

        return await AnswerAsync(context, verb, id, found.Hash, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ChatAnswer> AnswerAsync(
        ChatContext context,
        string verb,
        ApprovalId approval,
        string hash,
        CancellationToken cancellationToken
    )
    {
        if (!context.Person.May(ChannelRights.Approve))
        {
            return context.Say("may not approve", "This account may not answer approvals.");
        }

        return verb switch
        {
            ApprovalCards.All => await ShowAllAsync(context, approval, cancellationToken).ConfigureAwait(false),
            ApprovalCards.No => await TakeAsync(context, approval, null, [], cancellationToken).ConfigureAwait(false),
            ApprovalCards.Change => await AskChangeAsync(context, approval, hash, cancellationToken)
                .ConfigureAwait(false),
            ApprovalCards.Yes => await ApproveAsync(context, approval, hash, cancellationToken).ConfigureAwait(false),
            ApprovalCards.Always => await AlwaysAsync(context, approval, hash, cancellationToken).ConfigureAwait(false),
            _ => context.Say("no such button", "That button is no longer good."),
        };
    }

    private async Task<ChatAnswer> ApproveAsync(
        ChatContext context,
        ApprovalId approval,
        string hash,
        CancellationToken cancellationToken
    )
    {
        if (await RefuseYesAsync(context, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        var calls = await approvals.CallsAsync(approval, cancellationToken).ConfigureAwait(false);
        return !SecondFactor.IsNeededFor(calls)
            ? await TakeAsync(context, approval, hash, null, cancellationToken).ConfigureAwait(false)
            : await ConfirmAsync(context, approval, hash, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ChatAnswer> TakeAsync(
        ChatContext context,
        ApprovalId approval,
        string? hash,
        ImmutableHashSet<ActionId>? approve,
        CancellationToken cancellationToken
    )
    {
        if (await approvals.FindAsync(approval, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return context.Say("no such approval", $"There is no {approval}.");
        }

        var answer = new ApprovalAnswer(approval, hash, approve, context.By);
        var outcome = await desk.AnswerAsync(found, answer, cancellationToken).ConfigureAwait(false);
        var yes = approve is null;
        return outcome switch
        {
            ApprovalOutcome.Taken => context.Say("answered", yes ? $"{approval}: approved." : $"{approval}: denied."),
            ApprovalOutcome.AlreadyDecided => context.Say("decided before", $"{approval} was answered before."),
            ApprovalOutcome.Expired => context.Say("expired", $"{approval} ran out. Ask for it anew."),
            ApprovalOutcome.HashMismatch => context.Say(
                "hash mismatch",
                $"{approval} holds something else than what was shown. Look again: /show {approval}"
            ),
            ApprovalOutcome.NotFound or ApprovalOutcome.UnknownAction => context.Say(
                "no such approval",
                $"There is no {approval}."
            ),
        };
    }

    private async Task<ChatAnswer> AskChangeAsync(
        ChatContext context,
        ApprovalId approval,
        string hash,
        CancellationToken cancellationToken
    )
    {
        var question = new PlaceQuestion(
            QuestionKind.Change,
            approval,
            hash,
            context.Person.Id,
            time.GetUtcNow() + s_patience
        );
        await places.AskAsync(context.Name, context.Place, question, cancellationToken).ConfigureAwait(false);
        return context.Say(
            "asked for the change",
            $"What should be different about {approval}? Your next message says it."
        );
    }

    private async Task<ChatAnswer> AlwaysAsync(
        ChatContext context,
        ApprovalId approval,
        string hash,
        CancellationToken cancellationToken
    )
    {
        if (!context.Person.May(ChannelRights.Administer))
        {
            return context.Say("may not administer", "This account may not write rules.");
        }

        var found = (await approvals.FindAsync(approval, cancellationToken).ConfigureAwait(false))!; // Its caller found it.
        var (permit, why) = await permits.OfAsync(found, cancellationToken).ConfigureAwait(false);
        if (permit is null)
        {
            return context.Say("no rule", why);
        }

        var taken = await ApproveAsync(context, approval, hash, cancellationToken).ConfigureAwait(false);
        if (taken.Outcome != "answered")
        {
            return taken;
        }

        if (permits.Write(permit) is { } refusal)
        {
            return context.Say("answered, without a rule", $"{approval}: approved. No rule was written: {refusal}");
        }

        return context.Say(
            "answered, with a rule",
            $"{approval}: approved. This rule stands in policy.yaml now:\n{string.Join('\n', permit.Lines)}\nTake it back: /forget-rule {approval}",
            new OutboundButton("Take it back", $"{ApprovalCards.TakeBack}{approval}")
        );
    }

    /// <summary>Takes away the rule that a yes for always wrote.</summary>
    public async Task<ChatAnswer> TakeBackAsync(ChatContext context, string name, CancellationToken cancellationToken)
    {
        if (
            !context.Person.May(ChannelRights.Administer)
            || !ApprovalId.TryParse(name, out var id)
            || await approvals.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } found
        )
        {
            return context.Say("no such rule", "There is no such rule.");
        }

        var (permit, _) = await permits.OfAsync(found, cancellationToken).ConfigureAwait(false);
        var refusal = permit is null ? "There is no such rule." : permits.TakeBack(permit);
        return context.Say("rule taken back", refusal ?? "The rule is gone. It asks again from now on.");
    }

    private async Task<ChatAnswer> ShowAllAsync(
        ChatContext context,
        ApprovalId approval,
        CancellationToken cancellationToken
    )
    {
        var found = (await approvals.FindAsync(approval, cancellationToken).ConfigureAwait(false))!; // Its caller found it.
        var detail = await reader.DetailAsync(found, cancellationToken).ConfigureAwait(false);
        var whole = CardText.Whole(detail, zone());
        var known = await cards.OfAsync(approval, cancellationToken).ConfigureAwait(false);
        var card = known.FirstOrDefault(c => c.Person == context.Person.Id && c.Hash == found.Hash && c.Used is null);
        OutboundButton[] buttons = card is null
            ? []
            :
            [
                new OutboundButton("Approve", ApprovalCards.Yes + card.Token),
                new OutboundButton("Deny", ApprovalCards.No + card.Token, IsDanger: true),
            ];
        if (context.Channel.Traits is not { MaxFile: > 0 } traits || whole.Length <= traits.MaxText)
        {
            return context.Say("shown", whole, [.. buttons]);
        }

        var said = context.Say(
            "shown",
            $"All of {approval} is in the file above. Check: {found.Hash[..CheckLength]}",
            [.. buttons]
        );
        var words = said.Messages[0];
        var file = words.Message with
        {
            Key = $"{words.Message.Key}/file",
            Text = "",
            Buttons = [],
            File = new OutboundFile($"{approval}.txt", "text/plain", [.. Encoding.UTF8.GetBytes(whole)]),
        };
        return said with { Messages = said.Messages.Insert(0, words with { Message = file }) };
    }

    private static bool IsCheck(Approval approval, string check) =>
        approval.Hash.StartsWith(check, StringComparison.OrdinalIgnoreCase);
}
