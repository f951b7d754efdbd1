using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Cli.Runs;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>mail drafts list</c></summary>
internal sealed class MailDraftsListCommand : CliCommand
{
    private readonly Option<string?> _from = new("--from")
    {
        Description = "Only of this account.",
        HelpName = "CONNECTION",
    };

    public MailDraftsListCommand(CliContext context)
        : base(context, "list", "Lists the drafts, the last changed first.", "meshclaw mail drafts list") => Add(_from);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var drafts = await session
            .Client.ListDraftsAsync(scope.Arguments.GetValue(_from), cancellationToken)
            .ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(drafts, ProtocolJson.Default.IReadOnlyListDraftResponse);
            return ExitCode.Done;
        }

        Listing.Write(
            scope.Screen,
            ["id", "from", "to", "subject", "changed"],
            drafts.Select(d =>
                new[]
                {
                    d.Id,
                    d.Connection,
                    Text(d.Content, "to"),
                    Text(d.Content, "subject"),
                    LocalTime.Short(d.Updated, scope.Context.Time),
                }
            ),
            "There are no drafts."
        );
        return ExitCode.Done;
    }

    private static string Text(JsonElement content, string name) =>
        !content.TryGetProperty(name, out var value) ? ""
        : value.ValueKind == JsonValueKind.Array ? string.Join(", ", value.EnumerateArray().Select(v => v.GetString()))
        : value.GetString() ?? "";
}

/// <summary><c>mail drafts show ID</c></summary>
internal sealed class MailDraftsShowCommand : CliCommand
{
    private readonly Argument<string> _id = MailDraft.Id();

    public MailDraftsShowCommand(CliContext context)
        : base(context, "show", "Shows a draft, every value whole.", "meshclaw mail drafts show d3") => Add(_id);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var draft = await session
            .Client.GetDraftAsync(scope.Arguments.GetRequiredValue(_id), cancellationToken)
            .ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(draft, ProtocolJson.Default.DraftResponse);
            return ExitCode.Done;
        }

        var revision = draft.Revision.ToString(CultureInfo.InvariantCulture);
        var card = new ApprovalCall(
            draft.Id,
            "draft",
            draft.Connection,
            draft.Content,
            new Dictionary<string, string>(),
            "",
            $"revision {revision}, {LocalTime.Short(draft.Updated, scope.Context.Time)}",
            $"to send it: meshclaw mail drafts send {draft.Id}"
        );
        foreach (var line in CallCard.Render(card, draft.Id, scope.Screen.Traits.Width))
        {
            scope.Screen.Markup(line);
        }

        return ExitCode.Done;
    }
}

/// <summary><c>mail drafts delete ID</c></summary>
internal sealed class MailDraftsDeleteCommand : CliCommand
{
    private readonly Argument<string> _id = MailDraft.Id();

    public MailDraftsDeleteCommand(CliContext context)
        : base(context, "delete", "Throws a draft away.", "meshclaw mail drafts delete d3") => Add(_id);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var draft = await session
            .Client.GetDraftAsync(scope.Arguments.GetRequiredValue(_id), cancellationToken)
            .ConfigureAwait(false);
        var request = MailCalls.Of(
            draft.Connection,
            "mail.discard",
            new JsonObject { ["draft"] = draft.Id },
            "mail drafts delete"
        );
        return await new OwnerCallDialog(scope, session.Client)
            .RunAsync(request, yes: true, wait: false, cancellationToken)
            .ConfigureAwait(false);
    }
}

/// <summary><c>mail drafts send ID</c></summary>
internal sealed class MailDraftsSendCommand : CliCommand
{
    private readonly Argument<string> _id = MailDraft.Id();
    private readonly Option<bool> _yes = MailCalls.Yes();
    private readonly Option<bool> _noWait = MailCalls.NoWait();

    public MailDraftsSendCommand(CliContext context)
        : base(context, "send", "Sends a draft as it stands; it is kept.", "meshclaw mail drafts send d3")
    {
        Add(_id);
        Add(_yes);
        Add(_noWait);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var draft = await session
            .Client.GetDraftAsync(scope.Arguments.GetRequiredValue(_id), cancellationToken)
            .ConfigureAwait(false);
        var request = new CallsRequest(
            [new CallRequest(draft.Connection, "mail.send", draft.Content)],
            "mail drafts send"
        );
        return await new OwnerCallDialog(scope, session.Client)
            .RunAsync(request, scope.Arguments.GetValue(_yes), !scope.Arguments.GetValue(_noWait), cancellationToken)
            .ConfigureAwait(false);
    }
}

/// <summary>How a draft is named on the command line.</summary>
internal static class MailDraft
{
    public static Argument<string> Id() => new("ID") { Description = "The draft, as in: meshclaw mail drafts list" };
}
