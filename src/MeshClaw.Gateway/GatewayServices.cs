using MeshClaw.Connectors.Mail.Writing;
using MeshClaw.Core.Events;
using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Turns;
using MeshClaw.Core.Usage;
using MeshClaw.Gateway.Agents;
using MeshClaw.Gateway.Awareness;
using MeshClaw.Gateway.Channels;
using MeshClaw.Gateway.Chat;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Gateway.Connections;
using MeshClaw.Gateway.Features.Approvals;
using MeshClaw.Gateway.Features.Mcp.Serving;
using MeshClaw.Gateway.Features.Orders;
using MeshClaw.Gateway.Features.Runs;
using MeshClaw.Gateway.Features.Skills;
using MeshClaw.Gateway.Features.Turns;
using MeshClaw.Gateway.Features.Usage;
using MeshClaw.Gateway.Mail;
using MeshClaw.Gateway.Scheduling;
using MeshClaw.Models.Prices;
using MeshClaw.Models.Triage;
using MeshClaw.Policy.Grants;
using MeshClaw.Storage;
using MeshClaw.Storage.Approvals;
using MeshClaw.Storage.Audit;
using MeshClaw.Storage.Conversations;
using MeshClaw.Storage.Events;
using MeshClaw.Storage.Journal;
using MeshClaw.Storage.MailIndex;
using MeshClaw.Storage.Orders;
using MeshClaw.Storage.Runs;
using MeshClaw.Storage.Secrets;
using MeshClaw.Storage.Stopping;
using MeshClaw.Storage.Threads;
using MeshClaw.Storage.Triage;
using MeshClaw.Storage.Usage;
using MeshClaw.Storage.Writing;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway;

/// <summary>Every part of a gateway, and how they hang together: this file is the whole composition.</summary>
internal sealed class GatewayServices : IAsyncDisposable
{
    private readonly Database _database;

