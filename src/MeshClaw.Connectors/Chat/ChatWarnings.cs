using MeshClaw.Connectors.Chat.Labels;
using MeshClaw.Connectors.Chat.Stores;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Chat;

/// <summary>What the owner should see before others read something: who beside the workspace's own people will, and who is woken.</summary>
internal sealed class ChatWarnings(ChatContext context)
{
    private const int MostMembers = 100;
    private const int MostNamed = 5;

    /// <summary>The warnings of a call that puts words into a place.</summary>
    public async Task<IReadOnlyList<CallWarning>> OfAsync(
        ChatPlace place,
        string? wakes,
        CancellationToken cancellationToken
    )
    {
        var warnings = new List<CallWarning>();
        var label = place.Name.Length > 0 ? $"#{place.Name}" : place.Id;
        if (wakes is not null)
        {
            warnings.Add(new CallWarning("wakes-everybody", $"It wakes everybody in {label} (@{wakes})."));
        }

        if (place.IsShared)
        {
            warnings.Add(new CallWarning("shared-channel", $"{label} is shared with another company."));
        }

        var members = await context
            .Store.ListMembersAsync(place.Id, MostMembers, cancellationToken)
            .ConfigureAwait(false);
        if (members.Count > MostMembers)
        {
            // Slack tells of guests one by one only.
            warnings.Add(
                new CallWarning(
                    "many-readers",
                    $"{label} has more than {MostMembers} members; whether there are guests was not looked up."
                )
            );
            return warnings;
        }

        var me = await context.Store.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        var outside = new List<string>();
        foreach (var member in members.Where(m => m != me.User))
        {
            var person = await context.PersonAsync(member, cancellationToken).ConfigureAwait(false);
            if (person is null)
            {
                outside.Add(member); // Who cannot be looked up is not known to be of the workspace.
            }
            else if (person.IsGuest || (person.Team.Length > 0 && person.Team != me.Team))
            {
                outside.Add($"{ChatLabels.NameOf(person)} ({person.Id})");
            }
        }

        if (outside.Count > 0)
        {
            var rest = outside.Count > MostNamed ? $" and {outside.Count - MostNamed} more" : "";
            warnings.Add(
                new CallWarning(
                    "guests",
                    $"Guests or people of other companies read {label}: {string.Join(", ", outside.Take(MostNamed))}{rest}."
                )
            );
        }

        return warnings;
    }
}
