using System.Text.Json;

namespace MeshClaw.Protocol;

/// <summary>One approval in a list.</summary>
/// <param name="Id"><c>p3</c>.</param>
/// <param name="Run"><c>r7</c>.</param>
/// <param name="Agent">Who asks.</param>
/// <param name="Hash">What the yes is bound to.</param>
/// <param name="State"><c>waiting</c>, <c>approved</c>, <c>denied</c>, <c>expired</c>.</param>
/// <param name="Created">UTC.</param>
/// <param name="Expires">UTC.</param>
/// <param name="Count">How many calls.</param>
public sealed record ApprovalSummary(
    string Id,
    string Run,
    string Agent,
    string Hash,
    string State,
    DateTimeOffset Created,
    DateTimeOffset Expires,
    int Count
);

/// <summary>One approval with every call that it holds, none left out.</summary>
public sealed record ApprovalDetail
{
    /// <summary><c>p3</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What the yes is bound to.</summary>
    public required string Hash { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary><c>r7</c>.</summary>
    public required string Run { get; init; }

    /// <summary>Who asks.</summary>
    public required string Agent { get; init; }

    /// <summary><c>waiting</c>, <c>approved</c>, <c>denied</c>, <c>expired</c>.</summary>
    public required string State { get; init; }

    /// <summary>Its calls, in the order that the hash covers.</summary>
    public required IReadOnlyList<ApprovalCall> Calls { get; init; }
}

/// <summary>One call of an approval, every value whole.</summary>
/// <param name="Action"><c>a1042</c>.</param>
/// <param name="Tool"><c>mail.move</c>.</param>
/// <param name="Connection"><c>mail/work</c>.</param>
/// <param name="Args">A JSON object.</param>
/// <param name="Sources">Where each argument came from, by its name.</param>
/// <param name="Title">One line on its target; third-party text.</param>
/// <param name="Reason">Why the agent proposes it.</param>
/// <param name="Why">Why it asks.</param>
public sealed record ApprovalCall(
    string Action,
    string Tool,
    string Connection,
    JsonElement Args,
    IReadOnlyDictionary<string, string> Sources,
    string Title,
    string Reason,
    string Why
)
{
    /// <summary>Normalised addresses that its target comes from, as the connector read them; empty where there are none.</summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>Where each scalar of the arguments came from; empty for calls from before values had labels.</summary>
    public IReadOnlyList<ValueLabelDto> Values { get; init; } = [];

    /// <summary>
    /// What sets it apart, to be shown first: <c>money</c>, <c>access</c>, <c>recipient</c> (somebody new), <c>deletion</c>,
    /// <c>outside</c>, <c>foreign</c> (somebody else wrote what it uses).
    /// </summary>
    public IReadOnlyList<string> Outliers { get; init; } = [];

    /// <summary>What its connector warns of, to be shown before all else.</summary>
    public IReadOnlyList<CallWarningDto> Warnings { get; init; } = [];

    /// <summary>What it would change as things stand now; empty where the arguments say it, or it could not be told.</summary>
    public IReadOnlyList<CallChangeDto> Changes { get; init; } = [];
}

/// <summary>One thing that a call would change.</summary>
/// <param name="What">Such as <c>folder</c>, or the path of a file.</param>
/// <param name="Before">As it is; third-party text may be in it; null where there is nothing yet.</param>
/// <param name="After">As it would be; null where nothing would be left.</param>
public sealed record CallChangeDto(string What, string? Before, string? After);

/// <summary>Something that the owner should see before a call is made.</summary>
/// <param name="Code">Such as <c>first-contact</c>, <c>look-alike</c>, <c>missing-attachment</c>.</param>
/// <param name="Text">One sentence; third-party text may be in it.</param>
public sealed record CallWarningDto(string Code, string Text);

/// <summary>Where one value of a call came from.</summary>
/// <param name="Path">JSON Pointer (RFC 6901) into the arguments, such as <c>/to</c>.</param>
/// <param name="Role"><c>destination</c>, <c>target</c>, <c>content</c>, <c>parameter</c>.</param>
/// <param name="Origin"><c>owner</c>, <c>ownsystem</c>, <c>thirdparty</c>.</param>
/// <param name="Sensitivity"><c>public</c>, <c>private</c>, <c>secret</c>.</param>
/// <param name="OwnerChosen">Whether the owner chose it.</param>
/// <param name="Source">In words for the owner; third-party text may be in it, so believe <paramref name="Origin"/>.</param>
public sealed record ValueLabelDto(
    string Path,
    string Role,
    string Origin,
    string Sensitivity,
    bool OwnerChosen,
    string Source
);

/// <summary>The owner's yes. Without a list: to every call.</summary>
/// <param name="Hash">The hash that was shown; null to answer without.</param>
/// <param name="Actions">Only these; all others of the approval are denied.</param>
public sealed record ApproveRequest(string? Hash, IReadOnlyList<string>? Actions);

/// <summary>Gives an order.</summary>
public sealed record OrderRequest(string Text);

/// <summary>An order in force.</summary>
/// <param name="Id"><c>o2</c>.</param>
/// <param name="Text">The owner's words.</param>
/// <param name="Means">What the guard enforces, in plain words.</param>
/// <param name="Given">UTC.</param>
public sealed record OrderResponse(string Id, string Text, string Means, DateTimeOffset Given);

/// <summary>An order that was not understood, status 422; nothing was set.</summary>
/// <param name="Why">One sentence.</param>
/// <param name="Examples">What would be understood.</param>
public sealed record OrderRefusal(string Why, IReadOnlyList<string> Examples);

/// <summary>One agent.</summary>
public sealed record AgentResponse
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>One line.</summary>
    public required string Description { get; init; }

