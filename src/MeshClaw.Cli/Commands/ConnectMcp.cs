using System.CommandLine;
using System.CommandLine.Parsing;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary><c>connect mcp/NAME …</c>.</summary>
internal sealed class ConnectMcp(Argument<string> connection, Argument<string[]> program) : IConnectKind
{
    private readonly Option<string[]> _command = new("--command")
    {
        Description =
            "An MCP server's program and its arguments; it runs in the sandbox. Arguments that begin with - go after --.",
        HelpName = "WORD",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _url = new("--url")
    {
        Description = "An MCP server's address (streamable HTTP).",
        HelpName = "URL",
    };
    private readonly Option<string?> _workspace = new("--workspace")
    {
        Description = "The folder that the program may write; left out: one of its own.",
        HelpName = "PATH",
    };
    private readonly Option<string[]> _readable = new("--readable")
    {
        Description = "A folder or file that the program may read. Can be given several times.",
        HelpName = "PATH",
    };
    private readonly Option<bool> _network = new("--network") { Description = "Let the program reach the network." };
    private readonly Option<string[]> _env = new("--env")
    {
        Description = "An environment variable for the program. Can be given several times.",
        HelpName = "NAME=VALUE",
    };
    private readonly Option<bool> _secrets = new("--secrets-stdin")
    {
        Description =
            "Read NAME=VALUE lines from standard input, kept encrypted: variables for the program, or a channel's secrets.",
    };
    private readonly Option<bool> _token = new("--token-stdin")
    {
        Description =
            "Read the bearer token for --url, or your token of chat, from standard input. It is kept encrypted.",
    };
    private readonly Option<bool> _signIn = new("--sign-in")
    {
        Description = "Sign in at the server of --url in a browser (OAuth).",
    };
    private readonly Option<string?> _client = new("--oauth-client")
    {
        Description = "Your own client there, where the server registers none by itself.",
        HelpName = "ID",
    };

    /// <summary>Says that a token comes on standard input; chat takes one too.</summary>
    public Option<bool> Token => _token;

    /// <summary>Says that secrets come on standard input; channels take some too.</summary>
    public Option<bool> Secrets => _secrets;

    /// <inheritdoc />
    public string Prefix => "mcp/";

    /// <inheritdoc />
    public IReadOnlyList<Option> Options =>
        [_command, _url, _workspace, _readable, _network, _env, _secrets, _token, _signIn, _client];

    /// <inheritdoc />
    public async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(scope, cancellationToken).ConfigureAwait(false);
        await using var session = await scope.OpenAsync(true, cancellationToken).ConfigureAwait(false);
        scope.Screen.Progress("asking the server", 0, 0);
        McpConnectResponse connected;
        try
        {
            connected = request.OAuth
                ? await SignInAsync(scope, session.Client, request, cancellationToken).ConfigureAwait(false)
                : await session.Client.ConnectMcpAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            scope.Screen.EndProgress();
        }

        if (scope.Json)
        {
            scope.WriteJson(connected, ProtocolJson.Default.McpConnectResponse);
            return ExitCode.Done;
        }

        scope.Screen.Markup($"[green]{Screen.Safe(connected.Connection)}[/] works: {connected.Tools} tools.");
        foreach (var note in connected.Notes)
        {
            scope.Screen.Markup($"  [dim]{Screen.Safe(note)}[/]");
        }

        return ExitCode.Done;
    }

    /// <inheritdoc />
    public void Validate(CommandResult result)
    {
        var words = Words(result.GetValue(_command), result.GetValue(program));
        if (words.Length > 0 == (result.GetValue(_url) is not null))
        {
            result.AddError(
                "Give one of --url URL and a program: --command PROGRAM, or -- PROGRAM with its arguments."
            );
        }

        if (result.GetValue(_secrets) && result.GetValue(_token))
        {
            result.AddError("Standard input is either the token or the secrets.");
        }

        if ((result.GetValue(_env) ?? []).Any(e => !e.Contains('=')))
        {
            result.AddError("--env takes NAME=VALUE.");
        }
    }

    private async Task<McpConnectRequest> RequestAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var arguments = scope.Arguments;
        var words = Words(arguments.GetValue(_command), arguments.GetValue(program));
        var input =
            arguments.GetValue(_secrets) || arguments.GetValue(_token)
                ? await scope.Screen.ReadAllAsync(cancellationToken).ConfigureAwait(false)
                : null;
        if (string.IsNullOrWhiteSpace(input) && input is not null)
        {
            throw new CommandFailedException("usage", "There is nothing on standard input.", "Nothing was stored.");
        }

        return new McpConnectRequest
        {
            Connection = arguments.GetRequiredValue(connection),
            Command = words.Length == 0 ? null : words,
            Url = arguments.GetValue(_url),
            Workspace = arguments.GetValue(_workspace) is { } place ? Path.GetFullPath(Home(place)) : null,
            Readable = [.. (arguments.GetValue(_readable) ?? []).Select(r => Path.GetFullPath(Home(r)))],
            Network = arguments.GetValue(_network),
            Environment = Pairs(arguments.GetValue(_env) ?? []),
            Secrets = arguments.GetValue(_secrets)
                ? Pairs(LinesOf(input!)) // Read above.
                : null,
            Token = arguments.GetValue(_token) ? input!.Trim() : null, // Read above.
            OAuth = arguments.GetValue(_signIn),
            ClientId = arguments.GetValue(_client),
        };
    }

    private static async Task<McpConnectResponse> SignInAsync(
        CommandScope scope,
        GatewayClient client,
        McpConnectRequest request,
        CancellationToken cancellationToken
    )
    {
        var now = await client.StartMcpSignInAsync(request, cancellationToken).ConfigureAwait(false);
        if (now.Address is { } address)
        {
            scope.Screen.EndProgress();
            scope.Screen.Error.WriteLine("Open this page on this machine and sign in:");
            scope.Screen.Error.WriteLine();
            scope.Screen.Error.WriteLine("  " + Sanitize.Line(address));
            scope.Screen.Error.WriteLine();
        }

        while (now is { Failure: null, Connected: null })
        {
            scope.Screen.Progress("waiting for you to sign in", 0, 0);
            now = await client.WaitForMcpSignInAsync(now.Id, cancellationToken).ConfigureAwait(false);
        }

        return now.Connected
            ?? throw new CommandFailedException("sign-in-failed", now.Failure ?? "It failed.", "Nothing was stored.");
    }

    private static string[] Words(string[]? command, string[]? rest) => [.. command ?? [], .. rest ?? []];

    /// <summary>The lines of a text that are not blank.</summary>
    internal static string[] LinesOf(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>NAME=VALUE lines by name.</summary>
    internal static Dictionary<string, string> Pairs(IEnumerable<string> lines)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parts in lines.Select(l => l.Split('=', 2)))
        {
            pairs[parts[0]] =
                parts.Length == 2
                    ? parts[1]
                    : throw new CommandFailedException(
                        "usage",
                        "A secret is written NAME=VALUE.",
                        "Nothing was stored."
                    );
        }

        return pairs;
    }

    private static string Home(string path) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
            ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..]
            : path;
}
