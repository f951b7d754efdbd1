using System.Security.Cryptography;
using System.Text;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Gateway.Scheduling;
using MeshClaw.Policy;
using MeshClaw.Policy.Guarding;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Gateway.Tests.Scheduling;

public sealed class SpentFilesTests : IDisposable
{
    private static readonly ConnectionName s_work = new("mail/work");
    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 6, 30, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("outgoing-").FullName;
    private readonly ListedJournal _journal = new();
    private readonly ListedDrafts _drafts = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task File_of_a_message_that_is_long_settled_is_removed_and_what_nobody_sent_stays()
    {
        Put("report.pdf");
        Put("notes.txt");
        Sent("report.pdf", ActionState.Done, days: 61);

        Assert.Equal(1, await RemoveAsync());
        Assert.Equal(["notes.txt"], Left);
    }

    [Theory]
    [InlineData(ActionState.Denied, true)]
    [InlineData(ActionState.Expired, true)]
    [InlineData(ActionState.Failed, true)]
    [InlineData(ActionState.Cancelled, true)]
    [InlineData(ActionState.Delayed, false)]
    [InlineData(ActionState.Unknown, false)]
    [InlineData(ActionState.Waiting, false)]
    [InlineData(ActionState.Intended, false)]
    [InlineData(ActionState.Executing, false)]
    public async Task What_is_not_settled_keeps_its_file_however_long(ActionState state, bool goes)
    {
        Put("report.pdf");
        Sent("report.pdf", ActionState.Done, days: 300);
        Sent("report.pdf", state, days: 200);

        Assert.Equal(goes ? 1 : 0, await RemoveAsync());
    }

    [Fact]
    public async Task What_was_settled_lately_keeps_its_file()
    {
        Put("report.pdf");
        Sent("report.pdf", ActionState.Done, days: 61);
        Sent("report.pdf", ActionState.Done, days: 59);

        Assert.Equal(0, await RemoveAsync());
    }

    [Theory]
    [InlineData("mail/work")]
    [InlineData("mail/gone")] // Connected no longer, but its draft is open.
    public async Task Open_draft_keeps_its_file_until_it_is_thrown_away(string connection)
    {
        var account = new ConnectionName(connection);
        Put("report.pdf");
        Sent("report.pdf", ActionState.Done, days: 61);
        _journal.Entries.Add(Entry(MailTools.Draft, account, Arguments("report.pdf"), ActionState.Done, 300));
        _drafts.Open.Add(new Draft(new DraftId(1), account, 1, Arguments("report.pdf"), s_now.AddDays(-300)));

        Assert.Equal(0, await RemoveAsync());
        _drafts.Open.Clear();
        Assert.Equal(1, await RemoveAsync());
    }

    [Fact]
    public async Task Another_file_of_that_name_stays()
    {
        Sent("report.pdf", ActionState.Done, days: 61);
        Put("report.pdf", "Another one");

        Assert.Equal(0, await RemoveAsync());
    }

    [Fact]
    public async Task More_messages_than_are_read_at_once_are_all_read()
    {
        Put("report.pdf");
        for (var i = 0; i < 1200; i++)
        {
            Sent("report.pdf", i == 1100 ? ActionState.Unknown : ActionState.Done, days: 61);
        }

        Assert.Equal(0, await RemoveAsync());
    }

    [Fact]
    public async Task Housekeeping_removes_them_once_a_day_and_not_right_after_the_start()
    {
        await using var work = await Clockwork.StartAsync("when: []", s_now);
        var keeping = new Housekeeping(
            work.Home.Options with
            {
                Time = work.Time,
            },
            work.Services.Files.Config,
            work.Services.Approvals,
            work.Services.Engine,
            new SpentFiles(_folder, _journal, _drafts, work.Time),
            NullLogger<Housekeeping>.Instance
        );
        Sent("report.pdf", ActionState.Done, days: 61);
        Put("report.pdf");

        await keeping.CleanAsync(Token);
        Assert.Single(Left);
        work.Time.Advance(TimeSpan.FromMinutes(5));
        await keeping.CleanAsync(Token);
        Assert.Empty(Left);
        Put("report.pdf");
        work.Time.Advance(TimeSpan.FromHours(23));
        await keeping.CleanAsync(Token);
        Assert.Single(Left);
        work.Time.Advance(TimeSpan.FromHours(1));
        await keeping.CleanAsync(Token);
        Assert.Empty(Left);
    }

    private IEnumerable<string> Left => Directory.GetFiles(_folder).Select(f => Path.GetFileName(f));

    private Task<int> RemoveAsync() =>
        new SpentFiles(_folder, _journal, _drafts, new FakeTimeProvider(s_now)).RemoveAsync([s_work], Token);

    private void Put(string name, string text = "Words") => File.WriteAllText(Path.Join(_folder, name), text);

    private void Sent(string file, ActionState state, int days) =>
        _journal.Entries.Add(Entry(MailTools.Send, s_work, Arguments(file), state, days));

    private JournalEntry Entry(ToolName tool, ConnectionName account, string arguments, ActionState state, int days) =>
        new()
        {
            Id = new ActionId(_journal.Entries.Count + 1),
            Run = new RunId(1),
            Agent = new AgentName("inbox"),
            Connection = account,
            Tool = tool,
            Arguments = arguments,
            Hash = "",
            Targets = "[]",
            Title = "",
            State = state,
            Created = s_now.AddDays(-days),
            Updated = s_now.AddDays(-days),
        };

    private static string Arguments(string file)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("Words")));
        return $$"""{"mode":"new","to":["ana@corp.example"],"attachments":[{"path":"{{file}}","sha256":"{{hash}}"}]}""";
    }

    /// <summary>Lists what it was given, and does nothing else.</summary>
    private sealed class ListedJournal : IJournal
    {
        public List<JournalEntry> Entries { get; } = [];

        public Task<IReadOnlyList<JournalEntry>> ListAsync(JournalQuery query, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<JournalEntry>>([
                .. Entries
                    .Where(e => e.Tool == query.Tool && e.Id.Value > (query.After?.Value ?? 0))
                    .OrderBy(e => e.Id.Value)
                    .Take(query.Limit),
            ]);

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

    /// <summary>Lists what it was given, and does nothing else.</summary>
    private sealed class ListedDrafts : IDraftStore
    {
        public List<Draft> Open { get; } = [];

        public Task<IReadOnlyList<Draft>> ListAsync(
            ConnectionName connection,
            int limit,
            CancellationToken cancellationToken
        ) => Task.FromResult<IReadOnlyList<Draft>>([.. Open.Where(d => d.Connection == connection).Take(limit)]);

        public Task<Draft?> WriteAsync(
            DraftId? draft,
            ConnectionName connection,
            string content,
            string key,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public Task<Draft?> FindByKeyAsync(string key, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Draft?> FindAsync(DraftId draft, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<bool> DiscardAsync(DraftId draft, bool discarded, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