    /// <summary><c>active</c>, <c>paused</c>, <c>invalid</c>.</summary>
    public required string State { get; init; }

    /// <summary><c>observe</c>, <c>propose</c>, <c>act-reversibly</c>, <c>act</c>.</summary>
    public required string Autonomy { get; init; }

    /// <summary>Its connections.</summary>
    public required IReadOnlyList<string> Connections { get; init; }

    /// <summary>What starts it, as written.</summary>
    public required IReadOnlyList<string> When { get; init; }

    /// <summary>The zone of its schedules, where it has one of its own.</summary>
    public string? Zone { get; init; }

    /// <summary>The quiet hours that hold for it, its own or the owner's, as written; null without.</summary>
    public string? Quiet { get; init; }

    /// <summary>The next start by schedule or by what waits, UTC; null without one.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>What is not seen from its schedules: <c>after quiet hours</c>, <c>mail.received 3 in INBOX</c>; null without.</summary>
    public string? NextWhy { get; init; }

    /// <summary>The file's problems, where it is invalid, and warnings.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>The AGENT.md; only of one agent, not in lists.</summary>
    public string? Text { get; init; }

    /// <summary>SHA-256 of the AGENT.md, lower-case hex; only of one agent, not in lists.</summary>
    public string? Version { get; init; }

    /// <summary>What it can and cannot do, in plain words; only of one valid agent, not in lists.</summary>
    public IReadOnlyList<string>? Can { get; init; }
}

/// <summary>Adds a rule line to an agent's AGENT.md, as the owner's "always for this sender".</summary>
public sealed record RuleRequest(string Rule);

/// <summary>
/// Makes or replaces a connection. Exactly one of <see cref="Imap"/>, <see cref="Jmap"/>, <see cref="Gmail"/> and <see cref="Maildir"/>.
/// </summary>
public sealed record ConnectRequest
{
    /// <summary><c>mail/work</c>.</summary>
    public required string Connection { get; init; }

    /// <summary><c>imaps://host:993</c> or <c>imap://host:143</c>; null to find it from <see cref="User"/>'s address.</summary>
    public string? Imap { get; init; }

    /// <summary><c>https://host</c>, with a path where the JMAP session is not found without.</summary>
    public string? Jmap { get; init; }

    /// <summary>What <see cref="Password"/> is for <see cref="Jmap"/>: <c>password</c> (where null) or <c>token</c>.</summary>
    public string? Auth { get; init; }

    /// <summary><c>smtps://host:465</c> or <c>smtp://host:587</c>.</summary>
    public string? Smtp { get; init; }

    /// <summary>Login name.</summary>
    public string? User { get; init; }

    /// <summary>Password; kept encrypted.</summary>
    public string? Password { get; init; }

    /// <summary>The address of a Gmail account, to be reached through Gmail's own interface.</summary>
    public string? Gmail { get; init; }

    /// <summary>Whom to sign in at, <c>google</c> or <c>microsoft</c>, instead of a password.</summary>
    public string? OAuth { get; init; }

    /// <summary>The id of the owner's client there; null for the one of the connection as it is.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client's secret, where it has one; kept encrypted. Null for the one of the connection as it is.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>A program and its arguments that prints an access token, instead of a password.</summary>
    public IReadOnlyList<string>? TokenCommand { get; init; }

    /// <summary>Path of a Maildir.</summary>
    public string? Maildir { get; init; }

    /// <summary>A CA certificate (PEM) to trust for this server, path.</summary>
    public string? CaFile { get; init; }

    /// <summary>The owner's name, where config.yaml has none yet.</summary>
    public string? OwnerName { get; init; }
}

/// <summary>A connection that works.</summary>
/// <param name="Connection"><c>mail/work</c>.</param>
/// <param name="Folders">How many folders were seen.</param>
/// <param name="Messages">How many messages INBOX holds.</param>
/// <param name="Agent">The agent that was made for it; null where one was there.</param>
/// <param name="Notes">What the owner should know.</param>
public sealed record ConnectResponse(
    string Connection,
    int Folders,
    int Messages,
    string? Agent,
    IReadOnlyList<string> Notes
);

/// <summary>A sign-in under way, or how it ended.</summary>
public sealed record SignInResponse
{
    /// <summary>To ask for it again.</summary>
    public required string Id { get; init; }

