using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.History;

/// <summary>
/// Counts habits out of headers: give it all of Sent first, then the other folders. It keeps counts, addresses and ids, never texts; at most
/// <see cref="MaxEntries"/> of each kind. Not thread-safe.
/// </summary>
public sealed class MailboxHistoryBuilder(Owner owner)
{
    /// <summary>The most senders, ids or conversations that are kept.</summary>
    public const int MaxEntries = 50_000;

    private const int FrequentlyWritten = 3;
    private const int FrequentDomains = 200;
    private const int KnownByKept = 3;
    private const int SuccessesPerSender = 200;

    private readonly Dictionary<string, Contact> _contacts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Habit> _habits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConversationState> _conversations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _answeredAt = new(StringComparer.Ordinal);
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableHashSet<string>> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _domainsWritten = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _domainsKept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<BuildSuccess>> _successes = new(StringComparer.Ordinal);

    /// <summary>The folder that is the archive; null where the store names none.</summary>
    public string? ArchiveFolder { get; init; }

    /// <summary>Takes a message that the owner sent.</summary>
    public void AddSent(MailMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_own.Count >= MaxEntries)
        {
            return;
        }

        if (message.MessageId is { } id)
        {
            _own.Add(id);
        }

        if (!message.References.IsDefaultOrEmpty)
        {
            var answered = message.References[^1];
            var earlier = _answeredAt.TryGetValue(answered, out var at) && at <= message.Received;
            _answeredAt[answered] = earlier ? at : message.Received;
        }

        if (Root(message) is { } root)
        {
            var last = _conversations.TryGetValue(root, out var state) && state.OwnerLast > message.Received;
            _conversations[root] = last ? state! : new ConversationState(message.Received, state?.OtherLast);
        }

        foreach (var party in message.To.Concat(message.Cc).Take(100))
        {
            Write(party, message.Received);
        }
    }

    /// <summary>Takes a message that lies in a folder other than Sent and the inbox.</summary>
    public void AddFiled(MailMessage message, string folder)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(folder);
        if (message.IsFrom(owner))
        {
            return;
        }

        var answered =
            message.MessageId is { } id && _answeredAt.TryGetValue(id, out var at) ? at : (DateTimeOffset?)null;
        CountHabit(message, folder, answered is not null || message.Answered);
        CountSender(message, answered);
        CountSuccess(message, message.SenderAddress());
    }

    /// <summary>Takes a message of the inbox: it shows what is read and answered, not what is filed where.</summary>
    public void AddInbox(MailMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!message.IsFrom(owner))
        {
            var answered = message.Answered || (message.MessageId is { } id && _answeredAt.ContainsKey(id));
            CountHabit(message, null, answered);
        }
    }

    private void CountSender(MailMessage message, DateTimeOffset? answered)
    {
        var sender = message.SenderAddress();
        if (_contacts.TryGetValue(sender, out var contact))
        {
            contact.Received++;
            contact.Answered += answered is not null || message.Answered ? 1 : 0;
            if (answered is { } when && when >= message.Received && contact.Delays.Count < 100)
            {
                contact.Delays.Add(when - message.Received);
            }
        }

        CollectionsMarshal.GetValueRefOrAddDefault(_domainsKept, MailFacts.DomainOf(sender), out _)++;
        if (Root(message) is { } root && _conversations.TryGetValue(root, out var state))
        {
            var newer = state.OtherLast is null || state.OtherLast < message.Received;
            _conversations[root] = newer ? state with { OtherLast = message.Received } : state;
        }
    }

    /// <summary>What was counted so far.</summary>
    public MailboxHistory Build() =>
        new(
            new MailboxHistory.Parts
            {
                Correspondents = _contacts.ToDictionary(c => c.Key, c => c.Value.Freeze(c.Key)),
                Habits = _habits.ToDictionary(h => h.Key, h => h.Value.Freeze()),
                Conversations = _conversations,
                AnsweredAt = _answeredAt,
                OwnMessages = _own,
                Names = _names,
                KnownDomains =
                [
                    .. _domainsWritten.Keys,
                    .. _domainsKept.Where(d => d.Value >= KnownByKept).Select(d => d.Key),
                ],
                FrequentDomains =
                [
                    .. _domainsWritten
                        .Where(d => d.Value >= FrequentlyWritten)
                        .OrderByDescending(d => d.Value)
                        .ThenBy(d => d.Key, StringComparer.Ordinal)
                        .Take(FrequentDomains)
                        .Select(d => d.Key),
                ],
                Successes = _successes.ToDictionary(s => s.Key, s => s.Value.ToImmutableArray()),
                ArchiveFolder = ArchiveFolder,
            }
        );

    private void Write(MailParty party, DateTimeOffset at)
    {
        if (party.Address is not { } address || owner.Addresses.Contains(address))
        {
            return;
        }

        if (!_contacts.TryGetValue(address, out var contact))
        {
            if (_contacts.Count >= MaxEntries)
            {
                return;
            }

            _contacts[address] = contact = new Contact();
        }

        contact.Written++;
        contact.LastWritten = contact.LastWritten is null || contact.LastWritten < at ? at : contact.LastWritten;
        CollectionsMarshal.GetValueRefOrAddDefault(_domainsWritten, MailFacts.DomainOf(address), out _)++;
        if (PersonName.Fold(party.Name) is { } name)
        {
            _names[name] = _names.TryGetValue(name, out var known) ? known.Add(address) : [address];
        }
    }

    private void CountHabit(MailMessage message, string? folder, bool answered)
    {
        if (MailboxHistory.KeyOf(message) is not { } key)
        {
            return;
        }

        if (!_habits.TryGetValue(key, out var habit))
        {
            if (_habits.Count >= MaxEntries)
            {
                return;
            }

            _habits[key] = habit = new Habit();
        }

        if (folder is not null)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(habit.Folders, folder, out _)++;
        }

        habit.Received++;
        habit.Seen += message.Seen ? 1 : 0;
        habit.Answered += answered ? 1 : 0;
    }

    private void CountSuccess(MailMessage message, string sender)
    {
        var subject = new MailReading(FoldedText.Of(message.Subject, TriageClassifier.MaxSubject));
        if (!subject.Has(MailWord.BuildPassed) || _successes.Count >= MaxEntries)
        {
            return;
        }

        var run = BuildRun.Of(sender, subject);
        if (run.Outcome != BuildOutcome.Passed)
        {
            return;
        }

        if (!_successes.TryGetValue(sender, out var successes))
        {
            _successes[sender] = successes = [];
        }

        if (successes.Count < SuccessesPerSender)
        {
            successes.Add(new BuildSuccess(run, message.Received));
        }
    }

    private static string? Root(MailMessage message) =>
        message.References.IsDefaultOrEmpty ? message.MessageId : message.References[0];

    private sealed class Contact
    {
        public int Written;
        public int Received;
        public int Answered;
        public DateTimeOffset? LastWritten;
        public readonly List<TimeSpan> Delays = [];

        public Correspondent Freeze(string address)
        {
            Delays.Sort();
            return new(
                address,
                Written,
                Received,
                Answered,
                Delays.Count == 0 ? null : Delays[Delays.Count / 2],
                LastWritten
            );
        }
    }

    private sealed class Habit
    {
        public readonly Dictionary<string, int> Folders = new(StringComparer.Ordinal);
        public int Received;
        public int Seen;
        public int Answered;

        public FilingHabit Freeze() =>
            new(Folders.ToImmutableSortedDictionary(StringComparer.Ordinal), Received, Seen, Answered);
    }
}
