using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>What <see cref="OwnerHabits"/> keeps by.</summary>
internal enum HabitKind
{
    Sender = 0,
    Address = 1,
    Organisation = 2,
    Thread = 3,
    SenderStart = 4,
    SenderRole = 5,
    SenderTag = 6,
    Guarded = 7,
    Authentication = 8,
    ListOrigin = 9,
    ListOrigins = 10,
    TakenBack = 11,
    SenderRecipients = 12,
    SenderCategory = 13,
}

/// <summary>The keys of one message.</summary>
internal readonly struct HabitKeys
{
    private HabitKeys(MailAspects view)
    {
        Identity =
            view.List is { } list ? "list:" + list
            : view.Address.Length > 0 ? "from:" + view.Address
            : "";
        View = view;
    }

    /// <summary>What makes mail alike: its list, else its sender; empty where it has neither.</summary>
    public string Identity { get; }

    private MailAspects View { get; }

    public static HabitKeys Of(MailAspects view) => new(view);

    /// <summary>The keys whose habits are features, with their kinds. Zero is no key.</summary>
    public void ForFeatures(Span<(HabitKind Kind, ulong Key)> keys)
    {
        var (identity, view) = (Identity, View);
        var subject = view.Subject;
        var start = subject.Count == 0 ? "" : subject.Word(0);
        var second = subject.Count > 1 && !subject[1].Has(TokenMarks.Number) ? subject.Word(1) : "";
        var tag = MailFeatureHasher.TagOf(view.Message.Subject);
        keys[0] = (HabitKind.Sender, Key(HabitKind.Sender, identity));
        keys[1] = (HabitKind.Address, Key(HabitKind.Address, view.Address));
        keys[2] = (HabitKind.Organisation, Key(HabitKind.Organisation, view.Organisation));
        keys[3] = (HabitKind.Thread, Key(HabitKind.Thread, view.Thread ?? ""));
        keys[4] = (
            HabitKind.SenderStart,
            FeatureHash.Join(Key(HabitKind.SenderStart, identity, start), Key(HabitKind.SenderStart, second))
        );
        keys[5] = (HabitKind.SenderRole, Key(HabitKind.SenderRole, identity, view.Role));
        keys[6] = (HabitKind.SenderTag, tag.Length == 0 ? 0 : Key(HabitKind.SenderTag, identity, tag));
        keys[7] = (HabitKind.SenderRecipients, Others());
        keys[8] = (HabitKind.SenderCategory, Key(HabitKind.SenderCategory, identity, view.Category.ToString()));
    }

    /// <summary>How many keys <see cref="ForFeatures"/> gives.</summary>
    public const int Features = 9;

    public ulong Sender => Key(HabitKind.Sender, Identity);

    public ulong Address => Key(HabitKind.Address, View.Address);

    public ulong Organisation => Key(HabitKind.Organisation, View.Organisation);

    /// <summary>The same sender or list about the same sensitive thing; zero where it is not about any.</summary>
    public ulong Guarded => View.Guarded is { } guarded ? Key(HabitKind.Guarded, Identity, guarded) : 0;

    /// <summary>How its sender's mail was authenticated.</summary>
    public ulong Authentication => Key(HabitKind.Authentication, Identity);

    /// <summary>Who writes on this list; zero where it is none.</summary>
    public ulong ListOrigin => View.List is null ? 0 : Key(HabitKind.ListOrigin, Identity, View.Organisation);

    /// <summary>How many organisations write on this list.</summary>
    public ulong ListOrigins => Key(HabitKind.ListOrigins, Identity);

    /// <summary>Mail like it that was brought back from a folder.</summary>
    public ulong TakenBack(string folder) => Key(HabitKind.TakenBack, Identity, folder);

    // Without an order: a reply to all names the same people differently.
    private ulong Others()
    {
        var sum = 0UL;
        foreach (var party in View.Message.Cc.IsDefault ? [] : View.Message.Cc)
        {
            sum +=
                party.Address is { } address && !View.Owner.Addresses.Contains(address)
                    ? Key(HabitKind.SenderRecipients, address)
                    : 0;
        }

        return sum == 0 ? 0 : FeatureHash.Join(Key(HabitKind.SenderRecipients, Identity), sum);
    }

    private static ulong Key(HabitKind kind, ReadOnlySpan<char> first, ReadOnlySpan<char> second = default) =>
        first.IsEmpty ? 0 : FeatureHash.Join(FeatureHash.Of(FeatureKind.Habit, first, second), (ulong)kind);
}
