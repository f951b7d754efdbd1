using System.CommandLine;
using System.Text.Json.Nodes;

namespace MeshClaw.Cli.Commands;

/// <summary><c>mail snooze MESSAGE UNTIL</c></summary>
internal sealed class MailSnoozeCommand : MailMessageCommand
{
    private readonly Argument<string[]> _until = new("UNTIL")
    {
        Description = "When it comes back: tomorrow 9:30, monday (at 8:00), in 3 hours, 2026-11-27 09:00.",
        Arity = ArgumentArity.OneOrMore,
    };

    public MailSnoozeCommand(CliContext context)
        : base(
            context,
            "snooze",
            "Puts a message away until a time, when it comes back to where it lay.",
            "mail.snooze",
            "meshclaw mail snooze m7 tomorrow 8:00",
            "meshclaw mail snooze m7 \"in 3 hours\"",
            "meshclaw mail snooze \"<offer.12@corp.example>\" 2026-11-27T09:00 --json"
        ) => Add(_until);

    /// <inheritdoc />
    protected override void Fill(CommandScope scope, JsonObject arguments) =>
        arguments["until"] = string.Join(' ', scope.Arguments.GetRequiredValue(_until));
}

/// <summary><c>mail pin MESSAGE</c>: the flag that every mail program shows.</summary>
internal sealed class MailPinCommand(CliContext context)
    : MailMessageCommand(
        context,
        "pin",
        "Marks a message as important: the star or flag of other mail programs.",
        "mail.flag",
        "meshclaw mail pin m7",
        "meshclaw mail pin \"<offer.12@corp.example>\" --for mail/work"
    )
{
    /// <inheritdoc />
    protected override void Fill(CommandScope scope, JsonObject arguments) =>
        arguments["add"] = new JsonArray("flagged");
}

/// <summary><c>mail unpin MESSAGE</c></summary>
internal sealed class MailUnpinCommand(CliContext context)
    : MailMessageCommand(
        context,
        "unpin",
        "Takes the mark of mail pin away again.",
        "mail.flag",
        "meshclaw mail unpin m7"
    )
{
    /// <inheritdoc />
    protected override void Fill(CommandScope scope, JsonObject arguments) =>
        arguments["remove"] = new JsonArray("flagged");
}
