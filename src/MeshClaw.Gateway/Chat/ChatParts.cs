using MeshClaw.Core.Events;
using MeshClaw.Gateway.Scheduling;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Chat;

/// <summary>What a gateway has for chat as company software: setting it up, and watching it.</summary>
internal sealed class ChatParts : IDisposable
{
    public ChatParts(GatewayServices services, GatewayOptions options, ILoggerFactory logs)
    {
        Setup = new ChatSetup(
            options,
            services.Files,
            services.Secrets,
            services.Connectors,
            services.Agents,
            services.Audit
        );
        Watch = new ChatWatch(
            options,
            services.Files.Config,
            services.Secrets,
            new ChatEvents(services.Events, options.Time),
            logs.CreateLogger<ChatWatch>()
        );
        services.Connectors.Forgotten += Watch.Forget;
    }

    /// <summary>Makes and removes connections.</summary>
    public ChatSetup Setup { get; }

    /// <summary>Raises events.</summary>
    public ChatWatch Watch { get; }

    /// <summary>What handles them.</summary>
    public static IEnumerable<IEventHandler> HandlersOf(
        GatewayServices services,
        AgentStarts starts,
        TimeProvider time
    ) =>
        ChatEvents.Kinds.SelectMany(kind =>
            new IEventHandler[]
            {
                new ChatArrivals(kind, services.Agents, services.Events, time),
                new ChatRuns(kind, starts),
            }
        );

    /// <inheritdoc />
    public void Dispose()
    {
        Setup.Dispose();
        Watch.Dispose();
    }
}
