using MeshClaw.Core.Models;

namespace MeshClaw.Models.Chat.Providers;

/// <summary>Where below a model's address its interface is.</summary>
internal static class ModelPaths
{
    /// <summary>What the SDK appends its paths to.</summary>
    public static Uri Base(ModelConfig config)
    {
        var text = config.Endpoint.AbsoluteUri.TrimEnd('/');
        var bare = config.Endpoint.AbsolutePath is "" or "/";
        return config.Provider switch
        {
            ModelProvider.OpenAICompatible => new Uri(bare ? text + "/v1" : text),
            ModelProvider.Azure => new Uri(
                text.EndsWith("/openai/v1", StringComparison.Ordinal) ? text
                : text.EndsWith("/openai", StringComparison.Ordinal) ? text + "/v1"
                : text + "/openai/v1"
            ),
            ModelProvider.Anthropic => new Uri(text),
        };
    }

    /// <summary>Where models are listed.</summary>
    public static Uri Models(ModelConfig config)
    {
        var text = Base(config).AbsoluteUri.TrimEnd('/');
        return new Uri(config.Provider == ModelProvider.Anthropic ? text + "/v1/models?limit=1000" : text + "/models");
    }
}
