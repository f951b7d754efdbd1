using System.Collections.Immutable;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Skills;
using MeshClaw.Core.Tools;
using MeshClaw.Core.Turns;
using MeshClaw.Gateway.Tests.Turns;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Orders;
using MeshClaw.Storage;
using MeshClaw.Storage.Approvals;
using MeshClaw.Storage.Conversations;
using MeshClaw.Storage.Journal;
using MeshClaw.Storage.Orders;
using MeshClaw.Storage.Runs;
using MeshClaw.Storage.Stopping;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Gateway.Tests.Runs;

/// <summary>The real engine, guard and database; the agent, its reflex and the world are the test's.</summary>
internal sealed class EngineRound : IAsyncDisposable, IAgentCatalog, IReflex
{
    private static readonly AgentName s_inbox = new("inbox");

    private static readonly OrderVocabulary s_vocabulary = new()
    {
        Contacts = new Dictionary<string, ImmutableArray<string>> { ["Ana"] = ["ana@corp.example"] },
        Agents = ["inbox"],
        Folders = ["INBOX", "Reading", "Archive"],
        Today = new DateOnly(2026, 11, 23),
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("mcg-engine-").FullName;
    private Database _database = null!; // Set by OpenAsync.

    public PostOffice Office { get; } = new();

    /// <summary>The agent as its file says now.</summary>
    public AgentDefinition Agent { get; set; } = Definition("", Autonomy.Propose);

    /// <summary>What the reflex proposes after it has read, and why.</summary>
    public List<(ToolRequest Request, string Reason)> Proposals { get; } = [];

    /// <summary>Done while the reflex reads.</summary>
    public Action WhileReading { get; set; } = () => { };

    /// <summary>How long what is sent waits; most tests look at something else.</summary>
    public TimeSpan UndoWindow { get; set; }

    /// <summary>The model of all agents; null where none is connected.</summary>
    public ScriptedModel? Model { get; set; }

    /// <summary>Tokens of a prompt above which a conversation is compacted.</summary>
    public int Window { get; init; } = 24_000;

    /// <summary>The skills that the agent may name; set before the engine is asked.</summary>
    public SkillCatalog Skills { get; init; } = SkillCatalog.None;

    /// <summary>What was said.</summary>
    public SqliteConversationStore Conversations { get; private set; } = null!; // Set by OpenAsync.

    public SqliteOrderStore Orders { get; private set; } = null!; // Set by OpenAsync.

    /// <summary>The clock of all of it.</summary>
    public FakeTimeProvider? Time { get; init; }

    public StopService Stop { get; private set; } = null!; // Set by OpenAsync.

    public RunEngine Engine { get; private set; } = null!; // Set by OpenAsync.

    public SqliteJournal Journal { get; private set; } = null!; // Set by OpenAsync.

    public SqliteApprovalStore Approvals { get; private set; } = null!; // Set by OpenAsync.

    public SqliteRunStore Runs { get; private set; } = null!; // Set by OpenAsync.

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static AgentDefinition Definition(string instructions, Autonomy autonomy, params string[] tools) =>
        new()
        {
            Name = s_inbox,
            Description = "Sorts.",
            Version = "",
            Instructions = instructions,
            Grant = new AgentGrant
            {
                Agent = s_inbox,
                Tools = tools is [] ? ["mail.*"] : [.. tools],
                Connections = [PostOffice.Name],
                Autonomy = autonomy,
            },
        };

    public static async Task<EngineRound> OpenAsync(
        FakeTimeProvider? time = null,
        int window = 24_000,
        SkillCatalog? skills = null
    )
    {
        var round = new EngineRound
        {
            Time = time,
            Window = window,
            Skills = skills ?? SkillCatalog.None,
        };
        await round.StartAsync();
        return round;
    }

    /// <summary>Another process on the same home: nothing of the old one's memory is left.</summary>
    public async Task RestartAsync()
    {
        await _database.DisposeAsync();
        await StartAsync();
    }

    /// <summary>Runs the agent until it waits or has ended.</summary>
    public async Task<RunRecord> RunAsync()
    {
        var run = await Engine.StartAsync(s_inbox, "asked", Token);
        return await Engine.WaitAsync(run, Token);
    }

    /// <summary>Says something to the agent, and waits until the turn is over or waits.</summary>
    public async Task<(RunRecord Run, ConversationId Conversation)> AskAsync(
        string text,
        ConversationId? conversation = null
    )
    {
        var request = new TurnRequest(s_inbox, text, conversation, "asked");
        var (run, said) = await Engine.AskAsync(request, Token);
        return (await Engine.WaitAsync(run.Id, Token), said);
    }

    /// <summary>The owner's yes to all that a run asks, without the run being continued yet.</summary>
    public async Task ApproveAsync(RunRecord run)
    {
        foreach (var approval in await Approvals.ListAsync(ApprovalState.Waiting, 10, Token))
        {
            Assert.Equal(run.Id, approval.Run);
            var answer = new ApprovalAnswer(approval.Id, approval.Hash, null, "test");
            Assert.Equal(ApprovalOutcome.Taken, await Approvals.AnswerAsync(answer, Token));
        }
    }

    /// <summary>Goes on with a run until it waits or has ended.</summary>
    public async Task<RunRecord> ContinueAsync(RunRecord run)
    {
        await Engine.ContinueAsync(run.Id, Token);
        return await Engine.WaitAsync(run.Id, Token);
    }

    public Task<IReadOnlyList<JournalEntry>> ActionsAsync(RunRecord run) =>
        Journal.ListAsync(new JournalQuery { Run = run.Id, NewestFirst = false }, Token);

    public async Task<CallLabels> LabelsAsync(RunRecord run) =>
        CallLabels.Read(Assert.Single(await ActionsAsync(run)).Labels);

    /// <summary>An order that forbids something for all mail.</summary>
    public Task ForbidAsync(Verbs verbs) =>
        new SqliteOrderStore(_database).AddAsync(
            "never",
            new OrderRule { Verdict = OrderVerdict.Deny, Verbs = verbs },
            Token
        );

    /// <summary>Changes the file behind the program's back.</summary>
    public void Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Join(_folder, "meshclaw.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    public IReadOnlyList<AgentListing> List() => [new(s_inbox, Agent, [])];

    public AgentDefinition? Find(AgentName agent) => agent == s_inbox ? Agent : null;

    public async Task<ReflexResult> RunAsync(ReflexContext context, CancellationToken cancellationToken)
    {
        await context.Read(PostOffice.Request("mail.list", new { }), cancellationToken);
        WhileReading();
        return new ReflexResult(
            [.. Proposals.Select(p => new Proposal(p.Request, p.Reason, 1, ""))],
            new RunReport { Headline = "Read", Items = Office.Letters.Count }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync()
    {
        var time = Time ?? TimeProvider.System;
        _database = Database.Open(new DatabaseOptions { Home = _folder }, time);
        Journal = await SqliteJournal.CreateAsync(_database, a => Engine.PolicyVersion(a), Token);
        Approvals = new SqliteApprovalStore(_database);
        Runs = new SqliteRunStore(_database);
        Conversations = new SqliteConversationStore(_database);
        Orders = new SqliteOrderStore(_database);
        var stopSwitch = new SqliteStopSwitch(_database);
        var stores = new RunStores(Runs, Journal, Approvals, stopSwitch);
        var owner = new Owner("Robin Vega", ["robin@vega.example"]);
        var settings = new RunSettings(owner, TimeZoneInfo.Utc, Ceiling.None, TimeSpan.FromHours(12));
        Engine = new RunEngine(
            stores,
            this,
            Office,
            this,
            () => settings with { UndoWindow = UndoWindow },
            new RunFeed(),
            time,
            NullLogger<RunEngine>.Instance,
            new TurnParts
            {
                Conversations = Conversations,
                Orders = Orders,
                HasModel = () => Model is not null,
                Models = () => new ScriptedSource(() => Model),
                ReadOrder = (text, _) => Task.FromResult(OrderParser.Parse(text, s_vocabulary)),
                Window = Window,
                Skills = Skills,
            }
        );
        Stop = new StopService(Engine, stopSwitch, Journal, time, NullLogger<StopService>.Instance);
    }
}
