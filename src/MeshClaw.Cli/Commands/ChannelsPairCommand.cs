using System.CommandLine;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using Spectre.Console;

namespace MeshClaw.Cli.Commands;

/// <summary><c>channels pair</c>: shows a code, and waits until somebody said it.</summary>
internal sealed class ChannelsPairCommand : CliCommand
{
    private const int FigletWidth = 90;
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly Argument<string> _channel = new("CHANNEL")
    {
        Description = "Which channel: telegram, or slack/acme",
    };
    private readonly Option<string?> _rights = new("--rights")
    {
        Description = "What they may do: ask, approve, stop, administer, joined by commas. All of it if not given.",
        HelpName = "RIGHTS",
    };
    private readonly Option<bool> _noWait = new("--no-wait")
    {
        Description = "Show the code and end; with --json that is always so.",
    };

    public ChannelsPairCommand(CliContext context)
        : base(
            context,
            "pair",
            "Shows a code that pairs whoever says it in the channel first.",
            "meshclaw channels pair telegram",
            "meshclaw channels pair slack/acme --rights ask,stop"
        )
    {
        Add(_channel);
        Add(_rights);
        Add(_noWait);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var channel = scope.Arguments.GetRequiredValue(_channel);
        var rights = scope.Arguments.GetValue(_rights)?.Split(',', StringSplitOptions.TrimEntries);
        using var client = await FindAsync(scope, cancellationToken).ConfigureAwait(false);
        var before = await client.ListPeopleAsync(cancellationToken).ConfigureAwait(false);
        var code = await client.PairAsync(channel, rights, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(code, ProtocolJson.Default.PairResponse);
            return ExitCode.Done;
        }

        Write(scope, channel, code);
        if (scope.Arguments.GetValue(_noWait))
        {
            return ExitCode.Done;
        }

        scope.Screen.Progress("waiting until somebody says it; Ctrl-C ends the waiting alone", 0, 0);
        try
        {
            return await WaitAsync(scope, client, channel, before, code.Expires, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var until = LocalTime.Short(code.Expires, scope.Context.Time);
            return scope.Fail(
                "interrupted",
                $"Nobody said it yet; it serves until {until} all the same.",
                "See who is paired with: meshclaw channels people"
            );
        }
        finally
        {
            scope.Screen.EndProgress();
        }
    }

    /// <summary>A gateway that stays: one that is started for a command alone listens to no platform.</summary>
    internal static async Task<GatewayClient> FindAsync(CommandScope scope, CancellationToken cancellationToken) =>
        await GatewayClient.FindAsync(scope.Home, cancellationToken).ConfigureAwait(false)
        ?? throw new CommandFailedException(
            "not-running",
            "No gateway runs, so nobody listens to the channel.",
            "Start it with: meshclaw up --detach"
        );

    private static async Task<int> WaitAsync(
        CommandScope scope,
        GatewayClient client,
        string channel,
        IReadOnlyList<PersonResponse> before,
        DateTimeOffset expires,
        CancellationToken cancellationToken
    )
    {
        var time = scope.Context.Time;
        while (true)
        {
            var people = await client.ListPeopleAsync(cancellationToken).ConfigureAwait(false);
            // Who was paired before is paired anew, with other rights.
            var paired = people.FirstOrDefault(p =>
                p.Channel == channel && !before.Any(b => b.Id == p.Id && b.Paired == p.Paired)
            );
            if (paired is not null)
            {
                scope.Screen.EndProgress();
                scope.Screen.Markup(
                    $"[green]Paired[/] with {Screen.Safe(NameOf(paired))}, who may: {Screen.Safe(string.Join(", ", paired.Rights))}."
                );
                scope.Screen.Markup($"  [dim]Was that not you? meshclaw channels unpair {paired.Id}[/]");
                return ExitCode.Done;
            }

            if (time.GetUtcNow() >= expires)
            {
                return scope.Fail(
                    "expired",
                    "Nobody said the code in time.",
                    $"Make another with: meshclaw channels pair {channel}"
                );
            }

            await Task.Delay(s_look, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string NameOf(PersonResponse person) =>
        person.Name.Length == 0 ? person.Sender : $"{person.Name} ({person.Sender})";

    private static void Write(CommandScope scope, string channel, PairResponse code)
    {
        var screen = scope.Screen;
        var grouped = Grouped(code.Code);
        if (screen.Traits.OutputIsTerminal && screen.Traits.Width >= FigletWidth)
        {
            screen.Console.Write(new FigletText(grouped));
        }

        screen.Markup($"Say this in {Screen.Safe(channel)}, in a direct chat:  [bold]{Screen.Safe(grouped)}[/]");
        var until = LocalTime.Short(code.Expires, scope.Context.Time);
        screen.Markup(
            $"It serves once, until {until}. Whoever says it may: {Screen.Safe(string.Join(", ", code.Rights))}."
        );
        if (code.Link is { } link)
        {
            screen.Markup($"Talk with your agent here: {Screen.Safe(link)}");
            if (screen.Traits.OutputIsTerminal)
            {
                QrArt.Write(screen, link);
            }
        }
    }

    /// <summary><c>ABCD-EFGH</c></summary>
    internal static string Grouped(string text) => string.Join('-', text.Chunk(4).Select(c => new string(c)));
}
