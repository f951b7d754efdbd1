using System.Net;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Mail.Imap;

/// <summary>
/// One connection to an IMAP server: made when first needed, tried before each operation, dropped when anything about it is in doubt.
/// Folder objects belong to the connection and are found by the name that the owner sees. Logs in by access tokens where it has
/// them, else by the password.
/// </summary>
internal sealed class ImapSession(MailAccount account, Secret? password, IAccessTokens? tokens = null)
    : IAsyncDisposable
{
    private readonly ServerCertificate _certificate = new(
        account.CaFile,
        account.CertificateSha256,
        account.Imap is { } server && IsLoopback(server.Host)
    );
    private Dictionary<string, IMailFolder> _folders = new(StringComparer.Ordinal);
    private ImapClient? _client;
    private int _commandsBefore;
    private ImapWire _wire = new();

    /// <summary>How many commands were sent since the session was made.</summary>
    public int Commands => _commandsBefore + _wire.Commands;

    /// <summary>The connected client; only within <see cref="RunAsync"/>.</summary>
    public ImapClient Client => _client ?? throw new ServiceNotConnectedException();

    /// <summary>
    /// Does something on a connection that was just seen alive. What the server refuses, and a connection that broke, come out as
    /// <see cref="ConnectorException"/>; after the latter nothing is known of what was under way.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            await EnsureConnectedAsync(cancellationToken);
            return await operation();
        }
        catch (ImapCommandException refused)
        {
            throw new ConnectorException($"The mail server refused: {Short(refused.ResponseText)}", refused);
        }
        catch (Exception broken)
            when (broken
                    is ImapProtocolException
                        or IOException
                        or SocketException
                        or ServiceNotConnectedException
                        or ServiceNotAuthenticatedException
                        or FolderNotOpenException
                        or TimeoutException
            )
        {
            Drop();
            throw new ConnectorException(
                $"The connection to the mail server {account.Imap!.Host} broke. It is made anew by the next call.",
                broken
            );
        }
        catch (OperationCanceledException)
        {
            Drop(); // A command may be half answered.
            throw;
        }
    }

    /// <summary>Every folder that can be opened, by its name; read from the server.</summary>
    public async Task<IReadOnlyDictionary<string, IMailFolder>> ListAsync(
        StatusItems items,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<string, IMailFolder>(StringComparer.Ordinal);
        foreach (var space in Client.PersonalNamespaces)
        {
            foreach (var folder in await Client.GetFoldersAsync(space, items, false, cancellationToken))
            {
                Add(found, folder);
            }
        }

        if (!found.ContainsKey(MailFolderName.Inbox) && Client.Inbox is { } inbox)
        {
            Add(found, inbox);
        }

        return _folders = found;
    }

    /// <summary>A folder; null where there is none of that name.</summary>
    public async Task<IMailFolder?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (!_folders.TryGetValue(name, out var folder))
        {
            await ListAsync(StatusItems.None, cancellationToken);
            folder = _folders.GetValueOrDefault(name) ?? _folders.GetValueOrDefault("INBOX/" + name);
        }

        return folder;
    }

    /// <summary>Opens a folder, for writing where asked; null where there is none of that name.</summary>
    public async Task<IMailFolder?> OpenAsync(string name, FolderAccess access, CancellationToken cancellationToken)
    {
        var folder = await FindAsync(name, cancellationToken);
        if (folder is null || (folder.IsOpen && folder.Access >= access))
        {
            return folder;
        }

        try
        {
            var granted = await folder.OpenAsync(access, cancellationToken);
            return granted >= access
                ? folder
                : throw new ConnectorException($"The mail server lets '{name}' only be read.");
        }
        catch (Exception gone) when (gone is ImapCommandException or FolderNotFoundException)
        {
            var listed = await ListAsync(StatusItems.None, cancellationToken);
            if (listed.ContainsKey(name))
            {
                throw;
            }

            return null;
        }
    }

    /// <summary>A folder, made and subscribed to where it is missing.</summary>
    public async Task<IMailFolder> FindOrMakeAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken) is { } folder)
        {
            return folder;
        }

        var slash = name.LastIndexOf('/');
        var parent =
            slash < 0
                ? Client.GetFolder(Client.PersonalNamespaces[0])
                : await FindOrMakeAsync(name[..slash], cancellationToken);
        if (
            parent.DirectorySeparator is not ('/' or '\0')
            && name.Contains(parent.DirectorySeparator, StringComparison.Ordinal)
        )
        {
            throw new ConnectorException(
                $"The mail server parts the levels of folders by '{parent.DirectorySeparator}', so no folder's name can hold it: "
                    + $"'{name}' cannot be made. Part levels by /, or write the name without '{parent.DirectorySeparator}'."
            );
        }

        var made =
            await parent.CreateAsync(name[(slash + 1)..], true, cancellationToken)
            ?? throw new ConnectorException($"The mail server did not make the folder '{name}'.");
        await made.SubscribeAsync(cancellationToken);
        Add(_folders, made);
        return made;
    }

    /// <summary>A folder's name as the owner sees it.</summary>
    public static string NameOf(IMailFolder folder) =>
        MailFolderName.Canonical(
            folder.DirectorySeparator is '/' or '\0'
                ? folder.FullName
                : folder.FullName.Replace(folder.DirectorySeparator, '/')
        );

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_client is { IsConnected: true } client)
        {
            try
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);
                await client.DisconnectAsync(true, patience.Token);
            }
            catch (Exception left)
                when (left is IOException or ImapProtocolException or ImapCommandException or OperationCanceledException
                )
            {
                // The server need not hear the goodbye.
            }
        }

        Drop();
    }

    private async Task EnsureConnectedAsync(CancellationToken cancellationToken)
    {
        if (_client is { IsConnected: true, IsAuthenticated: true })
        {
            try
            {
                // Also makes the server tell what is new in the open folder.
                await _client.NoOpAsync(cancellationToken);
                return;
            }
            catch (Exception dead)
                when (dead is IOException or ImapProtocolException or ImapCommandException or SocketException)
            {
                // Idle connections die; nothing was under way on it.
            }
        }

        Drop();
        _wire = new ImapWire();
        var client = new ImapClient(_wire)
        {
            ServerCertificateValidationCallback = _certificate.Accept,
            CheckCertificateRevocation = _certificate.ChecksRevocation,
            Timeout = 60_000,
        };
        try
        {
            await ConnectAsync(client, cancellationToken);
            _client = client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task ConnectAsync(ImapClient client, CancellationToken cancellationToken)
    {
        var server = account.Imap!; // The factory makes a session only for an account that has one.
        var tls = server.Scheme == "imaps";
        var port =
            server.Port > 0 ? server.Port
            : tls ? 993
            : 143;
        var security =
            tls ? SecureSocketOptions.SslOnConnect
            : IsLoopback(server.Host) ? SecureSocketOptions.StartTlsWhenAvailable
            : SecureSocketOptions.StartTls;
        try
        {
            // Before the connection: asking for a token may take longer than a server waits for a login.
            var login = new ImapLogin(account, password, tokens);
            await login.PrepareAsync(cancellationToken);
            await client.ConnectAsync(server.IdnHost.Trim('[', ']'), port, security, cancellationToken);
            await login.RunAsync(client, cancellationToken);
        }
        catch (AuthenticationException refused)
        {
            throw new ConnectorException(
                tokens is null
                    ? $"{server.Host} refused the login of {account.User}. {MailProviderHints.For(server.Host)}"
                    : $"{server.Host} refused the access token of {account.User}, and a new one too. Is it {account.User} who signed in, and "
                        + $"does the account allow IMAP? Sign in again with: meshclaw connect {account.Connection}",
                refused
            );
        }
        catch (SslHandshakeException refused)
        {
            throw new ConnectorException(
                $"{server.Host} could not be reached safely: its certificate is not trusted, or it does not speak TLS on port {port}. "
                    + "For a private server name its authority's certificate with --ca-file FILE.",
                refused
            );
        }
        catch (NotSupportedException refused)
        {
            throw new ConnectorException(
                $"{server.Host} offers no STARTTLS on port {port}, and a password is not sent in the open: use imaps://.",
                refused
            );
        }
        catch (SocketException unreachable)
        {
            throw new ConnectorException($"{server.Host} does not answer on port {port}.", unreachable);
        }
    }

    internal static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static void Add(Dictionary<string, IMailFolder> folders, IMailFolder folder)
    {
        if ((folder.Attributes & (FolderAttributes.NonExistent | FolderAttributes.NoSelect)) == 0)
        {
            folders.TryAdd(NameOf(folder), folder);
        }
    }

    private static string Short(string? text)
    {
        var line = string.Concat((text ?? "").Where(c => !char.IsControl(c)));
        return line.Length == 0 ? "it gave no reason."
            : line.Length > 200 ? line[..200]
            : line;
    }

    private void Drop()
    {
        _commandsBefore += _wire.Commands;
        _wire = new ImapWire();
        _folders = new Dictionary<string, IMailFolder>(StringComparer.Ordinal);
        _client?.Dispose();
        _client = null;
    }
}
