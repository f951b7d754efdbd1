using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Core.Approvals;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Journal;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Storage.Journal;

namespace MeshClaw.Gateway.Channels;

/// <summary>
/// "Always for this kind": writes a permit for calls just like one into policy.yaml. Only for what was asked because of the agent's autonomy alone: a permit
/// lifts no other question. Not for what the second factor is for.
/// </summary>
internal sealed class StandingPermits(LiveFiles files, IApprovalStore approvals)
{
    private const string OnlyAutonomy = "autonomy";

    /// <summary>The permit that a yes for always would write; null with why there can be none.</summary>
    public async Task<(NarrowPermit? Permit, string Why)> OfAsync(
        Approval approval,
        CancellationToken cancellationToken
    )
    {
        var calls = await approvals.CallsAsync(approval.Id, cancellationToken).ConfigureAwait(false);
        if (calls is not [var entry] || JournaledCalls.Rebuild(entry) is not { } call)
        {
            return (null, "A rule can be made of a single call only.");
        }

        if (SecondFactor.IsNeededFor(calls))
        {
            return (null, "What moves money, changes access or deploys is asked every time.");
        }

        if (entry.Rules != OnlyAutonomy)
        {
            return (null, "It asks for another reason than its autonomy: no rule of yours would lift that.");
        }

        if (call.Effect.Reaches && call.Destinations.IsDefaultOrEmpty)
        {
            return (null, "It is not known whom it reaches: a rule would be too wide.");
        }

        var origins = CallLabels.Read(entry.Labels).Values.Select(v => v.Origin).Distinct().Order().ToList();
        var id = string.Create(CultureInfo.InvariantCulture, $"always-{entry.Id}");
        return (
            new NarrowPermit(
                id,
                entry.Tool,
                entry.Agent,
                Effects(call.Effect),
                [.. origins.Select(Word).DefaultIfEmpty("owner")],
                call.Destinations.IsDefaultOrEmpty ? [] : [.. call.Destinations.Select(d => d.ToString())],
                $"You said always to {entry.Id}."
            ),
            ""
        );
    }

    /// <summary>Writes it; null where it was written, else why not.</summary>
    public string? Write(NarrowPermit permit) => files.EditPolicy(text => PolicyEditor.Add(text, permit));

    /// <summary>Takes it away again; null where it is gone, else why not.</summary>
    public string? TakeBack(NarrowPermit permit) => files.EditPolicy(text => PolicyEditor.Remove(text, permit));

    private static ImmutableArray<string> Effects(Effect effect) =>
        [
            effect.Class switch
            {
                EffectClass.Read => "read",
                EffectClass.Draft => "draft",
                EffectClass.Reversible => "reversible",
                EffectClass.Irreversible => "irreversible",
            },
            .. effect.Traits.HasFlag(EffectTraits.Sends) ? ["sends"] : Array.Empty<string>(),
            .. effect.Traits.HasFlag(EffectTraits.Destroys) ? ["destroys"] : Array.Empty<string>(),
            .. effect.Traits.HasFlag(EffectTraits.Executes) ? ["executes"] : Array.Empty<string>(),
        ];

    private static string Word(Origin origin) =>
        origin switch
        {
            Origin.Owner => "owner",
            Origin.OwnSystem => "own-system",
            Origin.ThirdParty => "third-party",
        };
}
