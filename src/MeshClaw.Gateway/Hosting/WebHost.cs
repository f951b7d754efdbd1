using System.Net;
using System.Text.Json.Serialization;
using MeshClaw.Gateway.Features;
using MeshClaw.Gateway.Problems;
using MeshClaw.Gateway.Security;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Hosting;

/// <summary>
/// Kestrel on the Unix socket and, where asked, on loopback. Built from nothing rather than from defaults: those would read
/// appsettings.json of the working folder and <c>ASPNETCORE_</c> variables, and either could open another door.
/// </summary>
internal static class WebHost
{
    /// <summary>The application, not started.</summary>
    public static WebApplication Build(
        GatewayOptions options,
        IPEndPoint? endpoint,
        GatewayServices services,
        GatewayToken token,
        GatewayLifetime lifetime,
        ILoggerFactory logs
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(WebHost).Assembly.GetName().Name,
                ContentRootPath = options.Home.Root,
                EnvironmentName = Environments.Production,
            }
        );
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestGate.MaxBody;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxConcurrentConnections = 200;
            kestrel.ListenUnixSocket(options.Home.SocketFile);
            if (endpoint is not null)
            {
                kestrel.Listen(endpoint);
            }
        });
        Register(builder.Services, options, services, token, lifetime, logs);

        var app = builder.Build();
        app.UseMiddleware<ErrorBoundary>();
        app.UseMiddleware<RequestGate>();
        app.Use(
            (context, next) =>
            {
                services.Files.Refresh();
                return next(context);
            }
        );
        app.MapGateway();
        return app;
    }

    /// <summary>Starts to listen; returns the loopback URL, or nothing where there is none.</summary>
    /// <exception cref="GatewayStartException">The port is taken, or the socket cannot be made.</exception>
    public static async Task<string> StartAsync(WebApplication app, string socket, CancellationToken cancellationToken)
    {
        File.Delete(socket); // The home's lock is ours: what lies here was left by a process that is gone.
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
            when (failure is IOException or AddressInUseException or System.Net.Sockets.SocketException)
        {
            throw new GatewayStartException("listen", $"The gateway cannot listen: {failure.Message}", failure);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite); // Its folder is 0700 all the while.
        }

        return app.Urls.FirstOrDefault(u => !u.Contains("unix:", StringComparison.Ordinal)) ?? "";
    }

    private static void Register(
        IServiceCollection to,
        GatewayOptions options,
        GatewayServices services,
        GatewayToken token,
        GatewayLifetime lifetime,
        ILoggerFactory logs
    )
    {
        to.AddRoutingCore();
        to.AddSingleton(logs);
        to.AddSingleton<IHostLifetime, NoSignals>();
        to.AddSingleton(options).AddSingleton(options.Time).AddSingleton(token).AddSingleton(lifetime);
        to.AddSingleton(services);
        to.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        to.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        to.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.TypeInfoResolver = ProtocolJson.Default;
            // A mistyped "hash" must not become a yes without one.
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.RespectNullableAnnotations = true;
        });
    }

    /// <summary>Signals are the executable's: a gateway within a command must not end because of them before the command does.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
