using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>What a feature of a message is about. The numbers are part of the model's format: new ones go to the end.</summary>
internal enum FeatureKind
{
    Always = 0,
    Address = 1,
    Domain = 2,
    Organisation = 3,
    LocalPart = 4,
    SenderName = 5,
    List = 6,
    Tag = 7,
    SubjectWord = 8,
    SubjectPair = 9,
    TextWord = 10,
    Header = 11,
    Category = 12,
    Sensitive = 13,
    Role = 14,
    Recipient = 15,
    RecipientDomain = 16,
    Attachment = 17,
    Hour = 18,
    Weekday = 19,
    Thread = 20,
    Contact = 21,
    SenderSubject = 22,
    SenderRole = 23,
    SenderRecipient = 24,
    ListSender = 25,
    SubjectStart = 26,
    Habit = 27,
    DomainSubject = 28,
    RoleSubject = 29,
    Shape = 30,
}

/// <summary>Features in words for the owner. What strangers wrote is cut and cleaned.</summary>
internal static class FeatureWords
{
    private const int Most = 40;

    /// <summary>The words; null for a feature that says nothing to people.</summary>
    public static string? Of(FeatureKind kind, ReadOnlySpan<char> first, ReadOnlySpan<char> second) =>
        kind switch
        {
            FeatureKind.Address => $"from {Clean(first)}",
            FeatureKind.Domain or FeatureKind.Organisation => $"from {Clean(first)}",
            FeatureKind.SenderName => $"“{Clean(first)}” in the sender's name",
            FeatureKind.List => $"list {Clean(first)}",
            FeatureKind.Tag => $"subject tagged [{Clean(first)}]",
            FeatureKind.SubjectWord => $"subject says “{Clean(first)}”",
            FeatureKind.SubjectPair or FeatureKind.SubjectStart => $"subject says “{Clean(first)} {Clean(second)}”",
            FeatureKind.TextWord => $"text says “{Clean(first)}”",
            FeatureKind.Role => first switch
            {
                "alone" => "to you alone",
                "to" => "to you and others",
                "cc" => "you are in copy",
                _ => "not addressed to you",
            },
            FeatureKind.Recipient => $"goes to {Clean(first)} too",
            FeatureKind.RecipientDomain => $"goes to {Clean(first)} too",
            FeatureKind.Attachment => $"carries {Clean(first)}",
            FeatureKind.Thread => "the same conversation",
            FeatureKind.Contact => "you write to them",
            FeatureKind.SenderSubject or FeatureKind.DomainSubject =>
                $"{Clean(first)} says “{Clean(second)}” in the subject",
            FeatureKind.SenderRole => second switch
            {
                "alone" => $"{Clean(first)} to you alone",
                "to" => $"{Clean(first)} to you and others",
                "cc" => $"{Clean(first)} with you in copy",
                _ => $"{Clean(first)}, not addressed to you",
            },
            FeatureKind.SenderRecipient => $"{Clean(first)} with {Clean(second)}",
            FeatureKind.ListSender => $"{Clean(second)} on {Clean(first)}",
            FeatureKind.Always
            or FeatureKind.LocalPart
            or FeatureKind.Header
            or FeatureKind.Category
            or FeatureKind.Sensitive
            or FeatureKind.Hour
            or FeatureKind.Weekday
            or FeatureKind.Habit
            or FeatureKind.RoleSubject
            or FeatureKind.Shape => null,
        };

    private static string Clean(ReadOnlySpan<char> text) => CleanText.Line(text, Most);
}
