using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.OAuth;

/// <summary>
/// A program of the owner's that prints an access token, as mbsync's PassCmd. Started directly, never through a shell; at most 30 seconds
/// and 16 KiB. What it prints stays in memory until the service refuses it; what it complains of is not repeated, since it may hold
/// secrets. Safe for use by many at once.
/// </summary>
public sealed class TokenCommand(ImmutableArray<string> command, TimeProvider time) : IAccessTokens, IDisposable
{
    private const int MaxOutput = 16 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private Secret? _token;

    /// <inheritdoc />
    public async Task<Secret> GetAsync(Secret? refused, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_token is null || _token.Reveal() == refused?.Reveal())
            {
                _token = await RunAsync(cancellationToken);
            }

            return _token;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async Task<Secret> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Start();
        try
        {
            process.StandardInput.Close();
            var complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null, either.Token);
            var output = new byte[MaxOutput + 1];
            var length = await process.StandardOutput.BaseStream.ReadAtLeastAsync(
                output,
                output.Length,
                throwOnEndOfStream: false,
                either.Token
            );
            if (length > MaxOutput)
            {
                throw Failed($"printed more than {MaxOutput} bytes; it should print the access token alone");
            }

            await complaints;
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0
                ? Read(output.AsSpan(0, length))
                : throw Failed($"ended with {process.ExitCode}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed("did not end within 30 seconds");
        }
        finally
        {
            Stop(process);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start) ?? throw Failed("could not be started");
        }
        catch (Win32Exception)
        {
            throw Failed("could not be started: name an executable that is there");
        }
    }

    // A token is one line of visible ASCII (RFC 6750 2.1 allows less).
    private Secret Read(ReadOnlySpan<byte> output)
    {
        var line = output.TrimEnd(" \r\n\t"u8);
        if (line.IsEmpty)
        {
            throw Failed("printed nothing");
        }

        foreach (var value in line)
        {
            if (value is < 0x21 or > 0x7e)
            {
                throw Failed("printed more than one word; it should print the access token alone");
            }
        }

        return new Secret(System.Text.Encoding.ASCII.GetString(line));
    }

    private static void Stop(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception ended) when (ended is InvalidOperationException or Win32Exception)
        {
            // It ended by itself meanwhile.
        }
    }

    private ConnectorException Failed(string what) =>
        new($"The token-command {command[0]} {what}. Run it by hand to see what it says.");
}
