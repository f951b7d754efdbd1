using System.Globalization;
using System.Text;
using System.Text.Json;
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
    )
    {
        ArgumentNullException.ThrowIfNull(calls);
        // One at a time: that one was cut off says nothing about the others then.
        return Task.FromResult<IReadOnlyList<Preparation>>([
            .. calls.Select((call, i) => i == 0 ? Prepare(call) : new Preparation.Deferred()),
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
        // It never is run again unasked: a script does not tell how far it came.
        return Task.FromResult<IReadOnlyList<Reconciliation>>([
            .. actions.Select(_ => new Reconciliation.Unclear(
                "The script was cut off, and nothing shows how far it came. It does not run any more. "
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
            Directory.CreateDirectory(workspace);
            var process = await sandbox.StartAsync(program, cancellationToken).ConfigureAwait(false);
            await using (process.ConfigureAwait(false))
            {
                return Done(
                    await ProgramRun.OfAsync(process, cancellationToken).ConfigureAwait(false),
                    arguments.Seconds
                );
            }
        }
        catch (Exception refused) when (refused is SkillException or SandboxException)
        {
            return new CallOutcome.Failed(refused.Message);
        }
    }

    private static CallOutcome.Done Done(ProgramRun run, int seconds)
    {
        var result = new MemoryStream();
        using (var json = new Utf8JsonWriter(result))
        {
            // The words stay out: the journal is not where a script's output belongs.
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
            Seen = ProgramLabels.Of(SkillTools.RecordKind, run, ended),
        };
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
