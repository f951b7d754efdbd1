using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using MeshClaw.Core.Files;
using MeshClaw.Gateway.Hosting;
using MeshClaw.Gateway.Logging;
using MeshClaw.Gateway.Scheduling;
using MeshClaw.Gateway.Security;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway;

/// <summary>
/// A running gateway: for <c>up</c>, for <c>demo</c>, and in-process for the length of one command. Disposing it ends it in order: clients
/// no longer find it, runs are put aside, connections close, the home is free again.
/// </summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly GatewayOptions _options;
    private readonly GatewayLifetime _lifetime = new();
    private readonly GatewayToken _token = GatewayToken.Create();
    private readonly LogFile _log;
    private readonly LoggerFactory _logs;
    private readonly ILogger _logger;
    private HomeLock? _lock;
    private GatewayServices? _services;
    private WebApplication? _app;
    private Task _background = Task.CompletedTask;
    private int _disposed;

    private GatewayHost(GatewayOptions options)
    {
        _options = options;
        _log = new LogFile(Path.Join(options.Home.LogsFolder, "gateway.log"), options.Time);
        _logs = new LoggerFactory(
            [_log],
            new LoggerFilterOptions
            {
                Rules =
                {
                    new LoggerFilterRule(null, "Microsoft", LogLevel.Warning, null),
                    new LoggerFilterRule(null, null, LogLevel.Information, null),
                },
            }
        );
        _logger = _logs.CreateLogger<GatewayHost>();
    }

    /// <summary>What it printed when it was ready.</summary>
    public GatewayReady Ready { get; private set; } = new(0, "", "", "", 0);

    /// <summary>Completes with the reason when somebody asked it to end (<c>meshclaw down</c>).</summary>
    public Task<string> EndAsked => _lifetime.Asked;

    internal GatewayServices Services => _services ?? throw new InvalidOperationException("It is not started.");

    /// <summary>Starts a gateway; when this returns it answers.</summary>
    /// <exception cref="GatewayStartException">It did not start, and nothing of it is left.</exception>
    public static async Task<GatewayHost> StartAsync(GatewayOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        Prepare(options);
        var host = new GatewayHost(options);
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch (Exception failure)
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw failure is IOException or UnauthorizedAccessException
                ? new GatewayStartException(
                    "home",
                    $"The gateway cannot work in {options.Home.Root}: {failure.Message}",
                    failure
                )
                : failure;
        }
    }

    /// <summary>Waits until the process is told to end (Ctrl-C, SIGTERM), somebody asks for it, or the token is cancelled.</summary>
    public async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, s => OnSignal(s, "Ctrl-C"));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, s => OnSignal(s, "SIGTERM"));
        using var cancelled = cancellationToken.Register(() => _lifetime.Ask("cancelled"));
        Log.Ending(_logger, await _lifetime.Asked.ConfigureAwait(false));

        void OnSignal(PosixSignalContext context, string name)
        {
            context.Cancel = true; // The process ends when the gateway has.
            _lifetime.Ask(name);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (_lock is not null)
        {
            File.Delete(_options.Home.GatewayFile);
        }

        _lifetime.BeginStopping();
        await _background.ConfigureAwait(false);
        if (_services is not null)
        {
            await DrainAsync(_services).ConfigureAwait(false);
        }

        if (_app is not null)
        {
            using var limit = new CancellationTokenSource(s_patience);
            await _app.StopAsync(limit.Token).ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
        }

        if (_services is not null)
        {
            await _services.DisposeAsync().ConfigureAwait(false);
        }

        if (_lock is not null)
        {
            File.Delete(_options.Home.TokenFile);
            File.Delete(_options.Home.SocketFile);
            _lock.Dispose();
        }

        _logs.Dispose();
        _log.Dispose();
        _lifetime.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var endpoint = _options.Listen is { } listen ? LoopbackAddress.Parse(listen) : null;
        _lock = HomeLock.Take(_options.Home);
        _services = await GatewayServices.ComposeAsync(_options, _logs, cancellationToken).ConfigureAwait(false);
        _app = WebHost.Build(_options, endpoint, _services, _token, _lifetime, _logs);
        var url = await WebHost.StartAsync(_app, _options.Home.SocketFile, cancellationToken).ConfigureAwait(false);
        Publish(url);
        if (_options.Ephemeral)
        {
            await RecoverAsync(_services, cancellationToken).ConfigureAwait(false);
            _background = RunWindowsAsync(_services);
        }
        else
        {
            _background = RunBackgroundAsync(_services);
        }
    }

    private static void Prepare(GatewayOptions options)
    {
        try
        {
            if (options.Home.Prepare() is { } wrong)
            {
                throw new GatewayStartException("home", wrong);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GatewayStartException(
                "home",
                $"{options.Home.Root} cannot be used: {failure.Message} Give this user write access, or choose another with --home.",
                failure
            );
        }
    }

    // The token first: whoever finds gateway.json finds it too.
    private void Publish(string url)
    {
        var home = _options.Home;
        AtomicFile.Write(home.TokenFile, _token.Reveal());
        using var self = Process.GetCurrentProcess();
        var ms = (TimeProvider.System.GetUtcNow() - self.StartTime.ToUniversalTime()).TotalMilliseconds;
        Ready = new GatewayReady(Environment.ProcessId, home.SocketFile, url, home.TokenFile, Math.Round(ms, 1));
        AtomicFile.Write(home.GatewayFile, JsonSerializer.Serialize(Ready, ProtocolJson.Default.GatewayReady));
        Log.Ready(_logger, _options.Version, home.Root, Ready.ReadyMs, Ready.Pid);
    }

    private async Task RunBackgroundAsync(GatewayServices services)
    {
        await Task.Yield(); // It is ready: all this comes after.
        try
        {
            await services
                .Audit.AppendAsync("gateway.started", $$"""{"version":"{{_options.Version}}"}""", _lifetime.Stopping)
                .ConfigureAwait(false);
            await RecoverAsync(services, _lifetime.Stopping).ConfigureAwait(false);
            var scheduler = new GatewayScheduler(services, _options.Time, _logs.CreateLogger<GatewayScheduler>());
            await Task.WhenAll(
                    scheduler.RunAsync(_lifetime.Stopping),
                    RunWindowsAsync(services),
                    _options.Ephemeral ? Task.CompletedTask : services.Channels.RunAsync(_lifetime.Stopping),
                    services.MailSync.RunAsync(_lifetime.Stopping),
                    WarmUpAsync(services),
                    _options.Ephemeral ? Task.CompletedTask : services.Chat.Watch.RunAsync(_lifetime.Stopping),
                    _options.Ephemeral ? Task.CompletedTask : services.Awareness.RunAsync(_lifetime.Stopping)
                )
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_lifetime.Stopping.IsCancellationRequested) { }
        catch (Exception failure)
        {
            Log.RoundFailed(_logger, failure);
        }
    }

    // Work of the processor alone, while the rest begins. Then the way in: both requests are refused, and change nothing.
    private async Task WarmUpAsync(GatewayServices services)
    {
        await Task.Yield();
        if (!await services.Models.WarmUpAsync(services.Engine, _lifetime.Stopping).ConfigureAwait(false))
        {
            return;
        }

        using var client = GatewayClient.Open(Ready);
        foreach (var refused in (Func<Task>[])[() => AskAsync(client), () => FollowAsync(client)])
        {
            try
            {
                await refused().ConfigureAwait(false);
            }
            catch (GatewayException) { }
        }

        Task AskAsync(GatewayClient to) => to.AskAsync(new AskRequest("", null, null), _lifetime.Stopping);

        async Task FollowAsync(GatewayClient to)
        {
            await foreach (var _ in to.WatchTurnAsync("r0", _lifetime.Stopping).ConfigureAwait(false)) { }
        }
    }

    private async Task RunWindowsAsync(GatewayServices services)
    {
        try
        {
            await services.UndoWindows.RunAsync(!_options.Ephemeral, _lifetime.Stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_lifetime.Stopping.IsCancellationRequested) { }
    }

    private async Task RecoverAsync(GatewayServices services, CancellationToken cancellationToken)
    {
        try
        {
            await services.Engine.RecoverAsync(!_options.Ephemeral, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.RecoveryFailed(_logger, failure); // A server that is away now; each run settles its connection first.
        }
    }

    private async Task DrainAsync(GatewayServices services)
    {
        try
        {
            using var limit = new CancellationTokenSource(s_patience);
            await services.Engine.DrainAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Log.DrainTimedOut(_logger);
        }
    }
}
