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
    /// <param name="call">The call.</param>
    /// <param name="flow">What the run has read.</param>
    /// <param name="reaches">It touches somebody else than the owner, or what steers agents.</param>
    public static FlowFault? Fault(ProposedCall call, RunFlow flow, bool reaches)
    {
        if (call.Values.IsEmpty)
        {
            return new FlowFault("flow:values", "Nobody can tell where its values come from.");
        }

        if (Intents.Unspoken(call, flow.Asks) is { } verb)
        {
            return new FlowFault("flow:intent", $"You did not ask to {verb}.");
        }

        var chosen = new List<(CallValue Value, Choice Choice)>();
        foreach (var value in call.Values)
        {
            if (value.Role is not (ValueRole.Destination or ValueRole.Target) && !Values.NamesWhatIsNew(call, value))
            {
                continue;
            }

            var choice = Choose(call, value, flow, reaches);
            if (!choice.IsOwners)
            {
                var what = value.Role == ValueRole.Destination ? "destination" : "target";
                return new FlowFault($"flow:{what}", Sentence(value, choice));
            }

            chosen.Add((value, choice));
        }

        if (Values.Disorder(call) is { } disorder)
        {
            return new FlowFault("flow:target", disorder);
        }

        if (AreOfTwoRecords(chosen))
        {
            return new FlowFault("flow:pair", "It puts together what stands in two different things that you named.");
        }

        if (
            Pairing.IsSwapped(
                [.. Placed(chosen), .. Values.OwnersPieces(call, flow), .. AccessWords.Levels(call, flow)],
                flow
            )
        )
        {
            return new FlowFault("flow:pair", "You named these for different things.");
        }

        if (call.Effect.Class == EffectClass.Read)
        {
            // A fetch or a search: its URL is the owner's choice, and whatever else leaves with it is content like any other.
            return ContentCheck.Fault(call, flow) is { } carried ? new FlowFault("flow:content", carried) : null;
        }

        if (Again(call, flow) is { } again)
        {
            return new FlowFault("flow:again", again);
        }

        var weighty = reaches || call.Effect.Class == EffectClass.Irreversible;
        if (weighty && Conditions.IsOpen(call, flow))
        {
            return new FlowFault("flow:condition", "You set a condition that only you or the run can judge.");
        }

        if (AccessRaised(call, flow) is { } level)
        {
            return new FlowFault("flow:access", $"You did not ask to give “{level}”.");
        }

        if (Values.Unasked(call, flow) is { } extra)
        {
            return new FlowFault("flow:extra", $"You did not speak of its {extra.Name} “{extra.Text}”.");
        }

        return weighty && ContentCheck.Fault(call, flow) is { } fault ? new FlowFault("flow:content", fault) : null;
    }

    private static string Sentence(CallValue value, Choice choice) =>
        value.Text.Length == 0
            ? $"Its {value.Name} is empty, which may mean everything."
            : $"You did not choose its {value.Name} “{value.Text}” ({choice.Source}).";

    private static IEnumerable<(CallValue, int)> Placed(IEnumerable<(CallValue Value, Choice Choice)> chosen) =>
        chosen.Where(c => c.Choice.At >= 0).Select(c => (c.Value, c.Choice.At));

    /// <summary>The account of one bill and the amount of another.</summary>
    private static bool AreOfTwoRecords(List<(CallValue Value, Choice Choice)> chosen)
    {
        var places = chosen.Where(c => c.Value.Role == ValueRole.Destination && c.Choice.Record is not null).ToList();
        return chosen.Exists(c =>
            c.Value is { Role: ValueRole.Target, Form: ValueForm.Number }
            && c.Choice.Record is { } of
            && places.Count > 0
            && places.TrueForAll(p => !p.Choice.Record!.IsSameAs(of) && p.Choice.Record.Record.IsOneOf(of.Record.Kinds))
        );
    }

    private static string? Again(ProposedCall call, RunFlow flow)
    {
        if (flow.WasDone(call))
        {
            return "This run has done exactly this already.";
        }

        var places = RunFlow.Places(call).ToList();
        return places.Find(d => flow.WasSentTo(call.Tool, d)) is { } again
                ? $"This run has used {call.Tool} on {again} already."
            : places.Count != places.Distinct(StringComparer.Ordinal).Count() ? "It names the same place twice."
            : null;
    }

    private static Choice Choose(ProposedCall call, CallValue value, RunFlow flow, bool reaches)
    {
        if (value.Text.Length == 0)
        {
            return Choice.Nobody("nothing");
        }

        if (
            value.Parts.IsAccessLevel
            && value.Role == ValueRole.Target
            && AccessWords.IsAskedFor(value.Text, flow.Owner)
        )
        {
            return new Choice(true, "the least there is, or what you asked for");
        }

        var choice = Choices.Of(value, flow);
        if (choice.IsOwners || (flow.Own.Contains(value.Parts.Identity) && IsMe(call, value, flow)))
        {
            return choice.IsOwners ? choice : new Choice(true, "yourself");
        }

        if (call.Effect.Class == EffectClass.Read && value.Role == ValueRole.Destination)
        {
            return Links.IsOfNamedRecord(value, flow) ? new Choice(true, "a link in what you named") : choice;
        }

        if (
            !reaches
            && call.Effect.Class <= EffectClass.Reversible
            && value.Kinds.IsEmpty
            && StandsInMentioned(value, flow)
        )
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
        && (RunFlow.Destinations(call).Any(d => !flow.Own.Contains(d)) || flow.Asks.ForMe);

    /// <summary>A day that stands in a record which the owner's words may mean: enough for what stays the owner's own.</summary>
    private static bool StandsInMentioned(CallValue value, RunFlow flow) =>
        value.Parts.Day is { } day
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
            && contents.All(v => v.Parts.Words is { IsEmpty: false } w && Words.IndexOf(flow.Owner.Words, w) >= 0);
    }

    private static string? AccessRaised(ProposedCall call, RunFlow flow)
    {
        foreach (var value in call.Values)
        {
            if (value.Parts.IsAccessLevel && !AccessWords.IsAskedFor(value.Text, flow.Owner))
            {
                return value.Text;
            }
        }

        return null;
    }
}
