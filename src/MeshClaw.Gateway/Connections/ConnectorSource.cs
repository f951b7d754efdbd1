using System.Collections.Concurrent;
using MeshClaw.Connectors.Chat;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Writing;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Chat;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Connections;

/// <summary>
/// Opens connections when they are first used, keeps them open, and lends each to one run at a time. What the configuration says
/// differently, or <see cref="Forget"/> names, is opened anew. A broken connection connects again with its next use. Thread-safe.
/// </summary>
internal sealed class ConnectorSource(
    LiveConfig config,
    ISecretStore secrets,
    MailTokens tokens,
    MailWriting writing,
    McpServers mcp,
    LocalConnectors local,
    TimeProvider time,
    ILogger<ConnectorSource> logger
) : IConnectorSource, IAsyncDisposable
{
    private readonly ConcurrentDictionary<ConnectionName, Place> _places = new();

    /// <inheritdoc />
    public IReadOnlyList<ConnectionName> Connections =>
        [.. config.Current.Connections.Keys.OrderBy(c => c.Value, StringComparer.Ordinal)];

    /// <inheritdoc />
    public IReadOnlyList<ConnectionName> BuiltIn => LocalConnectors.Names;

    /// <inheritdoc />
    public async Task<IConnectorLease> TakeAsync(ConnectionName connection, CancellationToken cancellationToken)
    {
        var place = _places.GetOrAdd(connection, static _ => new Place());
        await place.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var wanted = config.Current.Connections.GetValueOrDefault(connection);
            if (place.Forgotten || place.Connector is null || !Equals(wanted, place.Config))
            {
                await CloseAsync(connection, place).ConfigureAwait(false);
                place.Forgotten = false;
                place.Connector = wanted is null
                    ? local.Open(connection) ?? throw Unknown(connection)
                    : Open(connection, wanted);
                place.Config = wanted;
            }

            return new Lease(place, place.Connector);
        }
        catch
        {
            place.Turn.Release();
            throw;
        }
    }

    /// <summary>Told of each connection that was forgotten.</summary>
    public event Action<ConnectionName>? Forgotten;

    /// <summary>Opens a connection anew at its next use: its password changed, or it was removed.</summary>
    public void Forget(ConnectionName connection)
    {
        tokens.Forget(connection);
        if (_places.TryGetValue(connection, out var place))
        {
            place.Forgotten = true;
        }

        Forgotten?.Invoke(connection);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var (name, place) in _places)
        {
            await CloseAsync(name, place).ConfigureAwait(false);
        }
    }

    private IConnector Open(ConnectionName connection, ConnectionConfig wanted)
    {
        if (wanted is ConnectionConfig.Web web)
        {
            return WebPlaces.Open(connection, web, secrets.Find(ConnectionConfig.Web.KeyName(connection)), time);
        }

        if (wanted is ConnectionConfig.Chat chat)
        {
            return ChatConnectorFactory.CreateSlack(ChatPlaces.Of(connection, chat, secrets), writing.Drafts, time);
        }

        if (wanted is ConnectionConfig.Mcp { Server: var server })
        {
            return mcp.Open(connection, server);
        }

        var account = MailAccounts.Of(connection, wanted);
        try
        {
            if (MailAccounts.SignInOf(wanted) is { } signIn)
            {
                return tokens.Open(account, signIn, writing);
            }

            var password = account.MaildirPath is not null ? null : secrets.Find(MailAccounts.PasswordName(connection));
            return MailConnectorFactory.Create(account, password, writing);
        }
        catch (InvalidDataException unreadable)
        {
            throw new ConnectorException(unreadable.Message, unreadable);
        }
    }

    private async Task CloseAsync(ConnectionName name, Place place)
    {
        if (place.Connector is not { } connector)
        {
            return;
        }

        place.Connector = null;
        try
        {
            await connector.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Log.CloseFailed(logger, name.Value, failure);
        }
    }

    private ConnectorException Unknown(ConnectionName connection)
    {
        var names = string.Join(", ", Connections);
        return new ConnectorException(
            names.Length == 0
                ? $"There is no connection {connection}, nor any other yet. Make one with: meshclaw connect {connection}"
                : $"There is no connection {connection}. There are: {names}."
        );
    }

    private sealed class Place
    {
        private volatile bool _forgotten;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public IConnector? Connector { get; set; }

        public ConnectionConfig? Config { get; set; }

        public bool Forgotten
        {
            get => _forgotten;
            set => _forgotten = value;
        }
    }

    private sealed class Lease(Place place, IConnector connector) : IConnectorLease
    {
        private int _given;

        public IConnector Connector { get; } = connector;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                place.Turn.Release();
            }
        }
    }
}
