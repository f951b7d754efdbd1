using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshClaw.Cli.Runs;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>mail mute MESSAGE [--to FOLDER]</c></summary>
internal sealed class MailMuteCommand : MailMessageCommand
{
    private readonly Option<string?> _to = new("--to")
    {
        Description = "Where later messages of it go; the archive where left out.",
        HelpName = "FOLDER",
    };

    public MailMuteCommand(CliContext context)
        : base(
            context,
            "mute",
            "Puts away, marked read, what the people of a message's conversation write in it from now on.",
            "mail.mute",
            "meshclaw mail mute m7",
            "meshclaw mail mute m7 --to Reading --json"
        ) => Add(_to);

    /// <inheritdoc />
    protected override void Fill(CommandScope scope, JsonObject arguments)
    {
        if (scope.Arguments.GetValue(_to) is { } to)
        {
            arguments["to"] = to;
        }
    }
}

/// <summary><c>mail unmute MUTE</c></summary>
internal sealed class MailUnmuteCommand : CliCommand
{
    private readonly Argument<string> _mute = new("MUTE") { Description = "Its id as mail muted prints it." };

    public MailUnmuteCommand(CliContext context)
        : base(
            context,
            "unmute",
            "Leaves later messages of a muted conversation in the inbox again.",
            "meshclaw mail unmute t3"
        ) => Add(_mute);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var id = scope.Arguments.GetRequiredValue(_mute);
        var all = await session.Client.ListMutesAsync(cancellationToken).ConfigureAwait(false);
        var mute =
            all.FirstOrDefault(m => m.Id == id)
            ?? throw new CommandFailedException(
                "not-found",
                $"No conversation is muted as {id}.",
                "See: meshclaw mail muted"
            );
        var request = MailCalls.Of(mute.Connection, "mail.unmute", new JsonObject { ["mute"] = id }, "mail unmute");
        return await new OwnerCallDialog(scope, session.Client)
            .RunAsync(request, yes: true, wait: false, cancellationToken)
            .ConfigureAwait(false);
    }
}

/// <summary><c>mail muted</c></summary>
internal sealed class MailMutedCommand(CliContext context)
    : CliCommand(context, "muted", "Lists muted conversations.", "meshclaw mail muted", "meshclaw mail muted --json")
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var all = await session.Client.ListMutesAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(all, ProtocolJson.Default.IReadOnlyListMuteResponse);
            return ExitCode.Done;
        }

        Listing.Write(
            scope.Screen,
            ["id", "in", "since", "to", "put away", "stayed", "subject"],
            all.Select(m =>
                new[]
                {
                    m.Id,
                    m.Connection,
                    LocalTime.Short(m.Since, scope.Context.Time),
                    m.To is { } to ? Columns.Cut(Sanitize.Line(to), 16) : "the archive",
                    m.Filed.ToString(CultureInfo.InvariantCulture),
                    m.Stayed is { } why ? Columns.Cut(Sanitize.Line(why), 30) : "",
                    m.Subject.Length > 0 ? m.Subject : "(no subject)",
                }
            ),
            "No conversation is muted."
        );
        return ExitCode.Done;
    }
}
