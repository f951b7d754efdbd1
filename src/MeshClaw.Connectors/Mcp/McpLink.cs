using System.Text;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mcp;
using MeshClaw.Core.Sandbox;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace MeshClaw.Connectors.Mcp;

/// <summary>The way to a server: a program in the sandbox, or an address. Disposing ends it.</summary>
internal abstract class McpLink : IAsyncDisposable
{
    /// <summary>For the client library.</summary>
    public abstract IClientTransport Transport { get; }

    /// <summary>The last of what a program complained of; empty for an address. Third-party text: for the owner, never for a model.</summary>
    public virtual string Complaint => "";

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>Opens it.</summary>
    /// <exception cref="ConnectorException">The program cannot be started, or a secret is missing.</exception>
    public static async Task<McpLink> OpenAsync(
        ConnectionName connection,
        McpServerConfig server,
        McpParts parts,
        McpSignIn? signIn,
        CancellationToken cancellationToken
    ) =>
        server.Url is null
            ? await StartAsync(connection, server, parts, cancellationToken).ConfigureAwait(false)
            : new McpHttpLink(connection, server, parts, signIn);

    private static async Task<McpLink> StartAsync(
        ConnectionName connection,
        McpServerConfig server,
        McpParts parts,
        CancellationToken cancellationToken
    )
    {
        var workspace = server.Workspace ?? parts.Workspace(connection);
        var program = new SandboxedProgram
        {
            File = server.Command[0],
            Arguments = [.. server.Command.Skip(1)],
            Workspace = workspace,
            Readable = server.Readable,
            Network = server.Network,
            Environment = server.Environment,
            Secrets = server.Secrets.ToDictionary(s => s, s => SecretOf(connection, s, parts.Secrets)),
            TimeLimit = null,
        };
        try
        {
            var process = await parts.Sandbox.StartAsync(program, cancellationToken).ConfigureAwait(false);
            return new McpProgramLink(process, parts.Time);
        }
        catch (SandboxException refused)
        {
            throw new ConnectorException($"{connection} cannot be started: {refused.Message}", refused);
        }
    }

    private static Secret SecretOf(ConnectionName connection, string variable, ISecretStore secrets) =>
        secrets.Find(McpServerConfig.SecretName(connection, variable))
        ?? throw new ConnectorException(
            $"The secret {variable} of {connection} is missing. Connect it again with --secrets-stdin."
        );
}

/// <summary>A program: messages are lines on its input and output.</summary>
internal sealed class McpProgramLink : McpLink
{
    private const int MaxComplaint = 2000;
    private readonly ISandboxedProcess _process;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _listening;
    private readonly StringBuilder _complaint = new();

    public McpProgramLink(ISandboxedProcess process, TimeProvider time)
    {
        _process = process;
        Transport = new StreamClientTransport(process.Input, new BoundedMessages(process.Output, time));
        _listening = ListenAsync();
    }

    public override IClientTransport Transport { get; }

    public override string Complaint
    {
        get
        {
            lock (_complaint)
            {
                return Core.Mail.InvisibleText.Line(_complaint.ToString(), MaxComplaint);
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _process.DisposeAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        _end.Dispose();
    }

    // What nobody reads would fill the pipe, and the program would wait for ever.
    private async Task ListenAsync()
    {
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await _process.Error.ReadAsync(buffer, _end.Token).ConfigureAwait(false)) > 0)
            {
                lock (_complaint)
                {
                    _complaint.Append(Encoding.UTF8.GetString(buffer, 0, read));
                    if (_complaint.Length > 2 * MaxComplaint)
                    {
                        _complaint.Remove(0, _complaint.Length - MaxComplaint);
                    }
                }
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException) { }
    }
}
