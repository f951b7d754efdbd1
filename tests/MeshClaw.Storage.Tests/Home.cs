using System.Collections.Immutable;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Storage.Approvals;
using MeshClaw.Storage.Audit;
using MeshClaw.Storage.Events;
using MeshClaw.Storage.Journal;
using MeshClaw.Storage.Orders;
using MeshClaw.Storage.Runs;
using MeshClaw.Storage.Stopping;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Storage.Tests;

/// <summary>A folder of its own with every store on a real file.</summary>
internal sealed class Home : IAsyncDisposable
{
    public static readonly AgentName Inbox = new("inbox");
    public static readonly ConnectionName Mail = new("mail/work");
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 6, 30, 0, TimeSpan.Zero);
    public static CancellationToken None => TestContext.Current.CancellationToken;

    private Home(string folder, FakeTimeProvider time)
    {
        Folder = folder;
        Time = time;
    }

    public string Folder { get; }
    public FakeTimeProvider Time { get; }
    public string Policy { get; set; } = "p1";
    public Database Database { get; private set; } = null!; // Set by OpenAsync.
    public SqliteJournal Journal { get; private set; } = null!; // Set by OpenAsync.
    public SqliteRunStore Runs { get; private set; } = null!; // Set by OpenAsync.
    public SqliteApprovalStore Approvals { get; private set; } = null!; // Set by OpenAsync.
    public SqliteOrderStore Orders { get; private set; } = null!; // Set by OpenAsync.
    public SqliteStopSwitch Stop { get; private set; } = null!; // Set by OpenAsync.
    public SqliteAuditLog Audit { get; private set; } = null!; // Set by OpenAsync.
    public SqliteEventStore Events { get; private set; } = null!; // Set by OpenAsync.

    public static string NewFolder() => Directory.CreateTempSubdirectory("meshclaw-storage-").FullName;

    public static async Task<Home> CreateAsync(string? folder = null, DatabaseOptions? options = null)
    {
        var home = new Home(folder ?? options?.Home ?? NewFolder(), new FakeTimeProvider(Start));
        await home.OpenAsync(options);
        return home;
    }

    public async Task OpenAsync(DatabaseOptions? options = null)
    {
        Database = Database.Open(options ?? Options(Folder), Time);
        Journal = await SqliteJournal.CreateAsync(Database, _ => Policy, None);
        Runs = new SqliteRunStore(Database);
        Approvals = new SqliteApprovalStore(Database);
        Orders = new SqliteOrderStore(Database);
        Stop = new SqliteStopSwitch(Database);
        Audit = new SqliteAuditLog(Database);
        Events = new SqliteEventStore(Database);
    }

    public static DatabaseOptions Options(string folder) =>
        new() { Home = folder, BusyTimeout = TimeSpan.FromSeconds(1) };

    public async Task ReopenAsync()
    {
        await Database.DisposeAsync();
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    public void Sql(string sql) => Sql(Folder, sql);

    public static object? Sql(string folder, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={HomeFiles.Database(folder)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public static ProposedCall Move(int message, Verbs verbs = Verbs.Move) =>
        new(
            Mail,
            new ToolName("mail.move"),
            new Effect(EffectClass.Reversible),
            verbs,
            $$"""{"id":"{{message}}","to":"Reading"}""",
            [
                new Target(
                    Mail,
                    "INBOX",
                    $"{message}",
                    "7",
                    new TargetFacts
                    {
                        From = ["ana@corp.example"],
                        Folder = "INBOX",
                        Subject = "Secret subject",
                    }
                ),
            ]
        );

    public static AgentGrant Grant(Autonomy autonomy, Limits? limits = null) =>
        new()
        {
            Agent = Inbox,
            Tools = ["mail.*"],
            Connections = [Mail],
            Autonomy = autonomy,
            Limits =
                limits
                ?? new Limits
                {
                    Bulk = 100_000,
                    ActionsPerRun = 100_000,
                    DeletionsPerDay = 100_000,
                },
        };

    public async Task<GuardSnapshot> SnapshotAsync(
        RunId run,
        Autonomy autonomy = Autonomy.ActReversibly,
        Limits? limits = null,
        Proposer proposer = Proposer.Agent,
        ApprovalGrant? approval = null
    )
    {
        var state = await Journal.ReadGuardStateAsync(run, Time.GetUtcNow(), None);
        return new GuardSnapshot
        {
            Run = run,
            Proposer = proposer,
            Grant = Grant(autonomy, limits),
            Ceiling = Ceiling.None,
            Orders = state.Orders,
            Stopped = state.Stopped,
            StopEpoch = state.StopEpoch,
            PolicyVersion = Policy,
            Now = Time.GetUtcNow(),
            Used = state.Used,
            Approval = approval,
        };
    }

    public async Task<RunId> RunAsync() => (await Runs.BeginAsync(Inbox, "asked", None)).Id;

    /// <summary>Decides and writes down; the decisions come back with the entries.</summary>
    public async Task<Proposed> ProposeAsync(GuardSnapshot snapshot, params ProposedCall[] calls)
    {
        var decisions = Guard.Decide(calls, snapshot);
        var proposals = decisions
            .Select(d => new JournalProposal(
                d,
                snapshot.PolicyVersion,
                snapshot.Orders.Version,
                "A title",
                "A reason",
                CallLabels.Of(d.Call, [])
            ))
            .ToList();
        var expires = Time.GetUtcNow().AddHours(12);
        var (entries, approval) = await Journal.ProposeAsync(snapshot.Run, Inbox, proposals, expires, None);
        return new Proposed(decisions, entries, approval);
    }

    /// <summary>The permits that the owner's yes to an approval gives.</summary>
    public async Task<ImmutableArray<Intent>> ApprovedIntentsAsync(
        RunId run,
        ApprovalId approval,
        params ProposedCall[] calls
    )
    {
        var stored = await Approvals.FindAsync(approval, None);
        var entries = await Approvals.CallsAsync(approval, None);
        var grant = new ApprovalGrant(approval, [.. entries.Select(e => e.Hash)], stored!.Expires); // Just stored.
        var snapshot = await SnapshotAsync(run, Autonomy.Propose, approval: grant);
        var decisions = Guard.Decide(calls, snapshot);
        return [.. decisions.Select((d, i) => new Intent(entries[i].Id, d.Permit!, "{}"))]; // Approved.
    }
}

/// <summary>What a run proposed, and its place in the journal.</summary>
internal sealed record Proposed(
    ImmutableArray<Decision> Decisions,
    IReadOnlyList<JournalEntry> Entries,
    ApprovalId? Approval
)
{
    public ImmutableArray<Intent> Intents =>
        [.. Entries.Select((e, i) => new Intent(e.Id, Decisions[i].Permit!, """{"note":1}"""))]; // Of allowed calls only.
}
