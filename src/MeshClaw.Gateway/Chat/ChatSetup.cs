using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeshClaw.Connectors.Chat;
using MeshClaw.Core.Audit;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Agents;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Gateway.Connections;
using MeshClaw.Gateway.Features;
using MeshClaw.Policy;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Chat;

/// <summary>
/// Makes and removes connections of chat. Tries the token before anything is stored; then the token, then the configuration, so that what a crash
/// leaves is never a connection without its token.
/// </summary>
internal sealed partial class ChatSetup(
    GatewayOptions options,
    LiveFiles files,
    ISecretStore secrets,
    ConnectorSource connectors,
    AgentCatalog agents,
    IAuditLog audit
) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Tries and keeps one.</summary>
    /// <exception cref="ConnectionRefusedException">The request or the configuration does not allow it.</exception>
    /// <exception cref="ConnectorException">The token does not work; the message says why.</exception>
    public async Task<ChatConnectResponse> AddAsync(ChatConnectRequest request, CancellationToken cancellationToken)
    {
        var (name, root) = Read(request);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var before = files.Config.Current.Connections.GetValueOrDefault(name) as ConnectionConfig.Chat;
            var token = new Secret(request.Token!); // Checked.
            await using var connector = ChatConnectorFactory.CreateSlack(
                new ChatSettings(name, root, token),
                drafts: null,
                options.Time
            );
            var who = await ChatConnectorFactory.TryAsync(connector, cancellationToken);
            var isSame = before is not null && (before.Team, before.User) == (who.Team, who.User);
            var chat = new ConnectionConfig.Chat(who.Team, who.User)
            {
                Root = root,
                Watch =
                    request.Watch is { } watch ? [.. watch]
                    : isSame ? before!.Watch
                    : [],
            };
            secrets.Put(ConnectionConfig.Chat.TokenName(name), token);
            if (files.EditConfig(text => ConfigEditor.SetConnection(text, name, chat)) is { } refusal)
            {
                throw new ConnectionRefusedException(refusal);
            }

            connectors.Forget(name);
            var details = AuditDetails.Of(("connection", name.Value), ("where", ChatPlaces.Where(chat)));
            await audit.AppendAsync("connection.added", details, CancellationToken.None);
            return new ChatConnectResponse(name.Value, who.TeamName, who.Team, who.UserName, who.User, Notes(name));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Forgets one and its token; false where there is none.</summary>
    /// <exception cref="ConnectionRefusedException">config.yaml cannot be edited.</exception>
    public async Task<bool> RemoveAsync(ConnectionName connection, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!files.Config.Current.Connections.ContainsKey(connection))
            {
                return false;
            }

            if (files.EditConfig(text => ConfigEditor.RemoveConnection(text, connection)) is { } refusal)
            {
                throw new ConnectionRefusedException(refusal);
            }

            connectors.Forget(connection);
            secrets.Remove(ConnectionConfig.Chat.TokenName(connection));
            ChatWatch.Remove(options, connection);
            var details = AuditDetails.Of(("connection", connection.Value));
            await audit.AppendAsync("connection.removed", details, CancellationToken.None);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private static (ConnectionName Name, Uri? Root) Read(ChatConnectRequest request)
    {
        if (request.Connection is null || !NamePattern().IsMatch(request.Connection))
        {
            throw new ConnectionRefusedException(
                "It is called chat/NAME: lower-case letters, digits and hyphens, the first a letter."
            );
        }

        if (request.Token is not { Length: > 5 } token || token.Any(c => c is <= ' ' or > '~'))
        {
            throw new ConnectionRefusedException("The user's own token of the Slack app is needed: --token-stdin");
        }

        if (!token.StartsWith("xoxp-", StringComparison.Ordinal))
        {
            throw new ConnectionRefusedException(
                "That is no user token: it begins with xoxp-. The app's own (xoxb-) is for talking with agents in a channel: connect slack/NAME."
            );
        }

        if (request.Watch?.FirstOrDefault(w => !ConnectionConfig.Chat.IsChannel(w)) is { } wrong)
        {
            throw new ConnectionRefusedException($"\"{wrong}\" is no channel's id; write C0123ABC.");
        }

        if (request.Root is not { } address)
        {
            return (new ConnectionName(request.Connection), null);
        }

        var (root, error) = ChannelRoot.Parse(address);
        return error is null
            ? (new ConnectionName(request.Connection), root)
            : throw new ConnectionRefusedException(error);
    }

    private ImmutableArray<string> Notes(ConnectionName name) =>
        agents.List().Any(a => a.Definition?.Grant.Connections.Contains(name) == true)
            ? []
            : [$"No agent uses {name} yet: name it under 'connections' in an AGENT.md, and chat.* under 'tools'."];

    [GeneratedRegex(@"^chat/[a-z][a-z0-9\-]{0,39}\z")]
    private static partial Regex NamePattern();
}
