using MeshClaw.Connectors.Local;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Sandbox;
using MeshClaw.Core.Skills;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Skills;

/// <summary>
/// Runs scripts of usable skills in the sandbox. A call names the hash of the skill's content; what runs is a copy of bytes of exactly that
/// hash, made just before, and nothing where the skill is another one by then. The guard cannot read a script, and so asks for each. What one did
/// cannot be taken back, nor found out after a crash.
/// </summary>
public sealed class SkillsConnector(ConnectionName connection, string workspace, SkillRuns runs, ISandbox sandbox)
    : IConnector
{
    /// <inheritdoc />
    public ConnectionName Connection => connection;

    /// <inheritdoc />
    public IReadOnlyList<ToolDefinition> Tools => SkillTools.Definitions;

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
        throw new ToolException("Skills have no tool that only reads.");

    /// <inheritdoc />
    public Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    ) => Preparation.OneAtATimeAsync(calls, call => Task.FromResult(Prepare(call)));

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
        return Task.FromResult(ProgramCalls.CutOff(actions, "script", workspace));
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

        if (request.Tool != SkillScript.Tool)
        {
            throw new ToolException($"There is no tool '{request.Tool}'. There is: {SkillScript.Tool}.");
        }

        var arguments = SkillArguments.Parse(request.Arguments);
        if (arguments.Hash.Length == 0)
        {
            throw new ToolException(
                "skill.run needs the 'hash' of the skill's content, which its agent's turn fills in."
            );
        }

        var (interpreter, network) = Checked(() => runs.Look(arguments.Skill, arguments.Hash, arguments.File));
        var shown = string.Join(' ', arguments.Args.Prepend(arguments.File).Prepend(interpreter));
        var facts = TargetFacts.Unknown with { Title = $"{arguments.Skill}: {shown}".ReplaceLineEndings(" ↵ ") };
        return new ProposedCall(
            connection,
            request.Tool,
            SkillTools.EffectOf(network),
            Verbs.Execute,
            request.Arguments,
            [new Target(connection, "workspace", workspace, "", facts)],
            values: arguments.Values()
        );
    }

    private Preparation Prepare(ProposedCall call)
    {
        if (sandbox.Missing is { } missing)
        {
            return new Preparation.Gone(missing);
        }

        var arguments = SkillArguments.Parse(call.Arguments);
        try
        {
            runs.Look(arguments.Skill, arguments.Hash, arguments.File);
            return new Preparation.Ready("{}");
        }
        catch (SkillException changed)
        {
            return new Preparation.Gone(changed.Message);
        }
    }

    private async Task<CallOutcome> RunAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        var arguments = SkillArguments.Parse(call.Arguments);
        try
        {
            using var run = runs.Make(arguments.Skill, arguments.Hash, arguments.File);
            var program = new SandboxedProgram
            {
                File = run.Interpreter,
                Arguments = [run.Script, .. arguments.Args],
                Workspace = workspace,
                Readable = [run.Folder],
                // Granted by now and when it was decided on: the effect that was approved says so.
                Network = run.Network && call.Effect.Traits.HasFlag(EffectTraits.Sends),
                TimeLimit = TimeSpan.FromSeconds(arguments.Seconds),
            };
            return await ProgramCalls
                .RunAsync(sandbox, program, SkillTools.RecordKind, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is SkillException or SandboxException)
        {
            return new CallOutcome.Failed(refused.Message);
        }
    }

    private static T Checked<T>(Func<T> look)
    {
        try
        {
            return look();
        }
        catch (SkillException refused)
        {
            throw new ToolException(refused.Message, refused);
        }
    }
}
