using MeshClaw.Connectors.Chat.Slack;
using MeshClaw.Connectors.Chat.Stores;
using MeshClaw.Connectors.Chat.Watching;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Chat;

/// <summary>Whose account a token of chat is. Names are what their bearers wrote.</summary>
/// <param name="Team">The workspace's id.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="User">The owner's id in it.</param>
/// <param name="UserName">The owner's name in it.</param>
public sealed record ChatIdentity(string Team, string TeamName, string User, string UserName);

/// <summary>A connection of chat, as the configuration has it.</summary>
/// <param name="Connection">Its name.</param>
/// <param name="Root">Where the platform is; null for where everybody's is.</param>
/// <param name="Token">The owner's own token.</param>
public sealed record ChatSettings(ConnectionName Connection, Uri? Root, Secret Token);

/// <summary>Makes connectors of chat. Making one touches no network.</summary>
public static class ChatConnectorFactory
{
    /// <summary>A connector to Slack.</summary>
    public static ChatConnector CreateSlack(ChatSettings settings, IDraftStore? drafts, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new ChatConnector(new ChatContext(settings.Connection, Store(settings, time), drafts, time));
    }

    /// <summary>What watches channels of Slack.</summary>
    /// <param name="settings">The connection.</param>
    /// <param name="file">Where it keeps how far it has seen.</param>
    /// <param name="time">The clock.</param>
    public static ChatWatcher WatchSlack(ChatSettings settings, string file, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new ChatWatcher(Store(settings, time), file);
    }

    /// <summary>Tries the token: <c>auth.test</c>, which changes nothing.</summary>
    /// <exception cref="ConnectorException">It does not work; the message says why.</exception>
    public static async Task<ChatIdentity> TryAsync(ChatConnector connector, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connector);
        try
        {
            var who = await connector.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
            return new ChatIdentity(who.Team, who.TeamName, who.User, who.UserName);
        }
        catch (ChatRefusedException refused)
        {
            throw new ConnectorException(refused.Message, refused);
        }
    }

    private static SlackChatStore Store(ChatSettings settings, TimeProvider time) =>
        new(new SlackChatApi(settings.Root, settings.Token, time), time);
}
