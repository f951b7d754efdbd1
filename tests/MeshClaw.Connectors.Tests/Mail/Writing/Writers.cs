using System.Collections.Immutable;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Core.Models;
using MeshClaw.Core.Secrets;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Writing;

/// <summary>A connector that writes, with a home of its own.</summary>
internal sealed class Writer : IAsyncDisposable
{
    private readonly string _home = Path.Combine(Path.GetTempPath(), $"meshclaw-writer-{Guid.NewGuid():N}");

    public Writer(
        DovecotServer server,
        ImapMailbox mailbox,
        int smtpPort,
        TimeProvider? time = null,
        Func<MailWriting, MailWriting>? with = null,
        ImmutableArray<string> trusted = default
    )
    {
        Directory.CreateDirectory(Outgoing);
        Address = $"{mailbox.User}@mail.test";
        Account = MailStores.Account(server, mailbox.User) with
        {
            Smtp = new Uri($"smtp://127.0.0.1:{smtpPort}"),
            From = Address,
            FromName = "Robin Vega",
            TrustedAuthServers = trusted.IsDefault ? [] : trusted,
        };
        Writing = new MailWriting
        {
            OutgoingFolder = Outgoing,
            OutboxFolder = Path.Join(_home, "outbox"),
            Contacts = () => Contacts,
            Owner = () => new Owner("Robin Vega", [Address]),
            Zone = () => TimeZoneInfo.Utc,
            Drafts = Drafts,
            FollowUps = FollowUps,
            Time = time ?? TimeProvider.System,
        };
        Writing = with is null ? Writing : with(Writing);
        Open();
    }

    public string Address { get; }

    public string Outgoing => Path.Join(_home, "outgoing");

    public MailAccount Account { get; }

    public MailWriting Writing { get; }

    public MemoryDrafts Drafts { get; } = new();

    public MemoryFollowUps FollowUps { get; } = new();

    public ImmutableDictionary<string, ImmutableArray<string>> Contacts { get; set; } =
        ImmutableDictionary.Create<string, ImmutableArray<string>>(StringComparer.OrdinalIgnoreCase);

    public Driver Driver { get; private set; } = null!; // Set by Open.

    /// <summary>Another process with the same home.</summary>
    public void Open() =>
        Driver = new Driver(MailConnectorFactory.Create(Account, new Secret(DovecotServer.Password), Writing));

    public static ToolRequest Send(object arguments) => Driver.Request(MailTools.Send, arguments);

    public async ValueTask DisposeAsync()
    {
        await Driver.Connector.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }
}

/// <summary>Drafts in memory.</summary>
internal sealed class MemoryDrafts : IDraftStore
{
    private readonly List<(Draft Draft, string Key)> _all = [];

    public Task<Draft?> WriteAsync(
        DraftId? draft,
        ConnectionName connection,
        string content,
        string key,
        CancellationToken cancellationToken
    )
    {
        var revision = draft is null ? 1 : _all.Count(d => d.Draft.Id == draft) + 1;
        var id = draft ?? new DraftId(_all.Select(d => d.Draft.Id.Value).DefaultIfEmpty().Max() + 1);
        var written = new Draft(id, connection, revision, content, DateTimeOffset.UnixEpoch);
        _all.Add((written, key));
        return Task.FromResult<Draft?>(written);
    }

    public Task<Draft?> FindByKeyAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(_all.Where(d => d.Key == key).Select(d => d.Draft).FirstOrDefault());

    public Task<Draft?> FindAsync(DraftId draft, CancellationToken cancellationToken) =>
        Task.FromResult(_all.Where(d => d.Draft.Id == draft).Select(d => d.Draft).LastOrDefault());

    public Task<IReadOnlyList<Draft>> ListAsync(
        ConnectionName connection,
        int limit,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<Draft>>([.. _all.Select(d => d.Draft).GroupBy(d => d.Id).Select(g => g.Last())]);

    public Task<bool> DiscardAsync(DraftId draft, bool discarded, CancellationToken cancellationToken) =>
        Task.FromResult(_all.RemoveAll(d => d.Draft.Id == draft) > 0);
}

/// <summary>Follow-ups in memory.</summary>
internal sealed class MemoryFollowUps : IFollowUpStore
{
    private readonly List<(FollowUp FollowUp, string Key)> _all = [];

    public Task<FollowUp> AddAsync(NewFollowUp followUp, string key, CancellationToken cancellationToken)
    {
        var added = new FollowUp(_all.Count + 1, followUp, FollowUpState.Open, DateTimeOffset.UnixEpoch);
        _all.Add((added, key));
        return Task.FromResult(added);
    }

    public Task<FollowUp?> FindByKeyAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(_all.Where(f => f.Key == key).Select(f => f.FollowUp).FirstOrDefault());

    public Task<FollowUp?> FindAsync(long id, CancellationToken cancellationToken) =>
        Task.FromResult(_all.Where(f => f.FollowUp.Id == id).Select(f => f.FollowUp).FirstOrDefault());

    public Task<IReadOnlyList<FollowUp>> ListAsync(
        FollowUpState? state,
        int limit,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<FollowUp>>([.. _all.Select(f => f.FollowUp)]);

    public Task<bool> CloseAsync(long id, FollowUpState state, CancellationToken cancellationToken)
    {
        var at = _all.FindIndex(f => f.FollowUp.Id == id && f.FollowUp.State == FollowUpState.Open);
        if (at >= 0)
        {
            _all[at] = _all[at] with { FollowUp = _all[at].FollowUp with { State = state } };
        }

        return Task.FromResult(at >= 0);
    }
}
