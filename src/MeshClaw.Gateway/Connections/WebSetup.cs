using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeshClaw.Connectors.Web;
using MeshClaw.Core.Audit;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Models;
using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Agents;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Gateway.Features;
using MeshClaw.Policy;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Connections;

/// <summary>
/// Makes and removes connections of the web. Tries the search before anything is stored; then its key, then the configuration, so that what a
/// crash leaves is never a search without its key.
/// </summary>
internal sealed partial class WebSetup(
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
    /// <exception cref="ConnectorException">The search does not work; the message says why.</exception>
    public async Task<WebConnectResponse> AddAsync(WebConnectRequest request, CancellationToken cancellationToken)
    {
        var (name, web) = Read(request);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var before = files.Config.Current.Connections.GetValueOrDefault(name) as ConnectionConfig.Web;
            var keyName = ConnectionConfig.Web.KeyName(name);
            // A key goes to the place only that it was given for.
            var key =
                web.Search != WebSearch.Brave ? null
                : request.ApiKey is { } given ? new Secret(given)
                : before?.Search == WebSearch.Brave ? secrets.Find(keyName)
                : null;
            if (web.Search == WebSearch.Brave && key is null)
            {
                throw new ConnectionRefusedException("Brave wants a key: --api-key-stdin");
            }

            await using var connector = WebPlaces.Open(name, web, key, options.Time);
            var found = await WebConnectorFactory.TryAsync(connector, cancellationToken);
            if (key is null)
            {
                secrets.Remove(keyName);
            }
            else
            {
                secrets.Put(keyName, key);
            }

            if (files.EditConfig(text => ConfigEditor.SetConnection(text, name, web)) is { } refusal)
            {
                throw new ConnectionRefusedException(refusal);
            }

            connectors.Forget(name);
            var details = AuditDetails.Of(("connection", name.Value), ("where", WebPlaces.Where(web)));
            await audit.AppendAsync("connection.added", details, CancellationToken.None);
            return new WebConnectResponse(name.Value, WebPlaces.Where(web), found, Notes(name, web, found));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Forgets one and its key; false where there is none.</summary>
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
            secrets.Remove(ConnectionConfig.Web.KeyName(connection));
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

    private static (ConnectionName Name, ConnectionConfig.Web Web) Read(WebConnectRequest request)
    {
        if (request.Connection is null || !NamePattern().IsMatch(request.Connection))
        {
            throw new ConnectionRefusedException(
                "It is called web/NAME: lower-case letters, digits and hyphens, the first a letter."
            );
        }

        if (new[] { request.SearXng is not null, request.Brave, request.PagesOnly }.Count(given => given) != 1)
        {
            throw new ConnectionRefusedException("Give one of --searxng URL, --brave and --pages-only.");
        }

        if (request.ApiKey is { } key && (!request.Brave || key.Length == 0 || key.Any(c => c is <= ' ' or > '~')))
        {
            throw new ConnectionRefusedException(
                request.Brave
                    ? "The key has characters in it that no key has; the file may hold more than the key."
                    : "Only Brave takes a key."
            );
        }

        var name = new ConnectionName(request.Connection);
        if (request.SearXng is not { } address)
        {
            return (name, new ConnectionConfig.Web(request.Brave ? WebSearch.Brave : WebSearch.None, null));
        }

        var (instance, error) = ModelEndpoint.Parse(address, request.Insecure);
        return instance is null
            ? throw new ConnectionRefusedException(error ?? "The address cannot be understood.")
            : (
                name,
                new ConnectionConfig.Web(WebSearch.SearXng, instance)
                {
                    Insecure = request.Insecure && instance.Scheme == "http",
                }
            );
    }

    private ImmutableArray<string> Notes(ConnectionName name, ConnectionConfig.Web web, int? found)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (found == 0)
        {
            notes.Add("It answers, and found nothing for the word weather. See whether its engines work.");
        }

        if (web is { Insecure: true })
        {
            notes.Add("The way to it is not encrypted: others on it can read what is searched.");
        }

        if (!agents.List().Any(a => a.Definition?.Grant.Connections.Contains(name) == true))
        {
            notes.Add(
                $"No agent uses {name} yet: name it under 'connections' in an AGENT.md, and web.* under 'tools'."
            );
        }

        return notes.ToImmutable();
    }

    [GeneratedRegex(@"^web/[a-z][a-z0-9\-]{0,39}\z")]
    private static partial Regex NamePattern();
}
