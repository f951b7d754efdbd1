using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeshClaw.Core.Mcp;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Connections;

/// <summary>What a request to connect an MCP server comes to: its configuration, or why not.</summary>
internal sealed partial record McpPlan(ConnectionName Name, McpServerConfig Server)
{
    /// <summary>Reads a request.</summary>
    public static (McpPlan? Plan, string? Refusal) Of(McpConnectRequest request)
    {
        if (request.Connection is null || !NamePattern().IsMatch(request.Connection))
        {
            return (
                null,
                "An MCP server is called mcp/NAME: lower-case letters, digits and hyphens, the first a letter."
            );
        }

        var name = new ConnectionName(request.Connection);
        return request switch
        {
            { Command.Count: > 0, Url: null } => OfProgram(name, request),
            { Command: null or { Count: 0 }, Url: { } url } => OfAddress(name, url, request),
            _ => (null, "Give one of --command PROGRAM and --url URL."),
        };
    }

    /// <summary>With what the owner said of the same server before, and no request says.</summary>
    public McpPlan Keeping(McpServerConfig? before) =>
        before is not null && before.Where == Server.Where
            ? this with
            {
                Server = Server with
                {
                    Effects = before.Effects,
                    Timeout = before.Timeout,
                    Secrets = [.. before.Secrets.Union(Server.Secrets)],
                },
            }
            : this;

    /// <summary>Puts what is secret in a request where connectors look for it.</summary>
    public static void Keep(McpConnectRequest request, ConnectionName name, ISecretStore secrets)
    {
        if (request.Token is { } token)
        {
            secrets.Put(McpServerConfig.TokenName(name), new Secret(token));
        }

        foreach (var (variable, value) in request.Secrets ?? ImmutableDictionary<string, string>.Empty)
        {
            secrets.Put(McpServerConfig.SecretName(name, variable), new Secret(value));
        }
    }

    private static (McpPlan?, string?) OfProgram(ConnectionName name, McpConnectRequest request)
    {
        string[] paths =
        [
            .. request.Readable ?? [],
            .. request.Workspace is { } workspace ? [workspace] : (string[])[],
        ];
        var variables = (request.Environment?.Keys ?? []).Concat(request.Secrets?.Keys ?? []);
        if (request.Token is not null || request.OAuth || request.ClientId is not null)
        {
            return (
                null,
                "A program takes no token and no sign-in. What it needs is granted to it with --secrets-stdin."
            );
        }

        if (paths.Any(p => !Path.IsPathFullyQualified(p) || p.Contains('\0')))
        {
            return (null, "Folders are named by their full paths.");
        }

        if (variables.FirstOrDefault(v => !VariablePattern().IsMatch(v)) is not null)
        {
            return (null, "An environment variable is written NAME=VALUE: letters, digits and _, no digit first.");
        }

        return
            request.Command!.Any(c => c is null || c.Contains('\0')) || string.IsNullOrWhiteSpace(request.Command![0])
            ? (null, "Name the program: --command PROGRAM")
            : (
                new McpPlan(
                    name,
                    new McpServerConfig
                    {
                        Command = [.. request.Command],
                        Workspace = request.Workspace is { } place ? Clean(place) : null,
                        Readable = [.. (request.Readable ?? []).Select(Clean)],
                        Network = request.Network,
                        Environment = (
                            request.Environment ?? ImmutableDictionary<string, string>.Empty
                        ).ToImmutableSortedDictionary(StringComparer.Ordinal),
                        Secrets = [.. (request.Secrets?.Keys ?? []).Order(StringComparer.Ordinal)],
                    }
                ),
                null
            );
    }

    private static (McpPlan?, string?) OfAddress(ConnectionName name, string address, McpConnectRequest request)
    {
        if (
            request.Workspace is not null
            || request.Readable is { Count: > 0 }
            || request.Network
            || request.Environment is { Count: > 0 }
            || request.Secrets is { Count: > 0 }
        )
        {
            return (null, "Folders, network and environment are a program's: a server at an address takes none.");
        }

        if (request.Token is { } token && (request.OAuth || token.Length == 0 || token.Any(c => c is <= ' ' or > '~')))
        {
            return (null, "Give a token or sign in, not both; a token has no blanks in it.");
        }

        if (request.ClientId is not null && !request.OAuth)
        {
            return (null, "A client goes with a sign-in: --sign-in --oauth-client ID");
        }

        var (url, error) = McpAddress.Parse(address);
        var server = new McpServerConfig
        {
            Url = url,
            Auth =
                request.OAuth ? McpAuth.OAuth
                : request.Token is not null ? McpAuth.Token
                : McpAuth.None,
            ClientId = request.ClientId?.Trim(),
        };
        return url is null ? (null, error) : (new McpPlan(name, server), null);
    }

    private static string Clean(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    [GeneratedRegex(@"^mcp/[a-z][a-z0-9\-]{0,39}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,127}\z")]
    private static partial Regex VariablePattern();
}
