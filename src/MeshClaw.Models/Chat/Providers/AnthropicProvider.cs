using Anthropic;
using Anthropic.Core;
using MeshClaw.Core.Models;
using Microsoft.Extensions.AI;

namespace MeshClaw.Models.Chat.Providers;

/// <summary>
/// Messages, through Anthropic's SDK. Loading this type loads the SDK, so nothing may name it before a model is called.
/// </summary>
internal static class AnthropicProvider
{
    // The interface wants a limit; the owner's budgets are reserved by what the caller asks for.
    private const int DefaultOutput = 8192;

    public static IChatClient Create(ModelConfig config, HttpClient http)
    {
        var options = new ClientOptions
        {
            // Without one, the SDK would look for keys and profiles in the environment and the owner's home. ModelHttpHandler sends the real one.
            ApiKey = "none",
            BaseUrl = config.Endpoint.AbsoluteUri.TrimEnd('/'),
            HttpClient = http,
            MaxRetries = 0, // Ours, which is told to the meter.
            Timeout = TimeSpan.FromHours(24), // ModelHttpHandler's.
            OpenTelemetry = false, // TelemetryClient's, which writes down no content.
        };
        return new AnthropicClient(options).AsIChatClient(config.Model, DefaultOutput);
    }
}
