using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Mcp;
using MeshClaw.Core.Models;
using MeshClaw.Core.Rules;
using MeshClaw.Core.Schedules;
using MeshClaw.Core.Usage;
using MeshClaw.Policy;

namespace MeshClaw.Core.Configuration;

/// <summary>What config.yaml says, validated in whole. Immutable: a changed file makes a new one.</summary>
public sealed record MeshClawConfig
{
    /// <summary>Whom the gateway works for.</summary>
    public Owner Owner { get; init; } = new("", []);

    /// <summary>The zone of the owner's days and schedules.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Whether the file names no zone, so that the system's holds, also when that changes.</summary>
    public bool FollowsSystemZone { get; init; }

    /// <summary>When nothing but the owner starts an agent that does not say otherwise; in <see cref="Zone"/>.</summary>
    public QuietHours Quiet { get; init; } = QuietHours.None;

    /// <summary>The address book: names, compared without case, to normalised addresses.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Contacts { get; init; } = NoContacts;

    /// <summary>The accounts that agents work on.</summary>
    public ImmutableDictionary<ConnectionName, ConnectionConfig> Connections { get; init; } =
        ImmutableDictionary<ConnectionName, ConnectionConfig>.Empty;

    /// <summary>The models, in the order of the file. They are no connections that agents have: nothing of them is a tool.</summary>
    public ImmutableArray<ModelConfig> Models { get; init; } = [];

    /// <summary>The models that are used, best first; empty for none. All of them where the file has no <c>models</c>.</summary>
    public ImmutableArray<ConnectionName> ModelChain { get; init; } = [];

    /// <summary>Whether the file says itself which models are used.</summary>
    public bool HasModelChain { get; init; }

    /// <summary>Where people talk with agents.</summary>
    public ImmutableDictionary<ChannelName, ChannelConfig> Channels { get; init; } =
        ImmutableDictionary<ChannelName, ChannelConfig>.Empty;

    /// <summary>Where what is no answer goes (approvals of scheduled runs, pages), one of <see cref="Channels"/>; null for nowhere.</summary>
    public ChannelName? Notify { get; init; }

    /// <summary>Where platforms' calls are listened to, on this device alone; null for nowhere.</summary>
    public IPEndPoint? Hooks { get; init; }

    /// <summary>What the owner wants to happen by itself, in the order of the file.</summary>
    public ImmutableArray<OwnerRule> Rules { get; init; } = [];

    /// <summary>Copies of the database.</summary>
    public BackupConfig Backup { get; init; } = new(Keep: 7, Daily: new TimeOnly(3, 30));

    /// <summary>What all agents together may use in a day.</summary>
    public BudgetConfig Budget { get; init; } = BudgetConfig.None;

