using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using MeshClaw.Cli.Channels;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary><c>connect telegram</c>, <c>connect slack/acme</c>: any name that is of no other kind. Which kinds there are, the gateway knows.</summary>
internal sealed partial class ConnectChannel(Argument<string> connection, Option<bool> secrets) : IConnectKind
{
    private static readonly string[] s_connectors = ["mail", "model", "web", "mcp", "chat"];

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "A setting of a channel that is no secret. Can be given several times.",
        HelpName = "KEY=VALUE",
    };
    private readonly Option<string?> _secret = new("--secret-stdin")
    {
        Description = "Read this secret of a channel from standard input. It is kept encrypted.",
        HelpName = "KEY",
    };
    private readonly Option<string?> _agent = new("--agent")
    {
        Description = "The agent that answers in the channel.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _root = new("--root")
    {
        Description = "Where the channel's platform is, where it is not where everybody's is.",
        HelpName = "URL",
    };
    private readonly Option<bool> _notify = new("--notify")
    {
        Description = "Send to the channel what is no answer: approvals of scheduled runs, pages.",
    };
    private readonly Option<bool> _noQr = new("--no-qr") { Description = "Show the channel's link without a QR code." };

    /// <summary>Says where a platform is; chat takes it too.</summary>
    public Option<string?> Root => _root;

    /// <inheritdoc />
    public string Prefix => "";

    /// <inheritdoc />
    public string Shape => "a channel";

    /// <inheritdoc />
    public IReadOnlyList<Option> Options => [_set, _secret, secrets, _agent, _root, _notify, _noQr];

    /// <inheritdoc />
    public bool Takes(string name) => IsChannel(name);

    /// <summary>Whether a name is a channel's, and not a connection's.</summary>
    public static bool IsChannel(string name) =>
        NamePattern().IsMatch(name) && !(name.Split('/') is [var connector, _] && s_connectors.Contains(connector));

    /// <inheritdoc />
    public async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var arguments = scope.Arguments;
        var name = arguments.GetRequiredValue(connection);
        await using var session = await scope.OpenAsync(true, cancellationToken).ConfigureAwait(false);
        var kind = await KindOfAsync(session.Client, name, cancellationToken).ConfigureAwait(false);
        var known = await session.Client.ListChannelsAsync(cancellationToken).ConfigureAwait(false);
        var answers = new ChannelQuestions(scope, kind, isKnown: known.Any(c => c.Name == name))
        {
            Settings = ConnectMcp.Pairs(arguments.GetValue(_set) ?? []),
            Secrets = await SecretsAsync(scope, cancellationToken).ConfigureAwait(false),
        };
        await answers.AskAsync(cancellationToken).ConfigureAwait(false);
        var request = new ConnectChannelRequest
        {
            Name = name,
            Settings = answers.Settings,
            Secrets = answers.Secrets,
            Agent = arguments.GetValue(_agent),
            Root = arguments.GetValue(_root),
            Notify = arguments.GetValue(_notify),
        };
        scope.Screen.Progress($"asking {Sanitize.Line(kind.Title)}", 0, 0);
        ConnectChannelResponse connected;
        try
        {
            connected = await session.Client.ConnectChannelAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            scope.Screen.EndProgress();
        }

        if (scope.Json)
        {
            scope.WriteJson(connected, ProtocolJson.Default.ConnectChannelResponse);
            return ExitCode.Done;
        }

        Write(scope.Screen, connected, withQr: !arguments.GetValue(_noQr));
        return ExitCode.Done;
    }

    /// <inheritdoc />
    public void Validate(CommandResult result)
    {
        if ((result.GetValue(_set) ?? []).Any(s => s.IndexOf('=') < 1))
        {
            result.AddError("--set takes KEY=VALUE.");
        }

        if (result.GetValue(_secret) is not null && result.GetValue(secrets))
        {
            result.AddError("Standard input is either one secret or all of them.");
        }
    }

    private static async Task<ChannelKindResponse> KindOfAsync(
        GatewayClient client,
        string name,
        CancellationToken cancellationToken
    )
    {
        var kinds = await client.ListChannelKindsAsync(cancellationToken).ConfigureAwait(false);
        var word = name.Split('/')[0];
        return kinds.FirstOrDefault(k => k.Name == word)
            ?? throw new CommandFailedException(
                "not-found",
                $"There is no kind of channel '{word}'.",
                $"Channels: {(kinds.Count == 0 ? "none" : string.Join(", ", kinds.Select(k => k.Name)))}. All else is mail/, model/, web/ or mcp/ and a name, such as mail/work."
            );
    }

    private async Task<Dictionary<string, string>> SecretsAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var one = scope.Arguments.GetValue(_secret);
        if (one is null && !scope.Arguments.GetValue(secrets))
        {
            return [];
        }

        var input = await scope.Screen.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrWhiteSpace(input))
        {
            throw new CommandFailedException("usage", "There is nothing on standard input.", "Nothing was stored.");
        }

        return one is not null ? new() { [one] = input.Trim() } : ConnectMcp.Pairs(ConnectMcp.LinesOf(input));
    }

    private static void Write(Screen screen, ConnectChannelResponse connected, bool withQr)
    {
        screen.Markup(
            $"[green]{Screen.Safe(connected.Name)}[/] works: on {Screen.Safe(connected.Title)} your agent is {Screen.Safe(connected.Account)}."
        );
        if (connected.Link is { } link)
        {
            screen.Markup($"Talk with it here: {Screen.Safe(link)}");
            if (withQr && screen.Traits.OutputIsTerminal)
            {
                QrArt.Write(screen, link);
            }
        }

        screen.Markup(
            $"It answers nobody whom you have not paired: [bold]meshclaw channels pair {Screen.Safe(connected.Name)}[/]"
        );
        foreach (var note in connected.Notes)
        {
            screen.Markup($"  [dim]{Screen.Safe(note)}[/]");
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9\-]{0,39}(?:/[a-z][a-z0-9\-]{0,39})?\z")]
    private static partial Regex NamePattern();
}
