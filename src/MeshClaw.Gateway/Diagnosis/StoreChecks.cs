using MeshClaw.Core.Journal;
using MeshClaw.Gateway.Features.Audit;
using MeshClaw.Storage;
using MeshClaw.Storage.Backups;
using MeshClaw.Storage.Health;

namespace MeshClaw.Gateway.Diagnosis;

/// <summary>What is stored: the database page by page, the audit's chain, and actions of which nobody knows whether they happened.</summary>
internal static class StoreChecks
{
    /// <summary>The file, before anything is opened on it.</summary>
    public static void CheckFile(GatewayOptions options, Findings findings)
    {
        if (!File.Exists(options.Home.DatabaseFile) && AutomaticBackups.Newest(options.Home.Root) is null)
        {
            return;
        }

        try
        {
            DatabaseHealth.Check(options.Home.Root);
            findings.Ok("database", "Every page is in order.");
        }
        catch (StorageException damaged)
        {
            var mend = AutomaticBackups.Newest(options.Home.Root) is { } newest
                ? $"Restore the newest backup with: meshclaw restore {newest}"
                : "Restore a backup of your own with: meshclaw restore FILE";
            findings.Error(
                "database",
                damaged.Message,
                damaged is DatabaseCorruptException ? mend : "Do what it says, then look again: meshclaw doctor"
            );
        }
    }

    /// <summary>What it holds.</summary>
    public static async Task RunAsync(
        GatewayOptions options,
        GatewayServices services,
        Findings findings,
        CancellationToken cancellationToken
    )
    {
        var audit = await AuditCheck.RunAsync(services.Audit, options.Home.Root, cancellationToken);
        if (audit.Ok)
        {
            findings.Ok("audit", $"{audit.Entries} entries, none changed, removed or reordered.");
        }
        else
        {
            findings.Error(
                "audit",
                audit.Finding ?? "The chain is broken.",
                "Somebody or something changed the record. Keep a copy (meshclaw backup FILE) and compare it with earlier backups."
            );
        }

        var query = new JournalQuery { States = [ActionState.Unknown], Limit = int.MaxValue };
        foreach (var entry in await services.Journal.ListAsync(query, cancellationToken))
        {
            findings.Warn("actions", $"{entry.Id} ({entry.Tool}) may or may not have happened.", entry.Explanation);
        }

        var stop = await services.StopSwitch.ReadAsync(cancellationToken);
        if (stop.Stopped)
        {
            findings.Warn(
                "stop",
                stop.Locked is { } locked
                    ? $"A panic code locked everything at {locked:yyyy-MM-dd HH:mm}Z."
                    : $"Everything is stopped since {stop.Since:yyyy-MM-dd HH:mm}Z.",
                stop.Locked is null
                    ? "Go on with: meshclaw resume"
                    : "Once the phone is safe: meshclaw unlock, then meshclaw resume"
            );
        }
    }
}
