using System.Collections.Frozen;
using System.Collections.Immutable;
using MeshClaw.Core.Mail;

namespace MeshClaw.Models.Triage.History;

/// <summary>Somebody that the owner writes to.</summary>
/// <param name="Address">Their address.</param>
/// <param name="Written">How many messages the owner sent them.</param>
/// <param name="Received">How many of theirs lie in the folders that were read.</param>
/// <param name="Answered">How many of those the owner answered.</param>
/// <param name="MedianReply">How fast, in the middle; null where none was answered.</param>
/// <param name="LastWritten">When the owner wrote last; null where never.</param>
public sealed record Correspondent(
    string Address,
    int Written,
    int Received,
    int Answered,
    TimeSpan? MedianReply,
    DateTimeOffset? LastWritten
);

/// <summary>What became of the mail of one list or sender.</summary>
/// <param name="Folders">How many messages lie in each folder but the inbox, Sent, Drafts and Junk.</param>
/// <param name="Received">How many in all, the inbox included.</param>
/// <param name="Seen">How many were opened.</param>
/// <param name="Answered">How many were answered.</param>
public sealed record FilingHabit(ImmutableSortedDictionary<string, int> Folders, int Received, int Seen, int Answered)
{
    /// <summary>The one folder where at least <paramref name="atLeast"/> lie, if no other folder holds any; else null.</summary>
    public string? OnlyFolder(int atLeast) =>
        Folders.Count == 1 && Folders.First() is var only && only.Value >= atLeast ? only.Key : null;

    /// <summary>Mostly opened and never answered.</summary>
    public bool ReadNeverAnswered => Received >= 3 && Answered == 0 && Seen * 2 >= Received;
}

/// <summary>A conversation that the owner took part in.</summary>
/// <param name="OwnerLast">When the owner wrote last.</param>
/// <param name="OtherLast">When somebody else wrote last, as far as the folders that were read tell; null where nobody did.</param>
public sealed record ConversationState(DateTimeOffset OwnerLast, DateTimeOffset? OtherLast)
{
    /// <summary>The owner wrote last and waits for the others.</summary>
    public bool OwnerWaits => OtherLast is null || OtherLast < OwnerLast;
}

/// <summary>
/// What the owner's own folders tell about their habits: headers alone, no text. Built by <see cref="MailboxHistoryBuilder"/>. Immutable. It
/// believes From: who forges a sender inherits that sender's habits, which is why authentication and look-alikes are judged before it.
/// </summary>
public sealed class MailboxHistory
{
    internal MailboxHistory(Parts parts)
    {
        Correspondents = parts.Correspondents.ToFrozenDictionary(StringComparer.Ordinal);
        Habits = parts.Habits.ToFrozenDictionary(StringComparer.Ordinal);
        Conversations = parts.Conversations.ToFrozenDictionary(StringComparer.Ordinal);
        AnsweredAt = parts.AnsweredAt.ToFrozenDictionary(StringComparer.Ordinal);
        OwnMessages = parts.OwnMessages.ToFrozenSet(StringComparer.Ordinal);
        Names = parts.Names.ToFrozenDictionary(StringComparer.Ordinal);
        KnownDomains = parts.KnownDomains.ToFrozenSet(StringComparer.Ordinal);
        FrequentDomains = [.. parts.FrequentDomains];
        FrequentShapes = [.. FrequentDomains.Select(DomainShape.Of)];
        Successes = parts.Successes.ToFrozenDictionary(StringComparer.Ordinal);
        ArchiveFolder = parts.ArchiveFolder;
    }

    /// <summary>Of a mailbox without any.</summary>
    public static MailboxHistory Empty { get; } = new(new Parts());

    /// <summary>By address, whom the owner wrote to or answered.</summary>
    public FrozenDictionary<string, Correspondent> Correspondents { get; }

    /// <summary>By <see cref="KeyOf"/>.</summary>
    public FrozenDictionary<string, FilingHabit> Habits { get; }

    /// <summary>By the first message's id.</summary>
    public FrozenDictionary<string, ConversationState> Conversations { get; }

    /// <summary>By message id, when the owner answered it.</summary>
    public FrozenDictionary<string, DateTimeOffset> AnsweredAt { get; }

    /// <summary>Ids of messages that the owner sent.</summary>
    public FrozenSet<string> OwnMessages { get; }

    /// <summary>By folded display name, the addresses of people whom the owner writes to.</summary>
    public FrozenDictionary<string, ImmutableHashSet<string>> Names { get; }

    /// <summary>Domains that the owner wrote to, or kept three messages from.</summary>
    public FrozenSet<string> KnownDomains { get; }

    /// <summary>Domains that the owner often writes to, most often first, at most 200.</summary>
    public ImmutableArray<string> FrequentDomains { get; }

    /// <summary><see cref="FrequentDomains"/>, ready to be compared.</summary>
    internal ImmutableArray<DomainShape> FrequentShapes { get; }

    /// <summary>By sender, the newest successes of builds among filed mail.</summary>
    public FrozenDictionary<string, ImmutableArray<BuildSuccess>> Successes { get; }

    /// <summary>The folder that is the archive; null where the store names none. Being archived is no habit of filing.</summary>
    public string? ArchiveFolder { get; }

    /// <summary>What makes mail alike: its list, else its sender; null where it has neither.</summary>
    public static string? KeyOf(MailMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.ListId() is { } list)
        {
            return "list:" + list;
        }

        return message.SenderAddress() is { Length: > 0 } sender ? "from:" + sender : null;
    }

    /// <summary>What became of mail like this one; null where there was none.</summary>
    public FilingHabit? HabitOf(MailMessage message) =>
        KeyOf(message) is { } key ? Habits.GetValueOrDefault(key) : null;

    /// <summary>Whether it answers something that the owner wrote.</summary>
    public bool AnswersOwner(MailMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return !message.References.IsDefaultOrEmpty && message.References.TakeLast(50).Any(OwnMessages.Contains);
    }

    /// <summary>Whether the owner answered it.</summary>
    public bool WasAnswered(MailMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Answered || (message.MessageId is { } id && AnsweredAt.ContainsKey(id));
    }

    /// <summary>What the builder hands over.</summary>
    internal sealed class Parts
    {
        public Dictionary<string, Correspondent> Correspondents { get; init; } = [];
        public Dictionary<string, FilingHabit> Habits { get; init; } = [];
        public Dictionary<string, ConversationState> Conversations { get; init; } = [];
        public Dictionary<string, DateTimeOffset> AnsweredAt { get; init; } = [];
        public HashSet<string> OwnMessages { get; init; } = [];
        public Dictionary<string, ImmutableHashSet<string>> Names { get; init; } = [];
        public HashSet<string> KnownDomains { get; init; } = [];
        public List<string> FrequentDomains { get; init; } = [];
        public Dictionary<string, ImmutableArray<BuildSuccess>> Successes { get; init; } = [];
        public string? ArchiveFolder { get; init; }
    }
}
