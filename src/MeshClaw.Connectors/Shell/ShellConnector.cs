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
    ) =>
        Preparation.OneAtATimeAsync(
            calls,
            _ =>
                Task.FromResult<Preparation>(
                    sandbox.Missing is { } missing ? new Preparation.Gone(missing) : new Preparation.Ready("{}")
                )
        );

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
        return Task.FromResult(ProgramCalls.CutOff(actions, "command", workspace));
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
        var program = new SandboxedProgram
        {
            File = "bash",
            Arguments = ["-c", arguments.Text("command")],
            Workspace = workspace,
            Network = arguments.Switch("network"),
            TimeLimit = TimeSpan.FromSeconds(arguments.Number("timeoutSeconds", ShellTools.DefaultSeconds)),
        };
        try
        {
            return await ProgramCalls
                .RunAsync(sandbox, program, ShellTools.RecordKind, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (SandboxException refused)
        {
            return new CallOutcome.Failed(refused.Message);
        }
    }
}
