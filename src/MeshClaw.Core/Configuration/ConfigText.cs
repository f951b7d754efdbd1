using System.Collections.Immutable;
using MeshClaw.Core.Models;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy;

namespace MeshClaw.Core.Configuration;

/// <summary>Entries of config.yaml as lines that <see cref="ConfigFile"/> reads back to the same.</summary>
internal static class ConfigText
{
    public static ImmutableArray<string> Owner(Owner owner) =>
        owner switch
        {
            { Name.Length: 0, Addresses.Length: 0 } => ["owner: {}"],
            { Name.Length: 0 } => ["owner:", Addresses(owner.Addresses)],
            { Addresses.Length: 0 } => ["owner:", Pair("name", owner.Name)],
            _ => ["owner:", Pair("name", owner.Name), Addresses(owner.Addresses)],
        };

    public static ImmutableArray<string> Contact(string name, ImmutableArray<string> addresses) =>
        [$"{YamlText.Key(name)}: {(addresses.Length == 1 ? YamlText.Scalar(addresses[0]) : List(addresses))}"];

    public static ImmutableArray<string> Connection(ConnectionName name, ConnectionConfig connection)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add($"{YamlText.Key(name.Value)}:");
        switch (connection)
        {
            case ConnectionConfig.Maildir maildir:
                lines.Add(Pair("maildir", maildir.Path));
                break;
            case ConnectionConfig.Web web:
                lines.AddRange(
                    ConfigWeb
                        .Pairs(web)
                        .Select(p => $"  {p.Key}: {(p.Key == "insecure" ? p.Value : YamlText.Scalar(p.Value))}")
                );
                break;
            case ConnectionConfig.Chat chat:
                lines.AddRange(ConfigChat.Write(chat));
                break;
            case ConnectionConfig.Mcp mcp:
                lines.AddRange(ConfigMcp.Write(mcp.Server));
                break;
            case ConnectionConfig.Jmap jmap:
                lines.Add(Pair("jmap", JmapText.Write(jmap.Server)));
                lines.Add(Pair("user", jmap.User));
                if (jmap.Token)
                {
                    lines.Add(Pair("auth", "token"));
                }

                AddTrust(lines, jmap.CaFile, jmap.TrustedAuthServers);
                break;
            case ConnectionConfig.Gmail gmail:
                lines.Add(Pair("gmail", gmail.Address));
                lines.AddRange(ConfigSignIn.Write(gmail.SignIn, InFlow));
                break;
            case ConnectionConfig.Imap imap:
                lines.Add(Pair("imap", imap.Server.ToString()));
                if (imap.Smtp is not null)
                {
                    lines.Add(Pair("smtp", imap.Smtp.ToString()));
                }

                lines.Add(Pair("user", imap.User));
                lines.AddRange(ConfigSending.Pairs(imap).Select(p => Pair(p.Key, p.Value)));
                AddTrust(lines, imap.CaFile, imap.TrustedAuthServers);
                lines.AddRange(ConfigSignIn.Write(imap.SignIn, InFlow));
                break;
        }

        if (connection.Trust != MailTrustFiles.None)
        {
            string[] files =
            [
                .. connection.Trust.Certificates is { } certificates
                    ? [$"certificates: {InFlow(certificates)}"]
                    : (string[])[],
                .. connection.Trust.PgpKeys is { } keys ? [$"pgp-keys: {InFlow(keys)}"] : (string[])[],
            ];
            lines.Add($"  trust: {{ {string.Join(", ", files)} }}");
        }

        return lines.ToImmutable();
    }

    private static void AddTrust(ImmutableArray<string>.Builder lines, string? ca, ImmutableArray<string> authServers)
    {
        if (ca is not null)
        {
            lines.Add(Pair("ca-file", ca));
        }

        if (authServers.Length > 0)
        {
            lines.Add($"  trusted-auth-servers: {List(authServers)}");
        }
    }

    private static string Addresses(ImmutableArray<string> addresses) => $"  addresses: {List(addresses)}";

    private static string Pair(string key, string value) => $"  {key}: {YamlText.Scalar(value)}";

    private static string List(ImmutableArray<string> texts) => $"[{string.Join(", ", texts.Select(InFlow))}]";

    private static string InFlow(string text) => YamlText.Scalar(text, inFlow: true);
}
