using System.Collections.Immutable;
using MeshClaw.Connectors.Mail;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Audit;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Files;
using MeshClaw.Core.Models;
using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Agents;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Gateway.Features;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Connections;

/// <summary>A connection could not be made or removed; nothing of it is stored. The message is for the owner.</summary>
internal sealed class ConnectionRefusedException(string message) : Exception(message);

/// <summary>
/// Makes and removes connections. Tries a connection before anything of it is stored; then the password, the configuration, and an
/// agent where none uses it, in this order, so that what a crash leaves is never a connection without its password.
/// </summary>
internal sealed class ConnectionSetup(
    GatewayOptions options,
    LiveFiles files,
    ISecretStore secrets,
    ConnectorSource connectors,
    MailTokens tokens,
    AgentCatalog agents,
    IAuditLog audit
) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Tries and keeps a connection.</summary>
    /// <exception cref="ConnectionRefusedException">The request or the configuration does not allow it.</exception>
    /// <exception cref="ConnectorException">It does not work; the message says what the server wants.</exception>
    public Task<ConnectResponse> AddAsync(ConnectRequest request, CancellationToken cancellationToken) =>
        AddAsync(request, signedIn: null, cancellationToken);

    /// <summary>The same, with what a sign-in gave, which is stored where the connection works.</summary>
    public async Task<ConnectResponse> AddAsync(
        ConnectRequest request,
        StagedSecrets? signedIn,
        CancellationToken cancellationToken
    )
    {
        (request, var note) = await ServerDiscovery.CompleteAsync(request, cancellationToken);
        var (plan, refusal) = ConnectionPlan.Of(request);
        if (plan is null)
        {
            throw new ConnectionRefusedException(refusal ?? "The request cannot be understood.");
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            plan = plan.Keeping(files.Config.Current.Connections.GetValueOrDefault(plan.Name));
            var found = await TryAsync(plan, request, signedIn, cancellationToken);
            signedIn?.Commit();
            if (
                request.Password is { } password
                && plan.Config is ConnectionConfig.Imap { SignIn: null } or ConnectionConfig.Jmap
            )
            {
                secrets.Put(MailAccounts.PasswordName(plan.Name), new Secret(password));
            }

            Edit(text => ConfigEditor.SetConnection(text, plan.Name, plan.Config));
            SetOwner(request);
            connectors.Forget(plan.Name);
            var agent = MakeAgent(plan.Name);
            var details = AuditDetails.Of(
                ("connection", plan.Name.Value),
                ("where", MailAccounts.Where(plan.Config)),
                ("agent", agent ?? "")
            );
            await audit.AppendAsync("connection.added", details, CancellationToken.None);
            return new ConnectResponse(
                plan.Name.Value,
                found.Folders.Length,
                found.Messages,
                agent,
                Notes(plan, agent, note)
            );
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    /// <summary>Forgets a connection and its password; false where there is none.</summary>
    /// <exception cref="ConnectionRefusedException">config.yaml cannot be edited.</exception>
    public async Task<bool> RemoveAsync(ConnectionName connection, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!files.Config.Current.Connections.TryGetValue(connection, out var config))
            {
                return false;
            }

            Edit(text => ConfigEditor.RemoveConnection(text, connection));
            var revoked = await tokens.RevokeAsync(connection, config, cancellationToken);
            connectors.Forget(connection);
            secrets.Remove(MailAccounts.PasswordName(connection));
            var details = AuditDetails.Of(("connection", connection.Value), ("access", revoked));
            await audit.AppendAsync("connection.removed", details, CancellationToken.None);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<ProbeResult> TryAsync(
        ConnectionPlan plan,
        ConnectRequest request,
        StagedSecrets? signedIn,
        CancellationToken cancellationToken
    )
    {
        var account = MailAccounts.Of(plan.Name, plan.Config);
        if (MailAccounts.SignInOf(plan.Config) is { } signIn)
        {
            if (signIn is SignIn.OAuth oauth && signedIn is null)
            {
                throw new ConnectionRefusedException(
                    $"Sign in first: meshclaw connect {plan.Name} --oauth {oauth.Provider}"
                );
            }

            await using var signed = tokens.OpenOnce(account, signIn, signedIn ?? new StagedSecrets(secrets));
            return await ConnectionProbe.RunAsync(signed, files.Policy, options.Time, cancellationToken);
        }

        var password =
            request.Password is { Length: > 0 } given ? new Secret(given)
            : plan.Config is not ConnectionConfig.Maildir
                ? throw new ConnectionRefusedException("A password is needed: --password-stdin")
            : null;
        await using var connector = MailConnectorFactory.Create(account, password);
        try
        {
            return await ConnectionProbe.RunAsync(connector, files.Policy, options.Time, cancellationToken);
        }
        catch (IOException broken)
        {
            throw new ConnectorException(
                $"{MailAccounts.Where(plan.Config)} does not answer: {broken.Message}",
                broken
            );
        }
    }

    private void Edit(Func<string, FileEdit> edit)
    {
        if (files.EditConfig(edit) is { } refusal)
        {
            throw new ConnectionRefusedException(refusal);
        }
    }

    // Triage needs to know which mail is the owner's own.
    private void SetOwner(ConnectRequest request)
    {
        var owner = files.Config.Current.Owner;
        var address = (request.User ?? request.Gmail) is { } user ? MailAddress.Normalize(user) : null;
        var name = owner.Name.Length == 0 && request.OwnerName is { } given ? given.Trim() : owner.Name;
        var addresses =
            address is null || owner.Addresses.Contains(address) ? owner.Addresses : owner.Addresses.Add(address);
        if (name != owner.Name || addresses.Length != owner.Addresses.Length)
        {
            Edit(text => ConfigEditor.SetOwner(text, new Owner(name, addresses)));
        }
    }

    private string? MakeAgent(ConnectionName connection)
    {
        if (agents.List().Any(a => a.Definition?.Grant.Connections.Contains(connection) == true))
        {
            return null;
        }

        string[] candidates = ["inbox", $"inbox-{connection.Value.Split('/')[1]}"];
        foreach (var name in candidates.Select(c => new AgentName(c)))
        {
            var file = options.Home.AgentFile(name);
            var folder = Path.GetDirectoryName(file)!; // A file of an agent lies in its folder.
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                AtomicFile.Write(file, AgentTemplates.Inbox(connection, name.Value));
                return name.Value;
            }
        }

        return null;
    }

    private ImmutableArray<string> Notes(ConnectionPlan plan, string? agent, string? note)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (note is not null)
        {
            notes.Add(note);
        }

        if (agent is null && !agents.List().Any(a => a.Definition?.Grant.Connections.Contains(plan.Name) == true))
        {
            notes.Add($"No agent uses {plan.Name} yet: name it under 'connections' in an AGENT.md.");
        }

        if (plan.Config is ConnectionConfig.Imap { Server.Scheme: "imap" })
        {
            notes.Add("The connection is encrypted with STARTTLS; imaps:// is safer where the server has it.");
        }

        return notes.ToImmutable();
    }
}