    private GatewayServices(
        GatewayOptions options,
        LiveFiles files,
        Database database,
        SqliteJournal journal,
        SqliteUsageLedger usage,
        EngineLink link,
        ILoggerFactory logs
    )
    {
        _database = database;
        Files = files;
        Started = options.Time.GetUtcNow();
        Secrets = new SecretFileStore(options.Home.Root);
        Journal = journal;
        Usage = usage;
        Runs = new SqliteRunStore(database);
        Approvals = new SqliteApprovalStore(database);
        Orders = new SqliteOrderStore(database);
        StopSwitch = new SqliteStopSwitch(database);
        Events = new SqliteEventStore(database, Bell);
        Audit = new SqliteAuditLog(database);

        var contexts = new AgentContexts(files.Config);
        Contexts = contexts;
        Agents = new AgentCatalog(options.Home, () => contexts.Current);
        Tokens = new MailTokens(options, Secrets);
        MailIndex = new SqliteMailIndex(options.Home.Root, options.Time, logs.CreateLogger<SqliteMailIndex>());
        MailSync = new MailSyncService(
            files.Config,
            Secrets,
            Tokens,
            MailIndex,
            options.Time,
            logs.CreateLogger<MailSyncService>()
        );
        Drafts = new SqliteDraftStore(database);
        FollowUps = new SqliteFollowUpStore(database);
        Mutes = new SqliteThreadMuteStore(database);
        OwnerMessages = new OwnerMessages(MailIndex, options.Time, () => files.Config.Current.Zone);
        var writing = new MailWriting
        {
            OutgoingFolder = options.Home.OutgoingFolder,
            OutboxFolder = options.Home.OutboxFolder,
            Contacts = () => files.Config.Current.Contacts,
            Owner = () => files.Config.Current.Owner,
            Zone = () => files.Config.Current.Zone,
            Drafts = Drafts,
            FollowUps = FollowUps,
            Mutes = Mutes,
            Index = MailIndex,
            Lists = MailIndex,
            Time = options.Time,
        };
        Skills = new SkillDesk(options, Audit);
        Local = new LocalConnectors(options.Home, Skills.Catalog, options.Time);
        McpServers = new McpServers(options, Secrets, () => Local.Sandbox, Audit, logs.CreateLogger<McpServers>());
        Connectors = new ConnectorSource(
            files.Config,
            Secrets,
            Tokens,
            writing,
            McpServers,
            Local,
            options.Time,
            logs.CreateLogger<ConnectorSource>()
        );
        Connectors.Forgotten += MailSync.Forget;
        Models = new GatewayModels(
            files,
            Secrets,
            Usage,
            new PriceBook(),
            LimitsOf,
            options.Version,
            options.Time,
            logs
        );
        ModelSetup = new ModelSetup(options, files, Secrets, Models, Audit);
        Feed = new RunFeed();
        Conversations = new SqliteConversationStore(database);
        Folders = new FolderNames(Connectors, Agents, files, options.Time);
        OrderReader = new OrderReader(files, Agents, Folders, options.Time);
        var memory = new TriageMemory(options.Home.Root, Journal);
        Engine = new RunEngine(
            new RunStores(Runs, Journal, Approvals, StopSwitch),
            Agents,
            Connectors,
            options.Reflex ?? new TriageReflex(memory),
            () => Settings(files),
            Feed,
            options.Time,
            logs.CreateLogger<RunEngine>(),
            new TurnParts
            {
                Conversations = Conversations,
                Orders = Orders,
                HasModel = () => options.Models is not null || files.Config.Current.ModelChain.Length > 0,
                Models = () => options.Models ?? Models.Source,
                ReadOrder = OrderReader.ReadAsync,
                Skills = Skills.Catalog,
                Feed = TurnFeed,
                Usage = options.Models is null ? Usage : null, // Others' models are not metered.
            },
            options.Reflex ?? new TriageReflex(new ReadOnlyTriageMemory(memory))
        );
        link.Engine = Engine;
        McpServing = new McpServing(options, () => Engine, logs);
        Stop = new StopService(Engine, StopSwitch, Journal, options.Time, logs.CreateLogger<StopService>());

        McpSetup = new McpSetup(files, Secrets, McpServers, Connectors, Agents, Audit);
        McpSignIns = new McpSignIns(options, McpSetup, logs.CreateLogger<McpSignIns>());
        ConnectionSetup = new ConnectionSetup(options, files, Secrets, Connectors, Tokens, Agents, Audit);
        WebSetup = new WebSetup(options, files, Secrets, Connectors, Agents, Audit);
        Chat = new ChatParts(this, options, logs);
        ChannelSetup = new ChannelSetup(options, files, Secrets, Agents, Audit, logs.CreateLogger<ChannelSetup>());
        SignIns = new SignInDesk(options, files, Secrets, Tokens, ConnectionSetup, logs.CreateLogger<SignInDesk>());
        var preview = new CallPreview(Connectors, options.Time);
        ApprovalReader = new ApprovalReader(Approvals, preview, options.Time);
        ApprovalDesk = new ApprovalDesk(Approvals, new RunContinuation(Engine, logs.CreateLogger<RunContinuation>()));
        RunReader = new RunReader(Runs, Journal, Approvals, Usage, Engine);
        TurnReader = new TurnReader(Conversations, Runs, Journal, Usage, RunReader);
        UsageReader = new UsageReader(Usage, Models.Prices, Agents, LimitsOf, files, options.Time);
        UndoWindows = new UndoWindows(Engine, Feed, options.Time, logs.CreateLogger<UndoWindows>());
        var clocks = new AgentClocks(Agents, files.Config, $"{Environment.MachineName} {options.Home.Root}");
        Plan = new SchedulePlan(Agents, clocks, Events, options.Time, logs.CreateLogger<SchedulePlan>());
        Channels = new ChannelServices(this, options, database, logs);
        Awareness = new AwarenessServices(this, options, database, logs);
        NextStarts = new NextStarts(Agents, clocks, Plan, Events);
        PastStarts = new PastStarts(clocks);
        MailEvents = new MailEvents(Events, options.Time);
        MailSync.Arrived = (mail, cancellationToken) =>
            MailEvents.RaiseAsync(
                mail.Connection,
                mail.Folder,
                [.. mail.Mails.Select(m => m.ToString())],
                cancellationToken
            );
        var starts = new AgentStarts(clocks, Engine, Runs, options.Time);
        IEventHandler[] handlers =
        [
            new ScheduleEvents(starts),
            new MailArrivals(
                Agents,
                Events,
                options.Time,
                new MutedMail(Mutes, MailIndex, Engine, Journal, Agents, () => files.Config.Current.Owner)
            ),
            new MailRuns(starts),
            new FollowUpsDue(FollowUps, Engine),
            new SnoozesDue(Journal, Engine, options.Time),
            .. ChatParts.HandlersOf(this, starts, options.Time),
            .. Awareness.Handlers(starts),
        ];
        Dispatcher = new EventDispatcher(Events, handlers, options.Time, logs.CreateLogger<EventDispatcher>());
        ClockSetBack = new ClockSetBack(Events, options.Time);
        Snoozes = new Snoozes(Journal, Events);
        Housekeeping = new Housekeeping(
            options,
            files.Config,
            Approvals,
            Engine,
            new SpentFiles(options.Home.OutgoingFolder, Journal, Drafts, options.Time),
            logs.CreateLogger<Housekeeping>()
        );
    }

    public LiveFiles Files { get; }
    public SecretFileStore Secrets { get; }
    public SqliteJournal Journal { get; }
    public SqliteRunStore Runs { get; }
    public SqliteUsageLedger Usage { get; }
    public UsageReader UsageReader { get; }
    public SqliteApprovalStore Approvals { get; }
    public SqliteOrderStore Orders { get; }
    public SqliteStopSwitch StopSwitch { get; }
    public SqliteEventStore Events { get; }

    /// <summary>Rung by <see cref="Events"/>, heard by the scheduler.</summary>
    public EventBell Bell { get; } = new();

    /// <summary>Where watchers of mailboxes say that mail came.</summary>
    public MailEvents MailEvents { get; }
    public SqliteAuditLog Audit { get; }
    public SqliteDraftStore Drafts { get; }
    public SqliteFollowUpStore FollowUps { get; }
    public SqliteThreadMuteStore Mutes { get; }
    public AgentContexts Contexts { get; }
    public AgentCatalog Agents { get; }
    public SkillDesk Skills { get; }

