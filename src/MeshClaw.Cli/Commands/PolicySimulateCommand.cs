using System.CommandLine;
using System.Globalization;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>policy simulate [FILE] [--since 24h]</c>: changes nothing.</summary>
internal sealed class PolicySimulateCommand : CliCommand
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "The policy file to try out (default: policy.yaml of the home).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _since = new("--since")
    {
        Description = "How far back: 30m, 24h, 7d.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "24h",
    };

    public PolicySimulateCommand(CliContext context)
        : base(
            context,
            "simulate",
            "Shows which calls of the timeline another policy file would decide otherwise.",
            "meshclaw policy simulate draft.yaml",
            "meshclaw policy simulate draft.yaml --since 7d --json"
        )
    {
        _since.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Span(token.Value) is null)
            {
                result.AddError($"--since takes a time such as 30m, 24h or 7d, not '{token.Value}'.");
            }
        });
        Add(_file);
        Add(_since);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var file = Path.GetFullPath(scope.Arguments.GetValue(_file) ?? Path.Join(scope.Home, "policy.yaml"));
        if (!File.Exists(file))
        {
            throw new CommandFailedException(
                "not-found",
                $"There is no file {file}.",
                "Name one: meshclaw policy simulate FILE"
            );
        }

        var text = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
        var since = scope.Context.Time.GetUtcNow() - Span(scope.Arguments.GetValue(_since));
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var found = await session
            .Client.SimulatePolicyAsync(new PolicyRequest(text, file, since), cancellationToken)
            .ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(found, ProtocolJson.Default.PolicySimulationResponse);
        }
        else
        {
            Write(scope, found);
        }

        return ExitCode.Done;
    }

    private static void Write(CommandScope scope, PolicySimulationResponse found)
    {
        var rows = found.Changed.Select(c =>
            new[]
            {
                c.Action,
                LocalTime.Short(c.At, scope.Context.Time),
                c.Agent,
                $"{c.From} → {c.To}",
                string.Join(", ", c.Rules),
                $"{c.Tool} {c.Title}",
            }
        );
        Listing.Write(
            scope.Screen,
            ["id", "proposed", "agent", "verdict", "rule", "what"],
            rows,
            "No call would have been decided otherwise."
        );
        scope.Screen.Output.WriteLine();
        var counts = found.Counts.Select(c => string.Create(CultureInfo.InvariantCulture, $", {c.Value:N0} {c.Key}"));
        scope.Screen.Output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{found.Calls:N0} calls decided again{string.Concat(counts)}.")
        );
        if (found.Skipped > 0)
        {
            scope.Screen.Note(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{found.Skipped:N0} calls could not be: the timeline does not hold enough of them."
                )
            );
        }
    }

    private static TimeSpan? Span(string? text)
    {
        if (
            text is not [.. var digits, 'm' or 'h' or 'd']
            || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count is 0 or > 100_000
        )
        {
            return null;
        }

        return text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
    }
}