    /// <summary>The collector that spans and metrics of model calls are sent to (OTLP over HTTP); null for nowhere.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>How long an approval waits for the owner.</summary>
    public TimeSpan ApprovalsExpire { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long what is sent waits after it was allowed, so that it can be called off; zero for not at all.</summary>
    public TimeSpan UndoWindow { get; init; } = TimeSpan.FromSeconds(20);

    internal static ImmutableDictionary<string, ImmutableArray<string>> NoContacts { get; } =
        ImmutableDictionary.Create<string, ImmutableArray<string>>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>One account. Passwords are no part of it: they are in the secret store.</summary>
public abstract record ConnectionConfig
{
    private ConnectionConfig() { }

    /// <summary>What the signatures of messages themselves are checked against.</summary>
    public MailTrustFiles Trust { get; init; } = MailTrustFiles.None;

    /// <summary>Mail on a server.</summary>
    /// <param name="Server">Where mail is read.</param>
    /// <param name="User">The login's name.</param>
    public sealed record Imap(MailServer Server, string User) : ConnectionConfig
    {
        /// <summary>Where mail is sent; null where none is.</summary>
        public MailServer? Smtp { get; init; }

        /// <summary>Where filter scripts are kept (ManageSieve); null where there are none.</summary>
        public MailServer? Sieve { get; init; }

        /// <summary>How it is logged in to; null by password.</summary>
        public SignIn? SignIn { get; init; }

        /// <summary>The normalised address that mail is sent from; null for the login's name, where that is one.</summary>
        public string? From { get; init; }

        /// <summary>The name beside it; empty for the owner's.</summary>
        public string FromName { get; init; } = "";

        /// <summary>Lines under each message that is sent; empty for none.</summary>
        public string Signature { get; init; } = "";

        /// <summary>A full path to a text file with them, instead; read when the account is opened.</summary>
        public string? SignatureFile { get; init; }

        /// <summary>Whether a copy of what was sent is put into the folder of sent mail.</summary>
        public SaveSent SaveSent { get; init; }

        /// <summary>A full path to certificates (PEM) that are trusted for this account, beside the system's.</summary>
        public string? CaFile { get; init; }

        /// <summary>Names (authserv-id, RFC 8601) whose Authentication-Results are believed; lower case.</summary>
        public ImmutableArray<string> TrustedAuthServers { get; init; } = [];
    }

    /// <summary>Mail on a server that speaks JMAP.</summary>
    /// <param name="Server"><c>https://HOST</c>, with a path where the session is not found without; <c>http</c> on this machine only.</param>
    /// <param name="User">The login's name.</param>
    public sealed record Jmap(Uri Server, string User) : ConnectionConfig
    {
        /// <summary>Whether what is kept secret is a token, and not a password.</summary>
        public bool Token { get; init; }

        /// <summary>A full path to certificates (PEM) that are trusted for this account, beside the system's.</summary>
        public string? CaFile { get; init; }

        /// <summary>Names (authserv-id, RFC 8601) whose Authentication-Results are believed; lower case.</summary>
        public ImmutableArray<string> TrustedAuthServers { get; init; } = [];
    }

    /// <summary>Mail at Gmail, through its own interface.</summary>
    /// <param name="Address">Whose, normalised.</param>
    /// <param name="SignIn">How it is logged in to.</param>
    public sealed record Gmail(string Address, SignIn SignIn) : ConnectionConfig;

    /// <summary>Mail in a folder of this device.</summary>
    /// <param name="Path">Full.</param>
    public sealed record Maildir(string Path) : ConnectionConfig;

    /// <summary>Tools of an MCP server.</summary>
    /// <param name="Server">Which.</param>
    public sealed record Mcp(McpServerConfig Server) : ConnectionConfig;

    /// <summary>The public web, and who searches it.</summary>
    /// <param name="Search">Who.</param>
    /// <param name="Instance">Where the owner's SearXNG is; null with any other search.</param>
    public sealed record Web(WebSearch Search, Uri? Instance) : ConnectionConfig
    {
        /// <summary>What the connector's part of such a name is.</summary>
        public const string Connector = "web";

        /// <summary>The owner accepts that the way to the instance is not encrypted.</summary>
        public bool Insecure { get; init; }

        /// <summary>The name of its key in the secret store.</summary>
        public static string KeyName(ConnectionName connection) => $"{connection.Value}/key";
    }

    /// <summary>A company's chat on Slack, with the owner's own account.</summary>
    /// <param name="Team">The workspace's id.</param>
    /// <param name="User">The owner's id in it: so own messages are known.</param>
    public sealed record Chat(string Team, string User) : ConnectionConfig
    {
        /// <summary>What the connector's part of such a name is.</summary>
        public const string Connector = "chat";

        /// <summary>Ids of the channels that events come from.</summary>
        public ImmutableArray<string> Watch { get; init; } = [];

        /// <summary>Where Slack is; null for where everybody's is.</summary>
        public Uri? Root { get; init; }

        /// <summary>The name of its token in the secret store.</summary>
        public static string TokenName(ConnectionName connection) => $"{connection.Value}/token";

        /// <summary>Whether a text has the form of a channel's id.</summary>
        public static bool IsChannel(string id) => ConfigChat.IsChannel(id);
    }
}

/// <summary>Who searches the web.</summary>
public enum WebSearch
{
    /// <summary>Nobody: pages only.</summary>
    None,

    /// <summary>A SearXNG instance of the owner's.</summary>
    SearXng,

    /// <summary>Brave's Web Search API.</summary>
    Brave,
}

/// <summary>Whose signatures (S/MIME, PGP) on messages count. The files are read when the account is opened.</summary>
/// <param name="Certificates">A full path to the authorities' certificates (PEM) that count instead of the system's; null for those.</param>
/// <param name="PgpKeys">A full path to public keys as <c>gpg --export</c> writes them; null for none.</param>
public sealed record MailTrustFiles(string? Certificates, string? PgpKeys)
{
    /// <summary>The system's authorities, and no PGP key.</summary>
    public static MailTrustFiles None { get; } = new(null, null);
}

/// <summary>A mail server. Whether its connection may go unencrypted is for the connector to refuse.</summary>
/// <param name="Scheme"><c>imap</c>, <c>imaps</c>, <c>smtp</c>, <c>smtps</c>, <c>submission</c> or <c>sieve</c>: an s at the end is TLS from the first byte.</param>
/// <param name="Host">Lower case, in ASCII; an IPv6 address without brackets.</param>
/// <param name="Port">As written, else the scheme's own.</param>
public sealed record MailServer(string Scheme, string Host, int Port)
{
    /// <inheritdoc />
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");
}

/// <summary>Copies of the database.</summary>
/// <param name="Keep">How many are kept.</param>
/// <param name="Daily">When one is made, in the owner's zone; null for never.</param>
public sealed record BackupConfig(int Keep, TimeOnly? Daily);