    /// <summary>What agents have of this machine, and the sandbox that their programs run in.</summary>
    public LocalConnectors Local { get; }
    public ConnectorSource Connectors { get; }

    /// <summary>What agents that think call. Loads no provider's library before the first call.</summary>
    public GatewayModels Models { get; }
    public ModelSetup ModelSetup { get; }
    public McpServers McpServers { get; }
    public McpSetup McpSetup { get; }
    public McpSignIns McpSignIns { get; }
    public McpServing McpServing { get; }
    public SqliteMailIndex MailIndex { get; }
    public OwnerMessages OwnerMessages { get; }
    public MailSyncService MailSync { get; }
    public RunFeed Feed { get; }
    public SqliteConversationStore Conversations { get; }
    public TurnFeed TurnFeed { get; } = new();
    public TurnReader TurnReader { get; }
    public OrderReader OrderReader { get; }
    public RunEngine Engine { get; }
    public StopService Stop { get; }
    public ConnectionSetup ConnectionSetup { get; }
    public WebSetup WebSetup { get; }
    public ChatParts Chat { get; }
    public ChannelSetup ChannelSetup { get; }

    /// <summary>What talks with people through platforms. Does nothing before it runs.</summary>
    public ChannelServices Channels { get; }

    /// <summary>Calendars, presence, deployments, rules and what reaches the owner.</summary>
    public AwarenessServices Awareness { get; }
    public MailTokens Tokens { get; }
    public SignInDesk SignIns { get; }
    public ApprovalReader ApprovalReader { get; }
    public ApprovalDesk ApprovalDesk { get; }

    /// <summary>When it was composed, UTC.</summary>
    public DateTimeOffset Started { get; }
    public RunReader RunReader { get; }
    public FolderNames Folders { get; }
    public SchedulePlan Plan { get; }
    public NextStarts NextStarts { get; }
    public PastStarts PastStarts { get; }
    public EventDispatcher Dispatcher { get; }
    public ClockSetBack ClockSetBack { get; }
    public Housekeeping Housekeeping { get; }
    public Snoozes Snoozes { get; }
    public UndoWindows UndoWindows { get; }

    /// <summary>Reads the files, opens the database, and puts all together. Opens no connection to the outside.</summary>
    /// <exception cref="GatewayStartException">A file has errors, or the database cannot be used.</exception>
    public static async Task<GatewayServices> ComposeAsync(
        GatewayOptions options,
        ILoggerFactory logs,
        CancellationToken cancellationToken
    )
    {
        var files = LiveFiles.Open(options, logs.CreateLogger<LiveFiles>());
        Database? database = null;
        try
        {
            var link = new EngineLink();
            database = Database.Open(
                new DatabaseOptions { Home = options.Home.Root },
                options.Time,
                logs.CreateLogger<Database>()
            );
            var journal = await SqliteJournal
                .CreateAsync(database, link.PolicyVersion, cancellationToken)
                .ConfigureAwait(false);
            var usage = await SqliteUsageLedger.CreateAsync(database, cancellationToken).ConfigureAwait(false);
            return new GatewayServices(options, files, database, journal, usage, link, logs);
        }
        catch (Exception failure)
        {
            if (database is not null)
            {
                await database.DisposeAsync().ConfigureAwait(false);
            }

            throw failure is StorageException
                ? new GatewayStartException("database", failure.Message, failure)
                : failure;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        UndoWindows.Dispose();
        await Awareness.DisposeAsync().ConfigureAwait(false);
        await SignIns.DisposeAsync().ConfigureAwait(false);
        await McpServing.DisposeAsync().ConfigureAwait(false);
        await McpSignIns.DisposeAsync().ConfigureAwait(false);
        McpSetup.Dispose();
        ConnectionSetup.Dispose();
        WebSetup.Dispose();
        Chat.Dispose();
        await Channels.DisposeAsync().ConfigureAwait(false);
        ChannelSetup.Dispose();
        Folders.Dispose();
        await MailSync.DisposeAsync().ConfigureAwait(false);
        await MailIndex.DisposeAsync().ConfigureAwait(false);
        await Connectors.DisposeAsync().ConfigureAwait(false);
        Tokens.Dispose();
        ModelSetup.Dispose();
        Models.Dispose();
        await _database.DisposeAsync().ConfigureAwait(false);
    }

    // An agent whose file is gone or wrong has those that hold unless said, never none.
    private AgentLimits LimitsOf(Policy.AgentName agent) =>
        new(Agents.Find(agent)?.Grant.Limits ?? Limits.Default, Files.Policy.Ceiling.Limits);

    private static RunSettings Settings(LiveFiles files)
    {
        var (config, policy) = (files.Config.Current, files.Policy);
        return new RunSettings(config.Owner, config.Zone, policy.Ceiling, config.ApprovalsExpire)
        {
            Statements = policy.Statements,
            UndoWindow = config.UndoWindow,
        };
    }
}
