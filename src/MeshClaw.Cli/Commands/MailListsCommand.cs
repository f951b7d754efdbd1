using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshClaw.Cli.Runs;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>mail lists [--unread-only]</c>: answers from the index, online or not.</summary>
internal sealed class MailListsCommand : CliCommand
{
    private readonly Option<bool> _unreadOnly = new("--unread-only")
    {
        Description = "Only lists that you have never read a message of.",
    };

    public MailListsCommand(CliContext context)
        : base(
            context,
            "lists",
            "Lists the mailing lists that write to you, most unread first; works offline.",
            "meshclaw mail lists",
            "meshclaw mail lists --unread-only",
            "meshclaw mail lists --json"
        ) => Add(_unreadOnly);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var accounts = await session
            .Client.MailListsAsync(scope.Arguments.GetValue(_unreadOnly), cancellationToken)
            .ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(accounts, ProtocolJson.Default.IReadOnlyListMailListsResponse);
        }
        else
        {
            Write(scope, accounts);
        }

        return ExitCode.Done;
    }

    private static void Write(CommandScope scope, IReadOnlyList<MailListsResponse> accounts)
    {
        var time = scope.Context.Time;
        var rows = accounts
            .SelectMany(a => a.Lists.Select(l => (Account: a, List: l)))
            .OrderByDescending(r => r.List.Messages - r.List.Read)
            .ThenByDescending(r => r.List.LastReceived)
            .ToList();
        // The list comes last, where it wraps: its name is what the next command needs.
        Listing.Write(
            scope.Screen,
            ["unread", "of", "30 days", "received", "read", "leave by", "list"],
            rows.Select(r =>
                (IReadOnlyList<string>)
                    [
                        Number(r.List.Messages - r.List.Read),
                        Number(r.List.Messages),
                        Number(r.List.Recent),
                        Day(r.List.LastReceived, time),
                        r.List.LastRead is { } read ? Day(read, time) : "never",
                        Leaving(r.List.Leaving),
                        Title(r.Account, r.List, accounts.Count > 1),
                    ]
            ),
            "No mailing list has written to you, as far as the index knows."
        );
        foreach (var note in accounts.Where(a => a.Note is not null))
        {
            scope.Screen.Note($"{note.Connection}: {note.Note}");
        }

        if (rows.Count > 0)
        {
            scope.Screen.Note("To leave one: meshclaw mail unsubscribe LIST");
        }
    }

    private static string Title(MailListsResponse account, MailListResponse list, bool several)
    {
        var name = list.Name.Length > 0 ? $" ({Columns.Cut(Sanitize.Line(list.Name), 30)})" : "";
        return $"{list.List}{name}{(several ? $", {account.Connection}" : "")}";
    }

    private static string Day(DateTimeOffset moment, TimeProvider time) =>
        TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Leaving(string leaving) =>
        leaving switch
        {
            "one-click" => "one click",
            "page" => "its page",
            "none" => "no way",
            _ => leaving,
        };

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary><c>mail unsubscribe LIST [--from CONNECTION] [--yes]</c></summary>
internal sealed class MailUnsubscribeCommand : CliCommand
{
    private readonly Argument<string> _list = new("LIST") { Description = "The list, as mail lists shows it." };
    private readonly Option<string?> _from = new("--from")
    {
        Description = "The account that the list writes to, where it writes to several.",
        HelpName = "CONNECTION",
    };
    private readonly Option<bool> _byMail = new("--by-mail")
    {
        Description = "By a mail, even where one click would do.",
    };
    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "Leave without asking; what warns is shown all the same.",
    };
    private readonly Option<bool> _noWait = MailCalls.NoWait();

    public MailUnsubscribeCommand(CliContext context)
        : base(
            context,
            "unsubscribe",
            "Shows where leaving a mailing list goes, asks, and leaves it; this cannot be taken back.",
            "meshclaw mail unsubscribe news.shop.example",
            "meshclaw mail unsubscribe news.shop.example --by-mail",
            "meshclaw mail unsubscribe news.shop.example --from mail/work --yes --json"
        )
    {
        Add(_list);
        Add(_from);
        Add(_byMail);
        Add(_yes);
        Add(_noWait);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var list = scope.Arguments.GetRequiredValue(_list).Trim().ToLowerInvariant();
        var connection =
            scope.Arguments.GetValue(_from)
            ?? ConnectionOf(list, await session.Client.MailListsAsync(false, cancellationToken).ConfigureAwait(false));
        var arguments = new JsonObject { ["list"] = list };
        if (scope.Arguments.GetValue(_byMail))
        {
            arguments["by"] = "mail";
        }

        var request = MailCalls.Of(connection, "mail.unsubscribe", arguments, "mail unsubscribe");
        return await new OwnerCallDialog(scope, session.Client)
            .RunAsync(request, scope.Arguments.GetValue(_yes), !scope.Arguments.GetValue(_noWait), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>The one account that a list writes to.</summary>
    internal static string ConnectionOf(string list, IReadOnlyList<MailListsResponse> accounts)
    {
        var found = accounts.Where(a => a.Lists.Any(l => l.List == list)).Select(a => a.Connection).ToList();
        return found switch
        {
            [var only] => only,
            // The gateway asks the index for it, and says what is missing.
            [] when accounts is [var account] => account.Connection,
            [] => throw new CommandFailedException(
                "not-found",
                $"No list '{list}' has written to any account, as far as the index knows.",
                "See: meshclaw mail lists"
            ),
            _ => throw new CommandFailedException(
                "usage",
                $"'{list}' writes to {string.Join(" and ", found)}.",
                $"Name one: meshclaw mail unsubscribe {list} --from {found[0]}"
            ),
        };
    }
}
