using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Turns;

/// <summary>Conversations for people: one line each.</summary>
internal static class ConversationTable
{
    /// <summary>Writes them, in the order given; <paramref name="none"/> where there are none.</summary>
    public static void Write(CommandScope scope, IReadOnlyList<ConversationResponse> conversations, string none)
    {
        var rows = conversations.Select(c =>
            new[] { c.Conversation, LocalTime.Short(c.Updated, scope.Context.Time), c.Agent, c.Title }
        );
        Listing.Write(scope.Screen, ["id", "last", "agent", "title"], rows, none);
    }
}
