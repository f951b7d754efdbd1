using System.Collections.Immutable;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mcp;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;
using ModelContextProtocol.Protocol;

namespace MeshClaw.Connectors.Mcp;

/// <summary>
/// The tools of one MCP server. What agents are offered are the tools as the owner reviewed them, word by word; the server is started when one
/// of them is called, and a tool of which it says anything else by then is not called. Nothing can be taken back, and after a crash nobody can
/// tell what happened. Not for use by several threads at once.
/// </summary>
public sealed class McpConnector : IConnector
{
    private readonly McpServerConfig _server;
    private readonly McpParts _parts;
    private McpSession? _session;

    /// <summary>Opens nothing yet.</summary>
    public McpConnector(ConnectionName connection, McpServerConfig server, McpParts parts)
    {
        (Connection, _server, _parts) = (connection, server, parts);
    }

    /// <inheritdoc />
    public ConnectionName Connection { get; }

    /// <inheritdoc />
    public IReadOnlyList<ToolDefinition> Tools =>
        [
            .. _parts
                .Pins.Of(Connection)
                .Where(s => s.IsReady)
                .Select(s => s.Reviewed!) // A tool that is ready was reviewed.
                .Select(t => new ToolDefinition(
                    McpNames.Of(Connection, t.Name),
                    t.Shown.Length > 0 ? t.Shown : $"The tool {t.Name} of {Connection}.",
                    t.CleanSchema(),
                    _server.EffectOf(t.Name)
                )),
        ];

    /// <summary>How many tools are new or changed, and wait for the owner's review.</summary>
    public int Waiting => _parts.Pins.Of(Connection).Count(s => s.Offered is not null);

    /// <summary>Tools that cannot be offered, as of the last list.</summary>
    public ImmutableArray<McpRefusedTool> Refused => _session?.Refused ?? [];

    /// <summary>The last of what its program complained of. Third-party text: for the owner, never for a model.</summary>
    public string Complaint => _session?.Complaint ?? "";

    /// <summary>Connects, and compares its tools with what is known of them.</summary>
    /// <param name="signIn">Where the owner may be asked to sign in; null where not.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ConnectorException">It does not work; the message says why.</exception>
    public Task RefreshAsync(McpSignIn? signIn, CancellationToken cancellationToken) =>
        (_session ??= new McpSession(Connection, _server, _parts)).EnsureAsync(signIn, cancellationToken);

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
    public async Task<ToolResult> ReadAsync(AuthorizedRead read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        await RefreshAsync(null, cancellationToken).ConfigureAwait(false);
        var state = Find(read.Call.Tool);
        if (Withdrawn(read.Call, state) is { } why)
        {
            throw new ToolException(why);
        }

        var result = await CallAsync(state.Name, read.Call, cancellationToken).ConfigureAwait(false);
        return new ToolResult(result, McpResults.Of(Connection, state.Name, result));
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(calls);
        await RefreshAsync(null, cancellationToken).ConfigureAwait(false);
        return
        [
            .. calls.Select(
                (call, i) =>
                    Withdrawn(call, Find(call.Tool)) is { } why ? new Preparation.Gone(why)
                    // Each call is a batch of its own: when one breaks the connection, only that one is unknown.
                    : i > 0 ? new Preparation.Deferred()
                    : (Preparation)new Preparation.Ready("{}")
            ),
        ];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(calls);
        var outcomes = new List<CallOutcome>(calls.Count);
        foreach (var authorized in calls)
        {
            var call = authorized.Take();
            var name = Find(call.Tool).Name;
            var result = await CallAsync(name, call, cancellationToken).ConfigureAwait(false);
            // What the server says of it, also that it failed, is its word: whether anything happened nobody here can see.
            outcomes.Add(
                new CallOutcome.Done(result.IsError == true ? """{"isError":true}""" : "{}", Undo: null)
                {
                    Seen = McpResults.Of(Connection, name, result),
                }
            );
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
        const string What =
            "The server was asked, and no answer came back: nobody here can tell whether it was done. Look there before you have it done again.";
        return Task.FromResult<IReadOnlyList<Reconciliation>>([
            .. actions.Select(_ => new Reconciliation.Unclear(What)),
        ]);
    }

    /// <inheritdoc />
    public ToolRequest? UndoRequest(JournalEntry action) => null;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _session?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task<CallToolResult> CallAsync(string tool, ProposedCall call, CancellationToken cancellationToken) =>
        _session!.CallAsync( // After RefreshAsync.
            tool,
            call.Arguments,
            cancellationToken
        );

    private ProposedCall Describe(ToolRequest request)
    {
        if (request.Connection != Connection)
        {
            throw new ToolException($"This is {Connection}, not {request.Connection}.");
        }

        var state = Find(request.Tool);
        var effect = _server.EffectOf(state.Name);
        var arguments = McpArguments.Parse(request.Arguments);
        var schema = (state.Reviewed ?? state.Offered)!.InputSchema; // Never both absent.
        var verbs =
            effect.IsPureRead || effect.Traits != EffectTraits.None
                ? Verbs.None // What its traits imply is added.
                : Verbs.Any;
        return new ProposedCall(
            Connection,
            request.Tool,
            effect,
            verbs,
            request.Arguments.Length == 0 ? "{}" : request.Arguments,
            [
                new Target(
                    Connection,
                    "tool",
                    state.Name,
                    Version(state),
                    TargetFacts.Unknown with
                    {
                        Title = $"{state.Name} of {Connection}",
                    }
                ),
            ],
            effect.Traits.HasFlag(EffectTraits.Sends) ? [Destination] : null,
            McpArguments.Values(arguments, effect, schema)
        );
    }

    private Destination Destination =>
        _server.Url is { } url
            ? new Destination("host", url.IdnHost.ToLowerInvariant())
            : new Destination("mcp", Connection.Value.Split('/')[1]);

    // In the hash of the call: an approval of what the tool was is none of what it has become.
    private static string Version(McpToolState state) =>
        state.IsReady ? state.Reviewed!.Hash : $"withdrawn:{state.Offered?.Hash}";

    private string? Withdrawn(ProposedCall call, McpToolState state) =>
        state.IsGone ? $"{Connection} no longer has {state.Name}."
        : !state.IsReady
            ? $"{Connection} says something else of {state.Name} than you reviewed, or it is new. Look at it: meshclaw mcp review {Connection.Value.Split('/')[1]}"
        : call.Targets is [var target] && target.Version != state.Reviewed!.Hash
            ? $"{state.Name} is not what it was when this was proposed." // A tool that is ready was reviewed.
        : null;

    private McpToolState Find(ToolName tool)
    {
        var states = _parts.Pins.Of(Connection);
        return states.FirstOrDefault(s => McpNames.Of(Connection, s.Name) == tool)
            ?? throw new ToolException(
                $"There is no tool {tool}. There are: {string.Join(", ", Tools.Take(40).Select(t => t.Name))}."
            );
    }
}
