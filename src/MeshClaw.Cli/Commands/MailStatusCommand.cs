using System.Globalization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>mail status</c></summary>
internal sealed class MailStatusCommand(CliContext context)
    : CliCommand(
        context,
        "status",
        "Says how far each mail account is in the local index, and whether it is watched.",
        "meshclaw mail status",
        "meshclaw mail status --json"
    )
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        MailTable.Write(scope, await session.Client.MailStatusAsync(cancellationToken).ConfigureAwait(false));
        return ExitCode.Done;
    }
}

/// <summary>Accounts of mail, for people and for scripts.</summary>
internal static class MailTable
{
    public static void Write(CommandScope scope, IReadOnlyList<MailAccountResponse> accounts)
    {
        if (scope.Json)
        {
            scope.WriteJson(accounts, ProtocolJson.Default.IReadOnlyListMailAccountResponse);
            return;
        }

        var time = scope.Context.Time;
        Listing.Write(
            scope.Screen,
            ["account", "folders", "messages", "last", "state"],
            accounts.Select(a =>
                (IReadOnlyList<string>)
                    [
                        a.Connection,
                        Of(a.Complete, a.Folders),
                        Of(a.Known, a.Total),
                        a.LastSync is { } last ? LocalTime.Short(last, time) : "–",
                        State(a, time),
                    ]
            ),
            "No mail account is connected. Connect one with: meshclaw connect mail/NAME --user ADDRESS"
        );
        foreach (var account in accounts)
        {
            foreach (var fault in account.Faults)
            {
                scope.Screen.Note($"{account.Connection}: {fault}");
            }
        }
    }

    private static string State(MailAccountResponse account, TimeProvider time)
    {
        var state = account.NextTry is { } next
            ? $"{account.State} until {LocalTime.Short(next, time)}"
            : account.State;
        return account.Why is { } why ? $"{state}: {why}" : state;
    }

    private static string Of(int some, int all) =>
        some == all
            ? some.ToString("N0", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{some:N0} of {all:N0}");
}
