namespace MeshClaw.Protocol;

/// <summary>
/// Makes or replaces a model. Exactly one of <see cref="OpenAICompatible"/>, <see cref="Anthropic"/> and <see cref="Azure"/>.
/// </summary>
public sealed record ModelConnectRequest
{
    /// <summary><c>model/work</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The address of a server that speaks like OpenAI's chat completions.</summary>
    public string? OpenAICompatible { get; init; }

    /// <summary>The address of a server that speaks like Anthropic's messages; empty for Anthropic's own.</summary>
    public string? Anthropic { get; init; }

    /// <summary>The address of a resource at Azure OpenAI.</summary>
    public string? Azure { get; init; }

    /// <summary>The model's id there; at Azure the deployment's name.</summary>
    public required string Id { get; init; }

    /// <summary>The key; kept encrypted. Null for the one that is kept already for the same address, or none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>It runs on a machine of the owner's: it costs nothing.</summary>
    public bool Local { get; init; }

    /// <summary>The owner accepts that the way to it is not encrypted.</summary>
    public bool Insecure { get; init; }
}

/// <summary>A model that works.</summary>
/// <param name="Model"><c>model/work</c>.</param>
/// <param name="Id">Its id at its provider.</param>
/// <param name="Models">Ids of all that the provider lists; null where it lists none.</param>
/// <param name="AnsweredMs">Until the first piece of its answer came.</param>
/// <param name="Notes">What the owner should know.</param>
public sealed record ModelConnectResponse(
    string Model,
    string Id,
    IReadOnlyList<string>? Models,
    double AnsweredMs,
    IReadOnlyList<string> Notes
);

/// <summary>A model that is connected.</summary>
/// <param name="Model"><c>model/work</c>.</param>
/// <param name="Id">Its id at its provider.</param>
/// <param name="Where">Its address.</param>
/// <param name="Provider"><c>openai-compatible</c>, <c>anthropic</c> or <c>azure</c>.</param>
/// <param name="Local">It costs nothing.</param>
/// <param name="Used">Which it is in the chain of those that are used, from 1; null where it is not in it.</param>
public sealed record ModelResponse(string Model, string Id, string Where, string Provider, bool Local, int? Used);
