using System.Collections.Immutable;
using MeshClaw.Core.Mcp;
using MeshClaw.Core.Models;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Core.Configuration;

/// <summary>The <c>connections</c> of config.yaml.</summary>
internal static class ConfigConnections
{
    private const string Shapes =
        "A mail connection has one of \"imap\" with \"user\", \"jmap\" with \"user\", \"gmail\", and \"maildir\".";

    private static readonly string[] s_secretKeys = ["password", "pass", "token", "secret", "api-key", "client-secret"];

    /// <summary>The accounts, and the models in the order of the file.</summary>
    public static (ImmutableDictionary<ConnectionName, ConnectionConfig>, ImmutableArray<ModelConfig>) Read(
        YamlNode? node,
        YamlReader reader
    )
    {
        var connections = ImmutableDictionary.CreateBuilder<ConnectionName, ConnectionConfig>();
        var models = ImmutableArray.CreateBuilder<ModelConfig>();
        foreach (var (key, value) in reader.Entries(node, "connections"))
        {
            if (!Identifier.IsConnection(key.Text))
            {
                reader.Error(
                    key,
                    $"A connection is called CONNECTOR/NAME, such as mail/work; each part takes {Identifier.Rule}."
                );
            }
            else if (new ConnectionName(key.Text).Connector == ModelConfig.Connector)
            {
                if (ConfigModels.Read(key, value, reader) is { } model)
                {
                    models.Add(model);
                }
            }
            else if (new ConnectionName(key.Text).Connector == ConnectionConfig.Web.Connector)
            {
                if (ConfigWeb.Read(key, value, reader) is { } web)
                {
                    connections.Add(new ConnectionName(key.Text), web);
                }
            }
            else if (new ConnectionName(key.Text).Connector == ConnectionConfig.Chat.Connector)
            {
                if (ConfigChat.Read(key, value, reader) is { } chat)
                {
                    connections.Add(new ConnectionName(key.Text), chat);
                }
            }
            else if (new ConnectionName(key.Text).Connector == McpServerConfig.Connector)
            {
                if (ConfigMcp.Read(key, value, reader) is { } server)
                {
                    connections.Add(new ConnectionName(key.Text), server);
                }
            }
            else if (new ConnectionName(key.Text).Connector != "mail")
            {
                reader.Error(
                    key,
                    $"There is no connector \"{new ConnectionName(key.Text).Connector}\". There are: chat, mail, mcp, model, web."
                );
            }
            else if (ReadOne(key, value, reader) is { } connection)
            {
                connections.Add(new ConnectionName(key.Text), connection);
            }
        }

        return (connections.ToImmutable(), models.ToImmutable());
    }

    private static ConnectionConfig? ReadOne(YamlScalar key, YamlNode value, YamlReader reader)
    {
        if (reader.Fields(value, key.Text) is not { } fields)
        {
            return null;
        }

        var maildir = fields.Take("maildir");
        var gmail = fields.Take("gmail");
        var imap = fields.Take("imap");
        var jmap = fields.Take("jmap");
        ConnectionConfig? connection =
            maildir is not null ? ReadMaildir(maildir, reader)
            : gmail is not null ? ReadGmail(gmail, fields, reader)
            : jmap is not null ? ReadJmap(jmap, fields, reader)
            : ReadImap(imap, fields, reader, needsUser: imap is not null);
        if (new[] { maildir, gmail, imap, jmap }.Count(n => n is not null) != 1)
        {
            reader.Error(key, Shapes);
        }

        var trust = ReadTrust(fields.Take("trust"), reader);
        ReportSecrets(fields, reader);
        fields.Finish();
        return connection is null ? null : connection with { Trust = trust };
    }

    private static MailTrustFiles ReadTrust(YamlNode? node, YamlReader reader)
    {
        if (reader.Fields(node, "trust") is not { } fields)
        {
            return MailTrustFiles.None;
        }

        var certificates = ReadPath(fields.Take("certificates"), "certificates", reader, "~/corp-ca.pem");
        var keys = ReadPath(fields.Take("pgp-keys"), "pgp-keys", reader, "~/keys.asc");
        fields.Finish();
        if (fields.Map.Entries.Count == 0)
        {
            reader.Error(
                fields.Map,
                "\"trust\" names files. Write trust: { certificates: FILE, pgp-keys: FILE }, one or both."
            );
        }

        return new MailTrustFiles(certificates, keys);
    }

    private static ConnectionConfig.Maildir? ReadMaildir(YamlNode node, YamlReader reader) =>
        ReadPath(node, "maildir", reader) is { } path ? new ConnectionConfig.Maildir(path) : null;

