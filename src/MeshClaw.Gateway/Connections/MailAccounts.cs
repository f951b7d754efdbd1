using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Verification;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Gateway.Chat;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Connections;

/// <summary>Between what config.yaml says of an account and what the mail connector takes.</summary>
internal static class MailAccounts
{
    private const int MaxSignature = 4_000;

    /// <summary>The name of an account's password in the secret store.</summary>
    public static string PasswordName(ConnectionName connection) => $"{connection}/password";

    /// <summary>The account of a configured connection.</summary>
    /// <exception cref="ConnectorException">A file that it names cannot be read.</exception>
    public static MailAccount Of(ConnectionName name, ConnectionConfig connection) =>
        AtPlace(name, connection) with
        {
            Trust = MailTrust.Read(connection.Trust.Certificates, connection.Trust.PgpKeys),
        };

    private static MailAccount AtPlace(ConnectionName name, ConnectionConfig connection) =>
        connection switch
        {
            ConnectionConfig.Maildir maildir => new MailAccount { Connection = name, MaildirPath = maildir.Path },
            ConnectionConfig.Jmap jmap => new MailAccount
            {
                Connection = name,
                Jmap = jmap.Server,
                JmapAuth = jmap.Token ? JmapAuth.Token : JmapAuth.Password,
                User = jmap.User,
                CaFile = jmap.CaFile,
                TrustedAuthServers = jmap.TrustedAuthServers,
            },
            ConnectionConfig.Gmail gmail => new MailAccount
            {
                Connection = name,
                Gmail = gmail.Address,
                TrustedAuthServers = ["mx.google.com"], // What Gmail calls itself in Authentication-Results.
            },
            ConnectionConfig.Imap imap => new MailAccount
            {
                Connection = name,
                Imap = Url(imap.Server),
                Smtp = imap.Smtp is { } smtp ? Url(smtp) : null,
                Sieve = imap.Sieve is { } sieve ? Url(sieve) : null,
                User = imap.User,
                CaFile = imap.CaFile,
                TrustedAuthServers = imap.TrustedAuthServers,
                From = imap.From,
                FromName = imap.FromName,
                Signature = imap.SignatureFile is { } file ? SignatureIn(file) : imap.Signature,
                SaveSent = imap.SaveSent,
            },
            _ => throw new InvalidOperationException($"A connection of no known kind: {connection.GetType().Name}."),
        };

    /// <summary>Where it lies, for people.</summary>
    public static string Where(ConnectionConfig connection) =>
        connection switch
        {
            ConnectionConfig.Maildir maildir => maildir.Path,
            ConnectionConfig.Jmap jmap => jmap.Server.AbsoluteUri.TrimEnd('/'),
            ConnectionConfig.Gmail => "Gmail",
            ConnectionConfig.Imap imap => imap.Server.ToString(),
            ConnectionConfig.Web web => WebPlaces.Where(web),
            ConnectionConfig.Chat chat => ChatPlaces.Where(chat),
            ConnectionConfig.Mcp mcp => mcp.Server.Where,
            _ => throw new InvalidOperationException($"A connection of no known kind: {connection.GetType().Name}."),
        };

    /// <summary>How it is signed in to; null where it is not.</summary>
    public static SignIn? SignInOf(ConnectionConfig connection) =>
        connection switch
        {
            ConnectionConfig.Gmail gmail => gmail.SignIn,
            ConnectionConfig.Imap imap => imap.SignIn,
            _ => null,
        };

    /// <summary>Who logs in; null where nobody does.</summary>
    public static string? UserOf(ConnectionConfig connection) =>
        connection switch
        {
            ConnectionConfig.Gmail gmail => gmail.Address,
            ConnectionConfig.Imap imap => imap.User,
            ConnectionConfig.Jmap jmap => jmap.User,
            ConnectionConfig.Chat chat => chat.User,
            _ => null,
        };

    private static string SignatureIn(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            var text = new char[MaxSignature];
            return new string(text, 0, reader.ReadBlock(text)).ReplaceLineEndings("\n").TrimEnd();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException($"The signature {file} cannot be read.", unreadable);
        }
    }

    // Submission is SMTP on another port.
    private static Uri Url(MailServer server) =>
        new((server.Scheme == "submission" ? server with { Scheme = "smtp" } : server).ToString());
}
