using MeshClaw.Gateway.Hosting;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshClaw.Gateway.Diagnosis;

/// <summary>
/// Finds what is wrong with a home and says how to mend it. Each check stands alone: one that fails says so and does not keep the
/// others from looking. Changes nothing. Logs in to every connection.
/// </summary>
public static class Doctor
{
    /// <summary>
    /// Looks at a home on which no gateway runs. Where one runs, ask it instead (<see cref="GatewayClient.DoctorAsync"/>): it holds the
    /// database.
    /// </summary>
    public static async Task<IReadOnlyList<DoctorFinding>> RunAsync(
        GatewayOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var findings = new Findings();
        if (!Directory.Exists(options.Home.Root))
        {
            findings.Warn("home", $"{options.Home.Root} is not there yet.", "It is made by the first: meshclaw up");
            return findings.All;
        }

        HomeCheck.Run(options, findings);
        FileChecks.Run(options, findings);
        StoreChecks.CheckFile(options, findings);
        if (HomeLock.IsHeld(options.Home))
        {
            var pid = HomeLock.ReadPid(options.Home) is { } known ? $" (process {known})" : "";
            findings.Error(
                "gateway",
                $"A gateway{pid} holds this home, and does not answer.",
                "Wait a moment and look again; if that does not help, end that process and start: meshclaw up"
            );
            return findings.All;
        }

        findings.Ok("gateway", "None runs on this home.");
        await CheckStoppedAsync(options, findings, cancellationToken);
        return findings.All;
    }

    /// <summary>Looks from within the gateway that runs.</summary>
    internal static async Task<IReadOnlyList<DoctorFinding>> RunAsync(
        GatewayOptions options,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        var findings = new Findings();
        HomeCheck.Run(options, findings);
        FileChecks.Run(options, findings);
        StoreChecks.CheckFile(options, findings);
        findings.Ok(
            "gateway",
            options.Ephemeral ? "None runs on this home." : $"Runs as process {Environment.ProcessId}."
        );
        await StoreChecks.RunAsync(options, services, findings, cancellationToken);
        await ConnectionChecks.RunAsync(options, services, findings, cancellationToken);
        await ModelChecks.RunAsync(options, services, findings, cancellationToken);
        await ChannelChecks.RunAsync(services, findings, cancellationToken);
        return findings.All;
    }

    // Without a gateway the stores are opened for a moment, under the home's lock.
    private static async Task CheckStoppedAsync(
        GatewayOptions options,
        Findings findings,
        CancellationToken cancellationToken
    )
    {
        if (findings.All.Any(f => f is { Level: "error", Area: "config" or "ceiling" or "database" }))
        {
            return; // What they would be opened with is broken, and said to be.
        }

        if (!File.Exists(options.Home.DatabaseFile))
        {
            findings.Ok("database", "There is none yet; it is made by the first start.");
            return;
        }

        try
        {
            using var held = HomeLock.Take(options.Home);
            await using var services = await GatewayServices.ComposeAsync(
                options,
                NullLoggerFactory.Instance,
                cancellationToken
            );
            await StoreChecks.RunAsync(options, services, findings, cancellationToken);
            await ConnectionChecks.RunAsync(options, services, findings, cancellationToken);
            await ModelChecks.RunAsync(options, services, findings, cancellationToken);
            await ChannelChecks.RunAsync(services, findings, cancellationToken);
        }
        catch (GatewayStartException failure)
        {
            findings.Error(failure.Code, failure.Message, "Mend what it names, then look again: meshclaw doctor");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            findings.Error(
                "home",
                $"What is stored cannot be opened: {failure.Message}",
                "Mend what it names, then look again: meshclaw doctor"
            );
        }
    }
}
