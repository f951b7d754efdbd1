using MeshClaw.Connectors.Chat;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Chat;

/// <summary>Between what config.yaml says of chat and what its connector takes.</summary>
internal static class ChatPlaces
{
    /// <summary>The settings of a connection with its token.</summary>
    /// <exception cref="ConnectorException">Its token is not stored.</exception>
    public static ChatSettings Of(ConnectionName name, ConnectionConfig.Chat chat, ISecretStore secrets) =>
        new(
            name,
            chat.Root,
            secrets.Find(ConnectionConfig.Chat.TokenName(name))
                ?? throw new ConnectorException(
                    $"No token is stored for {name}. Connect it again: meshclaw connect {name} --slack --token-stdin"
                )
        );

    /// <summary>Where it is, for people.</summary>
    public static string Where(ConnectionConfig.Chat chat) => $"Slack {chat.Team}";
}
