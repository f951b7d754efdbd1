using MeshClaw.Policy;
using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Models;

/// <summary>Which model of a chain answered.</summary>
public static class AnsweredBy
{
    private const string Key = "meshclaw.answered-by";

    /// <summary>The model that gave an answer; null where it was no <see cref="IModelSource"/> that gave it.</summary>
    public static ConnectionName? Of(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        // Where updates with ids are put together, what they note lands in the message.
        return Of(response.AdditionalProperties)
            ?? response.Messages.Select(m => Of(m.AdditionalProperties)).FirstOrDefault(m => m is not null);
    }

    /// <summary>The model that gave a piece of an answer.</summary>
    public static ConnectionName? Of(ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Of(update.AdditionalProperties);
    }

    /// <summary>Notes it.</summary>
    public static void Note(AdditionalPropertiesDictionary properties, ConnectionName model)
    {
        ArgumentNullException.ThrowIfNull(properties);
        properties[Key] = model.Value;
    }

    private static ConnectionName? Of(AdditionalPropertiesDictionary? properties) =>
        properties?.TryGetValue(Key, out string? name) == true && name is not null ? new ConnectionName(name) : null;
}
