using System.Diagnostics;
using System.Text.Json;
using MeshClaw.Cli.Services;
using MeshClaw.Cli.Sessions;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Hosting;

/// <summary>Starts this program again as a gateway that outlives the terminal.</summary>
internal static class DetachedGateway
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="CommandFailedException">It did not come up; the message is the child's own.</exception>
    public static async Task<GatewayReady> StartAsync(
        string home,
        string? listen,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var child = Process.Start(StartInfo(home, listen))!; // Never null without the shell.
        child.StandardInput.Close();
        var error = child.StandardError.ReadToEndAsync(either.Token);
        try
        {
            var line = await child.StandardOutput.ReadLineAsync(either.Token).ConfigureAwait(false);
            if (line is null)
            {
                throw new CommandFailedException("failed", Failure(await error.ConfigureAwait(false)));
            }

            var ready = JsonSerializer.Deserialize(line, ProtocolJson.Default.GatewayReady)!; // It wrote it just now.
            using var client = GatewayClient.Open(ready);
            await client.StatusAsync(either.Token).ConfigureAwait(false);
            return ready;
        }
        catch (OperationCanceledException)
        {
            child.Kill();
            cancellationToken.ThrowIfCancellationRequested();
            throw new CommandFailedException(
                "timeout",
                $"The gateway did not come up within {s_patience.TotalSeconds:N0} seconds.",
                $"See what it says: meshclaw up --home \"{home}\""
            );
        }
    }

    private static ProcessStartInfo StartInfo(string home, string? listen)
    {
        var program =
            Environment.ProcessPath ?? throw new CommandFailedException("This program does not know its own path.");
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetPathRoot(home),
        };
        foreach (var (name, value) in RuntimeSettings.All)
        {
            start.Environment.TryAdd(name, value); // What the owner set stays.
        }

        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Path.Join(AppContext.BaseDirectory, "meshclaw.dll"));
        }

        foreach (var argument in new[] { "up", "--detached-child", "--home", home })
        {
            start.ArgumentList.Add(argument);
        }

        if (listen is not null)
        {
            start.ArgumentList.Add("--listen");
            start.ArgumentList.Add(listen);
        }

        return start;
    }

    private static string Failure(string said) =>
        string.IsNullOrWhiteSpace(said) ? "The gateway ended before it was ready, without a word." : said.Trim();
}