    private static ConnectionConfig.Gmail? ReadGmail(YamlNode node, YamlFields fields, YamlReader reader)
    {
        var text = reader.Text(node, "gmail");
        var signIn = ConfigSignIn.Read(fields, reader, needed: true);
        if (signIn is SignIn.OAuth { Provider: not "google" })
        {
            reader.Error(node, "\"gmail\" is signed in to at google.");
            return null;
        }

        if (text is null || signIn is null)
        {
            return null;
        }

        if (MailAddress.Normalize(text.Text) is { } address)
        {
            return new ConnectionConfig.Gmail(address, signIn);
        }

        reader.Error(text, $"\"{text.Text}\" is no mail address. Write gmail: ana@example.com");
        return null;
    }

    private static ConnectionConfig.Imap? ReadImap(YamlNode? node, YamlFields fields, YamlReader reader, bool needsUser)
    {
        var server = ReadServer(node, "imap", reader, "imaps", "imap");
        var smtp = ReadServer(fields.Take("smtp"), "smtp", reader, "submission", "smtps", "smtp");
        var sieve = ReadServer(fields.Take("sieve"), "sieve", reader, "sieve");
        var user = reader.Text(needsUser ? fields.Need("user", "ana@corp.example") : fields.Take("user"), "user");
        var ca = ReadPath(fields.Take("ca-file"), "ca-file", reader);
        var trusted = ReadHosts(fields.Take("trusted-auth-servers"), reader);
        var signIn = ConfigSignIn.Read(fields, reader, needed: false);
        var sending = ConfigSending.Read(
            fields,
            reader,
            ReadPath(fields.Take("signature-file"), "signature-file", reader)
        );
        return server is null || user is null
            ? null
            : new ConnectionConfig.Imap(server, user.Text)
            {
                Smtp = smtp,
                Sieve = sieve,
                CaFile = ca,
                TrustedAuthServers = trusted,
                SignIn = signIn,
                From = sending.From,
                FromName = sending.FromName,
                Signature = sending.Signature,
                SignatureFile = sending.SignatureFile,
                SaveSent = sending.SaveSent,
            };
    }

    private static ConnectionConfig.Jmap? ReadJmap(YamlNode node, YamlFields fields, YamlReader reader)
    {
        var (server, error) = reader.Text(node, "jmap") is { } text ? JmapText.Parse(text.Text) : (null, null);
        if (error is not null)
        {
            reader.Error(node, $"\"jmap\": {error}");
        }

        var user = reader.Text(fields.Need("user", "ana@corp.example"), "user");
        var auth = reader.Text(fields.Take("auth"), "auth");
        if (auth is not null && auth.Text is not ("password" or "token"))
        {
            reader.Error(auth, $"\"auth\" is password or token, not \"{auth.Text}\".");
        }

        var ca = ReadPath(fields.Take("ca-file"), "ca-file", reader);
        var trusted = ReadHosts(fields.Take("trusted-auth-servers"), reader);
        return server is null || user is null
            ? null
            : new ConnectionConfig.Jmap(server, user.Text)
            {
                Token = auth?.Text == "token",
                CaFile = ca,
                TrustedAuthServers = trusted,
            };
    }

    private static MailServer? ReadServer(
        YamlNode? node,
        string name,
        YamlReader reader,
        params ReadOnlySpan<string> schemes
    )
    {
        if (reader.Text(node, name) is not { } text)
        {
            return null;
        }

        var (server, error) = MailServerText.Parse(text.Text, schemes);
        if (error is not null)
        {
            reader.Error(text, $"\"{name}\": {error}");
        }

        return server;
    }

    internal static string? ReadPath(
        YamlNode? node,
        string name,
        YamlReader reader,
        string example = "~/Maildir or /var/mail/ana"
    )
    {
        if (reader.Text(node, name) is not { } text)
        {
            return null;
        }

        var path = text.Text.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), text.Text[2..])
            : text.Text;
        if (!Path.IsPathFullyQualified(path) || path.Contains('\0'))
        {
            reader.Error(text, $"\"{name}\" takes a full path, such as {example}.");
            return null;
        }

        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }

    private static ImmutableArray<string> ReadHosts(YamlNode? node, YamlReader reader)
    {
        var hosts = ImmutableArray.CreateBuilder<string>();
        foreach (var text in reader.Texts(node, "trusted-auth-servers", "mx.corp.example") ?? [])
        {
            if (MailAddress.NormalizeDomain(text.Text) is not { } host)
            {
                reader.Error(text, $"\"{text.Text}\" is no server's name. Write it as mx.corp.example.");
            }
            else
            {
                hosts.Add(host);
            }
        }

        return hosts.ToImmutable();
    }

    /// <summary>Whether a key is the name of a secret, whatever it belongs to.</summary>
    internal static bool IsSecret(string key) => s_secretKeys.Contains(key);

    internal static void ReportSecrets(YamlFields fields, YamlReader reader)
    {
        foreach (var (key, _) in fields.Map.Entries.Where(e => IsSecret(e.Key.Text)))
        {
            fields.Refuse(
                key,
                $"Secrets are not kept in this file. Remove \"{key.Text}\"; \"meshclaw connect\" asks for it and encrypts it."
            );
        }
    }
}
