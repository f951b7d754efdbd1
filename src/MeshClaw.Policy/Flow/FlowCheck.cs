using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>What keeps a call from going ahead unasked.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Sentence">Why, for the owner.</param>
internal sealed record FlowFault(string Rule, string Sentence);

/// <summary>
/// The conditions of information flow, in one visible order: who chose where it goes and what it acts upon, whether these belong
/// together, whether it was done before, whether a condition is open, what access it gives, what it carries.
/// </summary>
internal static class FlowCheck
{
    /// <summary>The first fault of a call in a run that has read third-party text; null where it may go ahead.</summary>
    public static FlowFault? Fault(ProposedCall call, RunFlow flow, bool reaches)
    {
        if (call.Values.IsEmpty)
        {
            return new FlowFault("flow:values", "Nobody can tell where its values come from.");
        }

        var chosen = new List<(CallValue Value, Choice Choice)>();
        foreach (var value in call.Values)
        {
            if (value.Role is not (ValueRole.Destination or ValueRole.Target))
            {
                continue;
            }

            var choice = Choose(call, value, flow, reaches);
            if (!choice.IsOwners)
            {
                var what = value.Role == ValueRole.Destination ? "destination" : "target";
                return new FlowFault($"flow:{what}", $"You did not choose its {value.Argument} “{value.Text}” ({choice.Source}).");
            }

            chosen.Add((value, choice));
        }

        if (Pairing.IsSwapped(chosen, flow))
        {
            return new FlowFault("flow:pair", "You named these for different things.");
        }

        if (call.Effect.Class == EffectClass.Read)
        {
            return null; // A fetch: its URL is all that leaves, and the owner chose it.
        }

        if (RunFlow.Destinations(call).FirstOrDefault(d => flow.WasSentTo(call.Tool, d)) is { } again)
        {
            return new FlowFault("flow:again", $"This run has sent something to {again} that way already.");
        }

        if ((reaches || call.Effect.Class == EffectClass.Irreversible) && Conditions.IsOpen(call, flow))
        {
            return new FlowFault("flow:condition", "You set a condition that only you or the run can judge.");
        }

        if (AccessRaised(call, flow) is { } level)
        {
            return new FlowFault("flow:access", $"You did not ask to give “{level}”.");
        }

        return reaches && ContentCheck.Fault(call, flow) is { } fault ? new FlowFault("flow:content", fault) : null;
    }

    private static Choice Choose(ProposedCall call, CallValue value, RunFlow flow, bool reaches)
    {
        var choice = Choices.Of(value, flow);
        if (choice.IsOwners || flow.Own.Contains(Identities.Normalize(value.Text)) && IsMe(call, value, flow))
        {
            return choice.IsOwners ? choice : new Choice(true, "yourself");
        }

        if (call.Effect.Class == EffectClass.Read && value.Role == ValueRole.Destination)
        {
            return Links.IsOfNamedRecord(value, flow) ? new Choice(true, "a link in what you named") : choice;
        }

        if (!reaches && call.Effect.Class <= EffectClass.Reversible && value.Kinds.IsEmpty && StandsInMentioned(value, flow))
        {
            return new Choice(true, "what you named");
        }

        return value.Role == ValueRole.Destination && IsOwnersWording(call, flow) && Superlatives.Picks(value, flow)
            ? new Choice(true, "your comparison")
            : choice;
    }

    /// <summary>The owner as one of several, or as the one that the owner asked it to be sent to.</summary>
    private static bool IsMe(ProposedCall call, CallValue value, RunFlow flow) =>
        value.Role == ValueRole.Destination
        && (RunFlow.Destinations(call).Any(d => !flow.Own.Contains(d)) || SelfWords.AsksForMe(flow.Owner.Text));

    /// <summary>A day that stands in a record which the owner's words may mean: enough for what stays the owner's own.</summary>
    private static bool StandsInMentioned(CallValue value, RunFlow flow) =>
        Dates.TryRead(value.Text, out var day, out _)
        && flow.Records.Any(r =>
            !r.Outside
            && RunFlow.IsMentioned(r)
            && r.Record.Fields.Any(f => Dates.Days(f.Text).Any(d => d.Year is not null && d.Is(day)))
        );

    /// <summary>All that it says is the owner's own wording.</summary>
    private static bool IsOwnersWording(ProposedCall call, RunFlow flow)
    {
        var contents = call.Values.Where(v => v.Role == ValueRole.Content).ToList();
        return contents.Count > 0
            && contents.All(v => Words.Of(v.Text) is { IsEmpty: false } w && Words.IndexOf(flow.Owner.Words, w) >= 0);
    }

    private static string? AccessRaised(ProposedCall call, RunFlow flow)
    {
        foreach (var value in call.Values)
        {
            if (AccessWords.IsLevel(value.Argument) && !AccessWords.IsAskedFor(value.Text, flow.Owner))
            {
                return value.Text;
            }
        }

        return null;
    }
}
