using System.Collections.Immutable;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Storage;
using MeshClaw.Storage.Journal;
using MeshClaw.Storage.Runs;

namespace MeshClaw.Benchmarks;

/// <summary>One action through the journal on disk: proposed, intent committed, outcome recorded; three durable transactions with their audit.</summary>
public class JournalBenchmarks
{
    private static readonly ConnectionName s_work = new("mail/work");
    private static readonly AgentName s_inbox = new("inbox");

    private string _home = "";
    private Database _database = null!;
    private SqliteJournal _journal = null!;
    private RunId _run;
    private int _count;

    /// <summary>A new home on the disk of the temporary folder.</summary>
    [GlobalSetup]
    public async Task SetupAsync()
    {
        _home = Directory.CreateTempSubdirectory("meshclaw-bench-").FullName;
        _database = Database.Open(new DatabaseOptions { Home = _home }, TimeProvider.System);
        _journal = await SqliteJournal.CreateAsync(_database, _ => "p", default);
        _run = (await new SqliteRunStore(_database).BeginAsync(s_inbox, "bench", default)).Id;
    }

    /// <summary>Removes it.</summary>
    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    /// <summary>Proposes, commits and records one move.</summary>
    [Benchmark]
    public async Task AppendAsync()
    {
        var id = (++_count).ToString(CultureInfo.InvariantCulture);
        var call = new ProposedCall(
            s_work,
            new ToolName("mail.move"),
            new Effect(EffectClass.Reversible),
            Verbs.Move,
            $$"""{"folder":"INBOX","id":"{{id}}","to":"Reading","version":"1"}""",
            [new Target(s_work, "INBOX", id, "1", new TargetFacts { From = ["news@list.example"], Title = "Issue" })]
        );
        var decision = Guard.Decide(call, Snapshot());
        var (entries, _) = await _journal.ProposeAsync(
            _run,
            s_inbox,
            [new JournalProposal(decision, "p", 0, "Issue", "a newsletter", CallLabels.Of(call, []))],
            DateTimeOffset.MaxValue,
            default
        );
        var intent = new Intent(entries[0].Id, decision.Permit!, "{}");
        await Guard.AuthorizeAsync([intent], _journal, default);
        await _journal.RecordAsync(
            [new ActionChange(entries[0].Id, ActionState.Executing, ActionState.Done, null, "{}", "{}")],
            default
        );
    }

    private GuardSnapshot Snapshot() =>
        new()
        {
            Run = _run,
            Proposer = Proposer.Agent,
            Grant = new AgentGrant
            {
                Agent = s_inbox,
                Tools = ["mail.*"],
                Connections = [s_work],
                Autonomy = Autonomy.ActReversibly,
                Limits = new Limits { ActionsPerRun = int.MaxValue, Bulk = int.MaxValue },
            },
            Ceiling = Ceiling.None,
            Orders = new(0, []),
            Stopped = false,
            StopEpoch = 0,
            PolicyVersion = "p",
            Now = TimeProvider.System.GetUtcNow(),
            Used = ImmutableDictionary<string, long>.Empty,
        };
}
