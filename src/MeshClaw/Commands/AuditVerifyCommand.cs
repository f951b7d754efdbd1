using System.Globalization;
using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Commands;

/// <summary><c>audit verify</c>: ends with 1 where the chain was changed, and names the entry.</summary>
internal sealed class AuditVerifyCommand(CliContext context)
    : CliCommand(
        context,
        "verify",
        "Finds any entry of the audit that was changed, removed or reordered.",
        "meshclaw audit verify",
        "meshclaw audit verify --json"
    )
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var found = await session.Client.VerifyAuditAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(found, ProtocolJson.Default.AuditVerifyResponse);
        }
        else if (found.Ok)
        {
            var count = found.Entries.ToString("N0", CultureInfo.InvariantCulture);
            scope.Screen.Markup($"[green]Whole[/]: {count} entries, head {Screen.Safe(found.Head)}");
        }
        else
        {
            var where = found.BadSequence is { } entry
                ? string.Create(CultureInfo.InvariantCulture, $" at entry {entry}")
                : "";
            scope.Screen.Markup($"[red]Changed[/]{where}: {Screen.Safe(found.Finding)}");
        }

        return found.Ok ? ExitCode.Done : ExitCode.Failed;
    }
}
