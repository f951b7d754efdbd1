using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Lists;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Mail.Threads;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Core.Models;

namespace MeshClaw.Connectors.Mail.Writing;

/// <summary>What writing mail needs beside the account: where files lie, who is who, what time it is.</summary>
public sealed record MailWriting
{
    /// <summary>The one folder whose files may be attached; a full path.</summary>
    public required string OutgoingFolder { get; init; }

    /// <summary>Where it is written down how far each message is on its way out; a full path, the gateway's alone.</summary>
    public required string OutboxFolder { get; init; }

    /// <summary>The address book as it is now.</summary>
    public required Func<ImmutableDictionary<string, ImmutableArray<string>>> Contacts { get; init; }

    /// <summary>Whom it writes for.</summary>
    public required Func<Owner> Owner { get; init; }

    /// <summary>The zone of the owner's days.</summary>
    public required Func<TimeZoneInfo> Zone { get; init; }

    /// <summary>Drafts.</summary>
    public required IDraftStore Drafts { get; init; }

    /// <summary>Answers that the owner waits for.</summary>
    public required IFollowUpStore FollowUps { get; init; }

    /// <summary>Muted conversations; null where nothing puts later messages of them away.</summary>
    public IThreadMuteStore? Mutes { get; init; }

    /// <summary>What is known of mail on this device; null where nothing is, and all is asked of the stores.</summary>
    public IMailIndex? Index { get; init; }

    /// <summary>The lists that write to the owner; null where there is no index: then no list can be shown or left.</summary>
    public IMailLists? Lists { get; init; }

    /// <summary>How lists' servers and signers' keys are reached; for tests.</summary>
    internal ListReach Reach { get; init; } = ListReach.Internet;

    /// <summary>The time.</summary>
    public required TimeProvider Time { get; init; }
}
