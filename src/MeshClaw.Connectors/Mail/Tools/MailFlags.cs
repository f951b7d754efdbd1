namespace MeshClaw.Connectors.Mail.Tools;

/// <summary>The marks that <c>mail.flag</c> sets. Deleted is not among them: nothing here marks mail for expunging.</summary>
[Flags]
internal enum MailFlags
{
    None = 0,
    Seen = 1,
    Flagged = 2,
    Answered = 4,
}

/// <summary>The marks' names in arguments and notes.</summary>
internal static class MailFlagNames
{
    public static IReadOnlyList<string> All { get; } = ["seen", "flagged", "answered"];

    public static MailFlags? Parse(string? name) =>
        name switch
        {
            "seen" => MailFlags.Seen,
            "flagged" => MailFlags.Flagged,
            "answered" => MailFlags.Answered,
            _ => null,
        };

    public static MailFlags Parse(IEnumerable<string> names) =>
        names.Aggregate(MailFlags.None, (all, name) => all | (Parse(name) ?? throw new FormatException(name)));

    public static string[] Format(MailFlags flags) => [.. All.Where(name => flags.HasFlag(Parse(name)!.Value))]; // Names of All parse.
}
