using MeshClaw.Core.Channels;
using MeshClaw.Gateway.Hosting;
using MeshClaw.Gateway.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Hooks;

/// <summary>
/// The second listener: <c>/hooks/*</c> for platforms that must call in, and nothing else. A web application of its own, so that no route of the gateway can
/// come to be reachable here. It asks for no token and takes any Host, since the owner's tunnel leads the internet to it: who calls is decided by
/// the channel, from the platform's signature. Listens on loopback alone, and only where it was asked for.
/// </summary>
internal sealed class HookHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HookHost(WebApplication app, Uri url) => (_app, Url) = (app, url);

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="options">Where, and how much.</param>
    /// <param name="channels">The channel of a name, asked at each call; null where there is none.</param>
    /// <param name="inbox">What channels hand over to.</param>
    /// <param name="time">For limits and timeouts.</param>
    /// <param name="logs">For what fails.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="GatewayStartException">The address is none of this device, or is taken.</exception>
    public static async Task<HookHost> StartAsync(
        HookHostOptions options,
        Func<ChannelName, IHookChannel?> channels,
        IChannelInbox inbox,
        TimeProvider time,
        ILoggerFactory logs,
        CancellationToken cancellationToken
    )
    {
        var log = logs.CreateLogger<HookHost>();
        var app = Build(options, logs);
        var gate = new HookGate(options, channels, inbox, time, log);
        app.Run(gate.AnswerAsync);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception failure)
            when (failure is IOException or AddressInUseException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            throw new GatewayStartException(
                "hooks",
                $"The listener for hooks cannot start: {failure.Message}",
                failure
            );
        }

        var url = new Uri(app.Urls.First());
        Log.HooksListen(log, url);
        return new HookHost(app, url);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    // From nothing, like the gateway's own: no appsettings.json, no ASPNETCORE_ variables, no routes.
    private static WebApplication Build(HookHostOptions options, ILoggerFactory logs)
    {
        var endpoint = LoopbackAddress.Parse(options.Address);
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(HookHost).Assembly.GetName().Name,
                EnvironmentName = Environments.Production,
            }
        );
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            var limits = kestrel.Limits;
            limits.MaxRequestBodySize = HookRequest.MaxBody;
            limits.MaxRequestLineSize = 8 * 1024;
            limits.MaxRequestHeadersTotalSize = 16 * 1024;
            limits.MaxRequestHeaderCount = 64;
            limits.MaxConcurrentConnections = options.Connections;
            limits.RequestHeadersTimeout = options.HeadersWithin;
            limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
            limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));
            kestrel.Listen(endpoint, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        return builder.Build();
    }

    /// <summary>Signals are the executable's.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
