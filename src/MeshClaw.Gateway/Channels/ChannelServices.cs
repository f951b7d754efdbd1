using MeshClaw.Channels.WebChat;
using MeshClaw.Core.Channels;
using MeshClaw.Gateway.Agents;
using MeshClaw.Gateway.Features.WebChat;
using MeshClaw.Gateway.Hooks;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy;
using MeshClaw.Storage;
using MeshClaw.Storage.Channels;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Channels;

/// <summary>Everything that talks with people through platforms, and how it hangs together.</summary>
internal sealed class ChannelServices : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly GatewayServices _services;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _logs;
    private readonly ChannelRouter _router;
    private readonly ChannelSender _sender;

    public ChannelServices(GatewayServices services, GatewayOptions options, Database database, ILoggerFactory logs)
    {
        (_services, _time, _logs) = (services, options.Time, logs);
        var config = services.Files.Config;
        var deliveries = new SqliteDeliveries(database);
        var runs = new SqliteChannelRuns(database);
        var places = new SqlitePlaces(database);
        var cards = new SqliteCards(database);
        Outbox = new SqliteOutbox(database);
        WebRoom = new WebChatRoom(options.Time);
        WebSessions = new WebChatSessions(options.Time);
        PeopleStore = new SqlitePeople(database);
        People = new People(PeopleStore);
        Lock = new SqliteLock(database);
        Panic = new PanicCode(services.Secrets, Lock);
        Second = new SecondFactor(services.Secrets, Lock, options.Time);
        Inbox = new ChannelInbox(
            deliveries,
            Outbox,
            People,
            services.Stop,
            Panic,
            () => NamesOf(services.Agents),
            logs.CreateLogger<ChannelInbox>()
        );
        _sender = new ChannelSender(Outbox, options.Time, logs.CreateLogger<ChannelSender>());
        Hub = new ChannelHub(
            () => config.Current.Channels,
            options.ChannelKinds,
            [WebChatChannel.KindOf(WebRoom)],
            services.Secrets,
            Inbox,
            _sender,
            options.Time,
            logs
        );
        Test = new ChannelTest(Outbox, People, _sender, options.Time);
        Cards = new ApprovalCards(
            services.Approvals,
            services.ApprovalReader,
            cards,
            Outbox,
            runs,
            People,
            Hub,
            _sender,
            () => config.Current.Notify,
            () => config.Current.Zone,
            logs.CreateLogger<ApprovalCards>()
        );
        var turns = new ChannelTurns(
            services.Engine,
            services.Runs,
            services.Conversations,
            services.Agents,
            services.TurnReader,
            services.TurnFeed,
            runs,
            places,
            Hub,
            _sender,
            new ReceivedFiles(options.Home)
        )
        {
            Offers = OfferAsync,
        };
        var approvals = new ChannelApprovals(
            services.Approvals,
            services.ApprovalReader,
            services.ApprovalDesk,
            cards,
            places,
            Cards,
            People,
            Second,
            new StandingPermits(services.Files, services.Approvals),
            services.StopSwitch,
            Lock,
            options.Time,
            () => config.Current.Zone
        );
        var commands = new ChannelCommands(
            services.Engine,
            services.Agents,
            services.Approvals,
            services.StopSwitch,
            services.Stop,
            Lock,
            places,
            approvals,
            DescribeAsync
        );
        _router = new ChannelRouter(
            Hub,
            People,
            deliveries,
            runs,
            places,
            Inbox,
            _sender,
            turns,
            commands,
            approvals,
            services.Stop,
            logs.CreateLogger<ChannelRouter>()
        );
        Inbox.Stored = (stored, stopping) => _router.Take(stored, stopping);
        Inbox.Paired = _router.GreetAsync;
        Hub.Started = _router.OnStarted;
        services.ChannelSetup.TroubleOf = Inbox.TroubleOf;
        services.ChannelSetup.Changed += name => Hub.Refresh(name);
    }

    public SqlitePeople PeopleStore { get; }

    public People People { get; }

    public SqliteOutbox Outbox { get; }

    public SqliteLock Lock { get; }

    public PanicCode Panic { get; }

    public SecondFactor Second { get; }

    public ChannelInbox Inbox { get; }

    public ChannelHub Hub { get; }

    public ApprovalCards Cards { get; }

    public ChannelTest Test { get; }

    /// <summary>Where people begin to talk with us in a channel; null where it has no such place, or cannot tell within some seconds.</summary>
    public async Task<Uri?> LinkAsync(ChannelName name, CancellationToken cancellationToken)
    {
        if (_services.ChannelSetup.AccountOf(name) is { } known)
        {
            return known.Link;
        }

        using var patience = new CancellationTokenSource(s_patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            if (Hub.Find(name) is not { } channel)
            {
                return null;
            }

            var account = await channel.CheckAsync(both.Token).ConfigureAwait(false);
            _services.ChannelSetup.Saw(name, account);
            return account.Link;
        }
        catch (ChannelException)
        {
            return null; // Pairing works without: the list of channels says what is wrong.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Where the web chat goes on. A new one with each gateway.</summary>
    public WebChatRoom WebRoom { get; }

    /// <summary>The browsers that the owner let in.</summary>
    public WebChatSessions WebSessions { get; }

    /// <summary>Queues a message to people.</summary>
    public Task SendAsync(ChannelName channel, QueuedMessage message, CancellationToken cancellationToken) =>
        _sender.PutAsync(channel, message, cancellationToken);

    /// <summary>Runs the channels until cancelled; after what runs an earlier process left were settled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _router.Begin(cancellationToken);
        await Outbox.ForgetSentAsync(WebChatRoom.Name, cancellationToken).ConfigureAwait(false);
        await using var hooks = await ListenAsync(cancellationToken).ConfigureAwait(false);
        _services.Feed.Ended += _router.OnRunEnded;
        try
        {
            await Task.WhenAll(
                    Hub.RunAsync(cancellationToken),
                    Cards.RunAsync(_services.Feed, _services.ApprovalDesk, _time, cancellationToken)
                )
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
        finally
        {
            _services.Feed.Ended -= _router.OnRunEnded;
        }
    }

    // Where it cannot listen the channels that are called say so; the others go on.
    private async Task<HookHost?> ListenAsync(CancellationToken cancellationToken)
    {
        if (_services.Files.Config.Current.Hooks is not { } address)
        {
            return null;
        }

        try
        {
            var options = new HookHostOptions { Address = address.ToString() };
            return await HookHost
                .StartAsync(options, Hub.FindHook, Inbox, _time, _logs, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (GatewayStartException failure)
        {
            Log.ChannelFailed(_logs.CreateLogger<HookHost>(), "hooks", failure);
            return null;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync().ConfigureAwait(false);
        WebSessions.Dispose();
        _sender.Dispose();
    }

    // Looked up when it is gone through, which is seldom.
    private static IEnumerable<string> NamesOf(AgentCatalog agents)
    {
        foreach (var agent in agents.List())
        {
            yield return agent.Name.Value;
        }
    }

    private async Task OfferAsync(ChannelRun run, IReadOnlyList<string> approvals, CancellationToken cancellationToken)
    {
        var person = await People.FindAsync(run.Person, cancellationToken).ConfigureAwait(false);
        foreach (var name in approvals)
        {
            if (!ApprovalId.TryParse(name, out var approval))
            {
                continue;
            }

            if (person?.May(ChannelRights.Approve) == true)
            {
                await Cards.OfferAsync(approval, person, run.Place, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await Cards.OfferAllAsync(approval, null, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<string> DescribeAsync(RunId run, CancellationToken cancellationToken)
    {
        var found = await _services.RunReader.FindAsync(run, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            return $"{run}: gone.";
        }

        var counts = string.Join(", ", found.Actions.Select(a => $"{a.Value} {a.Key}"));
        var lines = new List<string> { $"{run}: {found.State}{(counts.Length > 0 ? $" – {counts}" : "")}." };
        lines.AddRange(found.Report is { } report ? [report.Headline] : []);
        lines.AddRange(found.Error is { } error ? [error] : []);
        return string.Join('\n', lines);
    }
}
