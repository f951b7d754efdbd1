using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Gateway.Tests.Runs;

/// <summary>A letter; its version changes when somebody changes it.</summary>
internal sealed record Letter(string Id, string From, string Subject, string Version = "1");

/// <summary>
/// A connector in memory that can do what the product's cannot yet: send to names that an address book resolves, pay and give access.
/// </summary>
internal sealed class PostOffice : IConnector, IConnectorSource, IConnectorLease
{
    private static readonly Label s_own = new(Origin.OwnSystem, Sensitivity.Private);
    private static readonly Label s_foreign = new(Origin.ThirdParty, Sensitivity.Private);
    private static readonly Effect s_reversible = new(EffectClass.Reversible);

    private static readonly Dictionary<string, Effect> s_effects = new()
    {
        ["mail.list"] = new(EffectClass.Read),
        ["mail.file"] = s_reversible,
        ["mail.drop"] = s_reversible with { Traits = EffectTraits.Destroys },
        ["mail.send"] = new(EffectClass.Irreversible, EffectTraits.Sends),
        ["mail.pay"] = new(EffectClass.Irreversible, EffectTraits.Spends),
        ["mail.share"] = new(EffectClass.Reversible, EffectTraits.ChangesAccess),
    };

    public static ConnectionName Name { get; } = new("mail/work");

    public List<Letter> Letters { get; } = [];

    /// <summary>Who a name means.</summary>
    public Dictionary<string, string> AddressBook { get; } = [];

    /// <summary>What was done.</summary>
    public List<string> Done { get; } = [];

    public IReadOnlyList<ConnectionName> Connections => [Name];

    public ConnectionName Connection => Name;

    public IConnector Connector => this;

    /// <summary>Makes each tool's description longer.</summary>
    public string Padding { get; set; } = "";

    public IReadOnlyList<ToolDefinition> Tools =>
        [
            .. s_effects.Select(e => new ToolDefinition(
                new ToolName(e.Key),
                e.Key + Padding,
                """{"type":"object"}""",
                e.Value
            )),
        ];

    public static ToolRequest Request(string tool, object arguments) =>
        new(Name, new ToolName(tool), JsonSerializer.Serialize(arguments));

    public Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<ProposedCall>>([.. requests.Select(Describe)]);

    public Task<ToolResult> ReadAsync(AuthorizedRead read, CancellationToken cancellationToken)
    {
        var records = Letters.Select(l => new SeenRecord(
            ["letter"],
            l.Id,
            [
                new SeenField("id", FieldKind.Id, l.Id, s_own),
                new SeenField("from", FieldKind.Author, l.From, s_foreign),
                new SeenField("subject", FieldKind.Name, l.Subject, s_foreign),
            ]
        ));
        return Task.FromResult(new ToolResult(Letters, new Observation { Records = [.. records] }));
    }

    public Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<Preparation>>([.. calls.Select(_ => new Preparation.Ready("{}"))]);

    public Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    )
    {
        Done.AddRange(calls.Select(c => c.Take()).Select(c => $"{c.Tool} {c.Arguments}"));
        return Task.FromResult<IReadOnlyList<CallOutcome>>([.. calls.Select(_ => new CallOutcome.Done("{}", null))]);
    }

    public Task<IReadOnlyList<Reconciliation>> ReconcileAsync(
        IReadOnlyList<JournalEntry> actions,
        bool mayComplete,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<Reconciliation>>([.. actions.Select(_ => new Reconciliation.NotHappened())]);

    public ToolRequest? UndoRequest(JournalEntry action) => null;

    public Task<IConnectorLease> TakeAsync(ConnectionName connection, CancellationToken cancellationToken) =>
        Task.FromResult<IConnectorLease>(this);

    public void Dispose() { }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ProposedCall Describe(ToolRequest request)
    {
        var arguments = JsonElement.Parse(request.Arguments);
        var values = arguments.EnumerateObject().Select(a => ValueOf(request.Tool, a)).ToList();
        var to = values
            .Where(v => v.Role == ValueRole.Destination)
            .Select(v => AddressBook.GetValueOrDefault(v.Text, v.Text));
        var targets = values
            .Where(v => v.Path == "/id")
            .Select(v => (v.Text, Letter: Letters.FirstOrDefault(l => l.Id == v.Text)))
            .Select(v => new Target(
                Name,
                "box",
                v.Text,
                v.Letter?.Version ?? "",
                v.Letter is null
                    ? TargetFacts.Unknown
                    : new TargetFacts { From = [v.Letter.From], Title = v.Letter.Subject }
            ));
        return new ProposedCall(
            Name,
            request.Tool,
            s_effects[request.Tool.Value],
            request.Tool.Value == "mail.file" ? Verbs.Move : Verbs.None,
            request.Arguments,
            targets,
            to.Select(a => new Destination("mail", a)),
            values,
            arguments.TryGetProperty("amount", out var amount) ? amount.GetDecimal() : null
        );
    }

    private static CallValue ValueOf(ToolName tool, JsonProperty argument)
    {
        var (role, kinds) = argument.Name switch
        {
            "id" => (ValueRole.Target, ["letter"]),
            "to" when tool.Value != "mail.file" => (ValueRole.Destination, ImmutableArray<string>.Empty),
            "to" => (ValueRole.Target, ["folder"]),
            "amount" => (ValueRole.Target, []),
            _ => (ValueRole.Content, []),
        };
        return argument.Value.ValueKind == JsonValueKind.Number
            ? new CallValue("/" + argument.Name, role, ValueForm.Number, argument.Value.GetRawText())
            : new CallValue("/" + argument.Name, role, ValueForm.Text, argument.Value.GetString()!) { Kinds = kinds }; // Text.
    }
}
