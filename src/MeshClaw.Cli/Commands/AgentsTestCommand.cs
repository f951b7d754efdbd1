using System.CommandLine;
using System.Globalization;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>agents test NAME</c></summary>
internal sealed class AgentsTestCommand : CliCommand
{
    private const int ShownStarts = 5;

    private readonly Argument<string> _name = new("NAME")
    {
        Description = "The agent's name, as in: meshclaw agents list",
    };
    private readonly Option<string> _since = new("--since")
    {
        Description = "How far back: 90m, 24h, 7d; at most 31d.",
        HelpName = "T",
        DefaultValueFactory = _ => "24h",
    };
    private readonly Option<int?> _limit = new("--limit")
    {
        Description = "Look at so many calls at the most, 1 to 1000; the agent's limit where left out.",
        HelpName = "N",
    };

    public AgentsTestCommand(CliContext context)
        : base(
            context,
            "test",
            "Shows what an agent would have done with what came lately; changes nothing.",
            "meshclaw agents test inbox",
            "meshclaw agents test inbox --since 7d --limit 50 --json"
        )
    {
        Add(_name);
        Add(_since);
        Add(_limit);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var since = scope.Arguments.GetRequiredValue(_since);
        var minutes =
            MinutesOf(since)
            ?? throw new CommandFailedException(
                "usage",
                $"\"{Sanitize.Line(since)}\" is no time.",
                "Write such as: --since 24h"
            );
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        scope.Screen.Progress("Reading what came", 0, 0);
        var request = new AgentTestRequest(minutes, scope.Arguments.GetValue(_limit));
        var seen = await session
            .Client.TestAgentAsync(scope.Arguments.GetRequiredValue(_name), request, cancellationToken)
            .ConfigureAwait(false);
        scope.Screen.EndProgress();
        if (scope.Json)
        {
            scope.WriteJson(seen, ProtocolJson.Default.AgentTestResponse);
        }
        else
        {
            Write(scope, seen);
        }

        return ExitCode.Done;
    }

    internal static int? MinutesOf(string text)
    {
        var unit =
            text.Length < 2 ? 0
            : text[^1] == 'm' ? 1
            : text[^1] == 'h' ? 60
            : text[^1] == 'd' ? 1440
            : 0;
        return
            unit > 0
            && int.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var count
            )
            && count is > 0 and <= 44_640
            && count * unit <= 44_640
            ? count * unit
            : null;
    }

    private static void Write(CommandScope scope, AgentTestResponse seen)
    {
        var (screen, time) = (scope.Screen, scope.Context.Time);
        var rows = seen.Calls.Select(c => new[] { WordOf(c.Verdict), c.Tool, $"{c.Title} ({c.Reason})" });
        Listing.Write(screen, ["it would", "call", "about"], rows, "It would have asked for nothing.");
        foreach (var denied in seen.Calls.Where(c => c.Verdict == "deny").Select(c => c.Explanation).Distinct())
        {
            Line($"denied: {denied}");
        }

        if (seen.Reply is { Length: > 0 } reply)
        {
            screen.Output.WriteLine();
            foreach (var line in Sanitize.Lines(reply))
            {
                screen.Output.WriteLine(line);
            }
        }

        screen.Output.WriteLine();
        var from = $"{LocalTime.Short(seen.Since, time)} to {LocalTime.Short(seen.Until, time)}";
        Line($"A test of {seen.Agent}, {from}: nothing was changed.");
        Line(StartsOf(seen, time));
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Messages that came: {seen.Messages:N0}, of which {seen.InInbox:N0} are in the inbox still."
            )
        );
        Line(SumOf(seen));
        if (seen.Usage is { } usage)
        {
            Line(UsageOf(usage));
        }

        foreach (var note in seen.Notes)
        {
            Line(note);
        }

        void Line(string text) => screen.Markup(Screen.Safe(text));
    }

    private static string StartsOf(AgentTestResponse seen, TimeProvider time)
    {
        if (seen.Starts.Count == 0)
        {
            return "Nothing would have started it.";
        }

        var shown = seen.Starts.TakeLast(ShownStarts).Select(s => $"{LocalTime.Short(s.At, time)} ({s.Why})");
        var before = seen.Starts.Count > ShownStarts ? "…, " : "";
        var times = seen.Starts.Count == 1 ? "once" : $"{seen.Starts.Count} times";
        return $"It would have been started {times}: {before}{string.Join(", ", shown)}.";
    }

    private static string SumOf(AgentTestResponse seen)
    {
        var left = seen.Left > 0 ? $"; {seen.Left} more were not looked at" : "";
        var sums = seen
            .Calls.GroupBy(c => (c.Verdict, c.Tool))
            .Select(g => $"{WordOf(g.Key.Verdict)} {g.Count()} × {g.Key.Tool}");
        return seen.Calls.Count == 0
            ? $"It would have asked for nothing{left}."
            : $"It would: {string.Join(", ", sums)}{left}.";
    }

    private static string UsageOf(TurnUsageDto usage)
    {
        var cost = usage.CostNanoUsd switch
        {
            null => "cost unknown",
            0 => "cost nothing (local)",
            { } nano => string.Create(CultureInfo.InvariantCulture, $"cost ${nano / 1_000_000_000m:0.####}"),
        };
        return $"Model: {Count(usage.Input)} tokens in, {Count(usage.Cached)} of them cached, {Count(usage.Output)} out; {cost}.";

        static string Count(long? tokens) => tokens?.ToString("N0", CultureInfo.InvariantCulture) ?? "unknown";
    }

    private static string WordOf(string verdict) =>
        verdict switch
        {
            "allow" => "do",
            "ask" => "ask for",
            "deny" => "be denied",
            var other => other,
        };
}
