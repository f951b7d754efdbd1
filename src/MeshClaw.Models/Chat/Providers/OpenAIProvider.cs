using System.ClientModel;
using System.ClientModel.Primitives;
using MeshClaw.Core.Models;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace MeshClaw.Models.Chat.Providers;

/// <summary>
/// Chat completions, through OpenAI's SDK; also Azure's, below <c>/openai/v1</c>. Loading this type loads the SDK, so nothing may name it
/// before a model is called.
/// </summary>
internal static class OpenAIProvider
{
    // The handler below the SDK sends the key; the SDK wants one all the same.
    private const string NoKey = "none";

    public static IChatClient Create(ModelConfig config, HttpClient http)
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = ModelPaths.Base(config),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(0), // Ours, which is told to the meter.
            NetworkTimeout = Timeout.InfiniteTimeSpan, // ModelHttpHandler's.
        };
        return new ChatClient(config.Model, new ApiKeyCredential(NoKey), options).AsIChatClient();
    }
}
