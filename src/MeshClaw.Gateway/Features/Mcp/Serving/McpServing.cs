using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Features.Mcp.Serving;

/// <summary>The door of MeshClaw's MCP server, which is built when somebody first comes through it: an idle gateway has none of it loaded.</summary>
internal sealed class McpServing(GatewayOptions options, Func<Core.Runs.RunEngine> engine, ILoggerFactory logs)
    : IAsyncDisposable
{
    private static readonly string[] s_methods = ["GET", "POST", "DELETE"];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Task<McpHost>? _host;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapMethods("/mcp/{agent?}", s_methods, (RequestDelegate)HandleAsync);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await CloseAsync();
        }

        _turn.Dispose();
    }

    private static async Task HandleAsync(HttpContext context)
    {
        var serving = context.RequestServices.GetRequiredService<GatewayServices>().McpServing;
        await serving.AnswerAsync(context, context.RequestServices.GetRequiredService<IHostApplicationLifetime>());
    }

    // Methods of their own, so that the library is loaded when they are first called and not before.
    private async Task AnswerAsync(HttpContext context, IHostApplicationLifetime lifetime)
    {
        await _turn.WaitAsync(context.RequestAborted);
        Task<McpHost> host;
        try
        {
            host = _host ??= McpHost.StartAsync(
                options.McpTools ?? new GuestTools(engine()),
                options.Version,
                lifetime,
                logs
            );
        }
        finally
        {
            _turn.Release();
        }

        await (await host).HandleAsync(context);
    }

    private async Task CloseAsync() => await (await _host!).DisposeAsync(); // There is one.
}
