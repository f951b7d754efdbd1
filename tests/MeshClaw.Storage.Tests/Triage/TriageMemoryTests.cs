using MeshClaw.Core.Journal;
using MeshClaw.Core.Models;
using MeshClaw.Policy;
using MeshClaw.Policy.Guarding;
using MeshClaw.Storage.Triage;

namespace MeshClaw.Storage.Tests.Triage;

public sealed class TriageMemoryTests : IDisposable
{
    private static readonly ConnectionName s_work = new("mail/work");
    private readonly string _home = Directory.CreateTempSubdirectory("meshclaw-triage-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task A_model_is_what_was_saved_last_for_its_connection()
    {
        var memory = new TriageMemory(_home, new ListedJournal());
        Assert.Null(await memory.LoadAsync(s_work, TestContext.Current.CancellationToken));

        await memory.SaveAsync(s_work, new byte[] { 1 }, TestContext.Current.CancellationToken);
        await memory.SaveAsync(s_work, new byte[] { 2, 3 }, TestContext.Current.CancellationToken);
        await memory.SaveAsync(
            new ConnectionName("mail/../x"),
            new byte[] { 9 },
            TestContext.Current.CancellationToken
        );

        Assert.Equal([2, 3], await memory.LoadAsync(s_work, TestContext.Current.CancellationToken));
        Assert.Equal(
            ["mail----x.model", "mail-work.model"],
            Directory.GetFiles(Path.Combine(_home, "triage")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Only_the_owner_can_read_it()
    {
        var memory = new TriageMemory(_home, new ListedJournal());
        await memory.SaveAsync(s_work, new byte[] { 1 }, TestContext.Current.CancellationToken);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(_home, "triage", "mail-work.model"))
            );
        }
    }

    [Fact]
    public async Task A_broken_model_is_kept_beside_and_no_longer_loaded()
    {
        var memory = new TriageMemory(_home, new ListedJournal());
        await memory.SaveAsync(s_work, new byte[] { 1 }, TestContext.Current.CancellationToken);
        await memory.SetAsideAsync(s_work, "it is damaged", TestContext.Current.CancellationToken);

        Assert.Null(await memory.LoadAsync(s_work, TestContext.Current.CancellationToken));
        Assert.True(File.Exists(Path.Combine(_home, "triage", "mail-work.model.broken")));
    }

    [Fact]
    public async Task Filings_are_the_moves_of_agents_with_what_the_owner_took_back()
    {
        var journal = new ListedJournal(
            Entry(9, "owner", "mail.move", ActionState.Done, "{\"folder\":\"INBOX\"}", undoes: 2),
            Entry(8, "owner", "mail.move", ActionState.Done, "{\"folder\":\"INBOX\"}", undoes: 1),
            Entry(5, "inbox", "mail.flag", ActionState.Done, "{}"),
            Entry(4, "inbox", "mail.move", ActionState.Done, "{\"folder\":\"Builds\"}", connection: "mail/home"),
            Entry(3, "inbox", "mail.move", ActionState.Done, "{\"folder\":\"Builds\"}"),
            Entry(2, "inbox", "mail.archive", ActionState.Undone, "{\"folder\":\"Archive\"}"),
            Entry(1, "inbox", "mail.move", ActionState.Undone, "not json")
        );

        var filings = await new TriageMemory(_home, journal).FilingsAsync(
            s_work,
            TestContext.Current.CancellationToken
        );

        var received = new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            [
                new AgentFiling("ana@x.example", "Nr 3", received, "INBOX", "Builds", false, 0),
                new AgentFiling("ana@x.example", "Nr 2", received, "INBOX", "Archive", true, 2),
            ],
            filings
        );
    }

    private static JournalEntry Entry(
        long id,
        string agent,
        string tool,
        ActionState state,
        string result,
        string connection = "mail/work",
        long? undoes = null
    ) =>
        new()
        {
            Id = new ActionId(id),
            Run = new RunId(undoes is null ? 1 : 2),
            Agent = new AgentName(agent),
            Connection = new ConnectionName(connection),
            Tool = new ToolName(tool),
            Arguments = "{}",
            Hash = "",
            Targets =
                $$"""[{"connection":"{{connection}}","collection":"INBOX","id":"{{id}}","version":"1","from":["ana@x.example"],"subject":"Nr {{id}}","received":"2026-11-20T08:00:00.0000000Z"}]""",
            Title = "",
            State = state,
            Result = result,
            Undoes = undoes is { } undone ? new ActionId(undone) : null,
            Created = DateTimeOffset.UnixEpoch,
            Updated = DateTimeOffset.UnixEpoch,
        };

    private sealed class ListedJournal(params JournalEntry[] entries) : IJournal
    {
        public Task<IReadOnlyList<JournalEntry>> ListAsync(JournalQuery query, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<JournalEntry>>([.. entries.Where(e => query.States!.Contains(e.State))]);

        public Task<(IReadOnlyList<JournalEntry> Entries, ApprovalId? Approval)> ProposeAsync(
            RunId run,
            AgentName agent,
            IReadOnlyList<JournalProposal> proposals,
            DateTimeOffset approvalExpires,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public Task<int> RecordAsync(IReadOnlyList<ActionChange> changes, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<DueActions> ReleaseDueAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<JournalEntry?> FindAsync(ActionId action, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyDictionary<ActionState, int>> CountAsync(RunId run, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<GuardState> ReadGuardStateAsync(
            RunId run,
            DateTimeOffset now,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public Task<IReadOnlyList<IntentOutcome>> CommitAsync(
            IReadOnlyList<Intent> intents,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public string IdempotencyKey(ActionId action) => throw new NotSupportedException();
    }
}
