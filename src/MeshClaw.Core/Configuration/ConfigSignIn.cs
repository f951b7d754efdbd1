using System.Collections.Immutable;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Configuration;

/// <summary>The <c>oauth</c> and <c>token-command</c> of a connection.</summary>
internal static class ConfigSignIn
{
    private const string Shapes = "\"oauth\" (provider and client-id) or \"token-command\"";

    /// <summary>Reads them; null where neither is there, which <paramref name="needed"/> makes an error.</summary>
    public static SignIn? Read(YamlFields fields, YamlReader reader, bool needed)
    {
        var oauth = fields.Take("oauth");
        var command = fields.Take("token-command");
        if (oauth is not null && command is not null)
        {
            reader.Error(command, $"A connection takes one of {Shapes}, not both.");
            return null;
        }

        if (needed && oauth is null && command is null)
        {
            reader.Error(fields.Map, $"\"gmail\" needs {Shapes}.");
        }

        return oauth is not null ? ReadOAuth(oauth, reader) : ReadCommand(command, reader);
    }

    /// <summary>As lines of a connection's entry.</summary>
    public static IEnumerable<string> Write(SignIn? signIn, Func<string, string> scalar) =>
        signIn switch
        {
            SignIn.OAuth oauth => [$"  oauth: {{ provider: {oauth.Provider}, client-id: {scalar(oauth.ClientId)} }}"],
            SignIn.TokenCommand command => [$"  token-command: [{string.Join(", ", command.Command.Select(scalar))}]"],
            _ => [],
        };

    private static SignIn.OAuth? ReadOAuth(YamlNode node, YamlReader reader)
    {
        if (reader.Fields(node, "oauth") is not { } fields)
        {
            return null;
        }

        var words = SignIn.Providers.Index().ToDictionary(p => p.Item, p => p.Index);
        var provider = reader.Choice(fields.Need("provider", "google"), "provider", words);
        var client = reader.Text(fields.Need("client-id", "123.apps.googleusercontent.com"), "client-id");
        ConfigConnections.ReportSecrets(fields, reader);
        fields.Finish();
        return provider is null || client is null
            ? null
            : new SignIn.OAuth(SignIn.Providers[provider.Value], client.Text);
    }

    private static SignIn.TokenCommand? ReadCommand(YamlNode? node, YamlReader reader)
    {
        if (node is null)
        {
            return null;
        }

        ImmutableArray<string> command =
        [
            .. (reader.Texts(node, "token-command", "oama, access, ana@example.com") ?? []).Select(t => t.Text),
        ];
        if (command.IsEmpty)
        {
            reader.Error(node, "\"token-command\" takes a program and its arguments: [oama, access, ana@example.com]");
            return null;
        }

        return new SignIn.TokenCommand(command);
    }
}
