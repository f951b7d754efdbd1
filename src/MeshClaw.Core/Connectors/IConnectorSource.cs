using MeshClaw.Policy;

namespace MeshClaw.Core.Connectors;

/// <summary>The connections that are configured, opened when first used.</summary>
public interface IConnectorSource
{
    /// <summary>The names of all.</summary>
    IReadOnlyList<ConnectionName> Connections { get; }

    /// <summary>Those that are there without configuration, beside <see cref="Connections"/>: places of this machine, no accounts.</summary>
    IReadOnlyList<ConnectionName> BuiltIn => [];

    /// <summary>
    /// Takes a connection for one run; others wait. Disposing the lease gives it back, still open.
    /// </summary>
    /// <exception cref="ConnectorException">There is no such connection, or it cannot be opened.</exception>
    Task<IConnectorLease> TakeAsync(ConnectionName connection, CancellationToken cancellationToken);
}

/// <summary>A connector for as long as it is held.</summary>
public interface IConnectorLease : IDisposable
{
    /// <summary>The connector.</summary>
    IConnector Connector { get; }
}
