using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshClaw.Connectors.Local;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Sandbox;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Shell;

/// <summary>
/// Runs commands in the sandbox, in one workspace. The guard has parsed a command before it comes here, and the sandbox holds whatever it
/// turns out to be. What a command did cannot be taken back, nor found out after a crash.
/// </summary>
public sealed class ShellConnector(ConnectionName connection, string workspace, ISandbox sandbox) : IConnector
{
    private static readonly LocalTool s_run = ShellTools.All[0];

    /// <inheritdoc />
    public ConnectionName Connection => connection;

    /// <inheritdoc />
    public IReadOnlyList<ToolDefinition> Tools => ShellTools.Definitions;

    /// <inheritdoc />
    public Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(requests);
        return Task.FromResult<IReadOnlyList<ProposedCall>>([.. requests.Select(Describe)]);
    }

    /// <inheritdoc />
    public Task<ToolResult> ReadAsync(AuthorizedRead read, CancellationToken cancellationToken) =>
        throw new ToolException("The shell has no tool that only reads.");

    /// <inheritdoc />
    public Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(calls);
        // One at a time: that one was cut off says nothing about the others then.
        var missing = sandbox.Missing;
        return Task.FromResult<IReadOnlyList<Preparation>>([
            .. calls.Select(
                (_, i) =>
                    missing is not null ? new Preparation.Gone(missing)
                    : i == 0 ? new Preparation.Ready("{}")
                    : (Preparation)new Preparation.Deferred()
            ),
        ]);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(calls);
        var outcomes = new List<CallOutcome>(calls.Count);
        foreach (var call in calls)
        {
            outcomes.Add(await RunAsync(call.Take(), cancellationToken).ConfigureAwait(false));
        }

        return outcomes;
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Reconciliation>> ReconcileAsync(
        IReadOnlyList<JournalEntry> actions,
        bool mayComplete,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actions);
        // It never is run again unasked: a command does not tell how far it came.
        return Task.FromResult<IReadOnlyList<Reconciliation>>([
            .. actions.Select(_ => new Reconciliation.Unclear(
                "The command was cut off, and nothing shows how far it came. It does not run any more. "
                    + $"Look at what is in {workspace}, and have it run again if you want to."
            )),
        ]);
    }

    /// <inheritdoc />
    public ToolRequest? UndoRequest(JournalEntry action) => null;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ProposedCall Describe(ToolRequest request)
    {
        if (request.Connection != connection)
        {
            throw new ToolException($"This is {connection}, not {request.Connection}.");
        }

        if (request.Tool != ShellTools.Run)
        {
            throw new ToolException($"There is no tool '{request.Tool}'. There is: {ShellTools.Run}.");
        }

        var arguments = LocalArguments.Parse(s_run, request.Arguments);
        var command = arguments.Text("command");
        if (string.IsNullOrWhiteSpace(command))
        {
            throw new ToolException("shell.run needs a 'command' that is not blank.");
        }

        var facts = TargetFacts.Unknown with { Title = command.ReplaceLineEndings(" ↵ ") };
        return new ProposedCall(
            connection,
            request.Tool,
            ShellTools.EffectOf(arguments.Switch("network")),
            Verbs.Execute,
            request.Arguments,
            [new Target(connection, "workspace", workspace, "", facts)],
            values: arguments.Values()
        );
    }

    private async Task<CallOutcome> RunAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        var arguments = LocalArguments.Parse(s_run, call.Arguments);
        var seconds = arguments.Number("timeoutSeconds", ShellTools.DefaultSeconds);
        var program = new SandboxedProgram
        {
            File = "bash",
            Arguments = ["-c", arguments.Text("command")],
            Workspace = workspace,
            Network = arguments.Switch("network"),
            TimeLimit = TimeSpan.FromSeconds(seconds),
        };
        try
        {
            Directory.CreateDirectory(workspace);
            var process = await sandbox.StartAsync(program, cancellationToken).ConfigureAwait(false);
            await using (process.ConfigureAwait(false))
            {
                return Done(await ProgramRun.OfAsync(process, cancellationToken).ConfigureAwait(false), seconds);
            }
        }
        catch (SandboxException refused)
        {
            return new CallOutcome.Failed(refused.Message);
        }
    }

    private static CallOutcome.Done Done(ProgramRun run, int seconds)
    {
        var result = new MemoryStream();
        using (var json = new Utf8JsonWriter(result))
        {
            // The words stay out: the journal is not where a command's output belongs.
            json.WriteStartObject();
            json.WriteNumber("exitCode", run.ExitCode);
            json.WriteBoolean("timedOut", run.TimedOut);
            json.WriteNumber("outputBytes", run.Output.Total);
            json.WriteNumber("errorBytes", run.Error.Total);
            json.WriteEndObject();
        }

        var ended = run.TimedOut
            ? string.Create(CultureInfo.InvariantCulture, $"killed after {seconds} seconds, with all that it started")
            : run.ExitCode.ToString(CultureInfo.InvariantCulture);
        return new CallOutcome.Done(Encoding.UTF8.GetString(result.GetBuffer(), 0, (int)result.Length), Undo: null)
        {
            Seen = ProgramLabels.Of(ShellTools.RecordKind, run, ended),
        };
    }
}
