using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Evaluation;

namespace MeshClaw.Commands;

/// <summary><c>eval replay</c>: a benchmark through the guard, without a model, a gateway or a home.</summary>
internal sealed class EvalReplayCommand : CliCommand
{
    private static readonly Option<FileInfo[]> s_suites = new("--suite")
    {
        Description = "Suite files, in the format of eval/README.md.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        HelpName = "FILE",
    };

    private static readonly Option<FileInfo?> s_cases = new("--cases")
    {
        Description = "The attack cases, JSON Lines. Without it, only the owner's tasks are played.",
        HelpName = "FILE",
    };

    private static readonly Option<string> s_plan = new("--plan")
    {
        Description = "Which plan the runs have: that of the task's own calls, or none.",
        DefaultValueFactory = _ => "declared",
    };

    private static readonly Option<string?> s_template = new("--template")
    {
        Description = "How the injection is worded: a name in attack_templates.json beside the cases.",
        HelpName = "NAME",
    };

    private static readonly Option<FileInfo?> s_decisions = new("--decisions")
    {
        Description = "Writes every judged call, JSON Lines.",
        HelpName = "OUT.jsonl",
    };

    public EvalReplayCommand(CliContext context)
        : base(
            context,
            "replay",
            "Replays a benchmark through the guard, without a model: what asks in the owner's tasks, what goes through in an attacker's.",
            "meshclaw eval replay --suite eval/agentdojo/*.json --cases eval/agentdojo/cases.jsonl",
            "meshclaw eval replay --suite eval/own/*.json --cases eval/own/cases.jsonl --plan none --json",
            "meshclaw eval replay --suite mine.json --decisions decisions.jsonl"
        )
    {
        s_plan.AcceptOnlyFromAmong("none", "declared");
        Options.Add(s_suites);
        Options.Add(s_cases);
        Options.Add(s_plan);
        Options.Add(s_template);
        Options.Add(s_decisions);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var plan = scope.Arguments.GetValue(s_plan) == "none" ? ReplayPlan.None : ReplayPlan.Declared;
        var suites = (scope.Arguments.GetValue(s_suites) ?? [])
            .Select(f => f.FullName)
            .Where(ReplayEvaluation.IsSuiteFile)
            .ToList();
        if (suites.Count == 0)
        {
            throw new CommandFailedException(
                "suite",
                "None of the files is a suite.",
                "A suite has 'suite', 'tools' and 'user_tasks'; see eval/README.md."
            );
        }

        var progress = new ReplayProgress(scope.Screen);
        var result = Play(
            suites,
            scope.Arguments.GetValue(s_cases)?.FullName,
            plan,
            scope.Arguments.GetValue(s_template),
            progress,
            cancellationToken
        );
        scope.Screen.EndProgress();
        if (scope.Arguments.GetValue(s_decisions) is { } output)
        {
            await WriteAsync(result, output.FullName, cancellationToken).ConfigureAwait(false);
        }

        if (scope.Json)
        {
            scope.WriteJson(ReplaySummary.Of(result), EvalJson.Default.ReplaySummary);
        }
        else
        {
            ReplayTable.Write(scope.Screen, result);
        }

        return ExitCode.Done;
    }

    private static ReplayResult Play(
        IReadOnlyList<string> suites,
        string? cases,
        ReplayPlan plan,
        string? template,
        ReplayProgress progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return ReplayEvaluation.Run(suites, cases, plan, template, progress, cancellationToken);
        }
        catch (EvaluationException e)
        {
            throw new CommandFailedException("format", e.Message, "The format is described in eval/README.md.");
        }
    }

    private static async Task WriteAsync(ReplayResult result, string path, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(
            path,
            false,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
        );
        foreach (var call in result.Calls)
        {
            var line = JsonSerializer.Serialize(DecisionLine.Of(call), EvalJson.Default.DecisionLine);
            await writer.WriteLineAsync(line.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class ReplayProgress(Screen screen) : IProgress<(int Done, int All)>
    {
        private readonly Lock _lock = new();

        public void Report((int Done, int All) value)
        {
            lock (_lock)
            {
                screen.Progress("attacks", value.Done, value.All);
            }
        }
    }
}

/// <summary>The one JSON document of <c>eval replay --json</c>.</summary>
internal sealed record ReplaySummary(string Plan, string Autonomy, IReadOnlyDictionary<string, SuiteScore> Suites)
{
    public static ReplaySummary Of(ReplayResult result) =>
        new(result.Plan.ToString().ToLowerInvariant(), "act", result.Suites);
}

/// <summary>One line of <c>--decisions</c>.</summary>
internal sealed record DecisionLine(
    string Case,
    string Task,
    string Phase,
    int Position,
    int Call,
    string Function,
    string Decision,
    IReadOnlyList<string> Rules,
    string Why
)
{
    public static DecisionLine Of(JudgedCall call) =>
        new(
            call.Case,
            call.Task,
            call.Phase,
            call.Position,
            call.Call,
            call.Function,
            call.Decision.ToString().ToLowerInvariant(),
            call.Rules,
            call.Why
        );
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReplaySummary))]
[JsonSerializable(typeof(DecisionLine))]
internal sealed partial class EvalJson : JsonSerializerContext;