    /// <summary>The page that the owner opens in a browser.</summary>
    public required string Address { get; init; }

    /// <summary>What the owner types in there; null where the browser comes back to this machine by itself.</summary>
    public string? Code { get; init; }

    /// <summary>Until when, UTC.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Why it failed, and what to do; null while it waits and where it worked. Nothing was stored.</summary>
    public string? Failure { get; init; }

    /// <summary>The connection, once it works.</summary>
    public ConnectResponse? Connected { get; init; }
}

/// <summary>A connection that is configured.</summary>
/// <param name="Connection"><c>mail/work</c>.</param>
/// <param name="Where">Its server's address or its folder; never a password.</param>
/// <param name="User">Login name; null where it needs none.</param>
public sealed record ConnectionResponse(string Connection, string Where, string? User);

/// <summary>How the gateway is.</summary>
public sealed record StatusResponse
{
    /// <summary>Whether a gateway answers on this home; all else is 0 or null where none does.</summary>
    public required bool Running { get; init; }

    /// <summary>The home folder.</summary>
    public required string Home { get; init; }

    /// <summary>The program's version.</summary>
    public string? Version { get; init; }

    /// <summary>Process id.</summary>
    public int? Pid { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Whether everything is stopped.</summary>
    public bool Stopped { get; init; }

    /// <summary>Since when, UTC.</summary>
    public DateTimeOffset? StoppedSince { get; init; }

    /// <summary>Whether a panic code locked it: nothing resumes before <c>meshclaw unlock</c>.</summary>
    public bool Locked { get; init; }

    /// <summary>Since when, UTC.</summary>
    public DateTimeOffset? LockedSince { get; init; }

    /// <summary>How many agents.</summary>
    public int Agents { get; init; }

    /// <summary>The connections.</summary>
    public IReadOnlyList<string> Connections { get; init; } = [];

    /// <summary>The models that are used, best first.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Runs under way.</summary>
    public int RunsActive { get; init; }

    /// <summary>Approvals that wait.</summary>
    public int ApprovalsWaiting { get; init; }

    /// <summary>Orders in force.</summary>
    public int Orders { get; init; }

    /// <summary>Actions of which it cannot be told whether they happened.</summary>
    public int Unknown { get; init; }

    /// <summary>When the next agent starts by itself, UTC; null where none does.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>Which agent that is.</summary>
    public string? NextAgent { get; init; }

    /// <summary>As <see cref="AgentResponse.NextWhy"/>.</summary>
    public string? NextWhy { get; init; }

    /// <summary>Messages to which no answer came by the time that the owner gave, a line for each.</summary>
    public IReadOnlyList<string> Unanswered { get; init; } = [];

    /// <summary>Problems of files that were read: the old ones stay in force.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>Printed by <c>up --detach</c> and kept in <c>run/gateway.json</c>.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="Socket">Path of the Unix socket.</param>
/// <param name="Url">Loopback URL.</param>
/// <param name="TokenFile">Path of the file that holds the bearer token.</param>
/// <param name="ReadyMs">From the process's start until it answered.</param>
public sealed record GatewayReady(int Pid, string Socket, string Url, string TokenFile, double ReadyMs);

/// <summary>What <c>audit verify</c> found.</summary>
/// <param name="Ok">Nothing was changed, removed or reordered.</param>
/// <param name="Entries">How many entries.</param>
/// <param name="Head">The last hash.</param>
/// <param name="BadSequence">The first entry that does not fit.</param>
/// <param name="Finding">What is wrong.</param>
public sealed record AuditVerifyResponse(bool Ok, long Entries, string Head, long? BadSequence, string? Finding);

/// <summary>One finding of <c>doctor</c>.</summary>
/// <param name="Area"><c>home</c>, <c>config</c>, <c>agents</c>, <c>database</c>, <c>audit</c>, <c>connection mail/work</c>, <c>gateway</c> …</param>
/// <param name="Level"><c>ok</c>, <c>warning</c>, <c>error</c>.</param>
/// <param name="What">What was found.</param>
/// <param name="Mend">What to do; null where all is well.</param>
public sealed record DoctorFinding(string Area, string Level, string What, string? Mend);

/// <summary>Asks for a backup.</summary>
/// <param name="File">Absolute path of the file to write.</param>
/// <param name="Force">Overwrite it.</param>
public sealed record BackupRequest(string File, bool Force);

/// <summary>A backup that was written.</summary>
public sealed record BackupResponse(string File, long Bytes);

/// <summary>RFC 9457 problem details, as the gateway sends them.</summary>
/// <param name="Title">What went wrong, in one sentence.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">What to do.</param>
/// <param name="Code">For scripts: <c>not-found</c>, <c>stopped</c>, <c>hash-mismatch</c>, <c>expired</c>, <c>already-decided</c>, <c>invalid</c> …</param>
public sealed record Problem(string? Title, int? Status, string? Detail, string? Code);
