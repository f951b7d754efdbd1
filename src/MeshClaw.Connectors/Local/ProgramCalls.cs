using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Sandbox;

namespace MeshClaw.Connectors.Local;

/// <summary>What calls that run a program in the sandbox have in common: how they end, and what is known of one that was cut off.</summary>
internal static class ProgramCalls
{
    /// <summary>Runs a program that has a time limit to its end.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="program">What.</param>
    /// <param name="kind">The kind of the record that its words are.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="SandboxException">It was not started.</exception>
    public static async Task<CallOutcome> RunAsync(
        ISandbox sandbox,
        SandboxedProgram program,
        string kind,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(program.Workspace);
        var process = await sandbox.StartAsync(program, cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            var run = await ProgramRun.OfAsync(process, cancellationToken).ConfigureAwait(false);
            return Done(run, kind, program.TimeLimit);
        }
    }

    /// <summary>It never is run again unasked: a program does not tell how far it came.</summary>
    /// <param name="actions">What was cut off.</param>
    /// <param name="what">Such as <c>command</c>.</param>
    /// <param name="workspace">Where the owner can look.</param>
    public static IReadOnlyList<Reconciliation> CutOff(
        IReadOnlyList<JournalEntry> actions,
        string what,
        string workspace
    ) =>
        [
            .. actions.Select(_ => new Reconciliation.Unclear(
                $"The {what} was cut off, and nothing shows how far it came. It does not run any more. "
                    + $"Look at what is in {workspace}, and have it run again if you want to."
            )),
        ];

    private static CallOutcome.Done Done(ProgramRun run, string kind, TimeSpan? limit)
    {
        var result = new MemoryStream();
        using (var json = new Utf8JsonWriter(result))
        {
            // The words stay out: the journal is not where a program's output belongs.
            json.WriteStartObject();
            json.WriteNumber("exitCode", run.ExitCode);
            json.WriteBoolean("timedOut", run.TimedOut);
            json.WriteNumber("outputBytes", run.Output.Total);
            json.WriteNumber("errorBytes", run.Error.Total);
            json.WriteEndObject();
        }

        var ended = run.TimedOut
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"killed after {limit?.TotalSeconds} seconds, with all that it started"
            )
            : run.ExitCode.ToString(CultureInfo.InvariantCulture);
        return new CallOutcome.Done(Encoding.UTF8.GetString(result.GetBuffer(), 0, (int)result.Length), Undo: null)
        {
            Seen = ProgramLabels.Of(kind, run, ended),
        };
    }
}
