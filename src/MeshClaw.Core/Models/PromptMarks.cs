using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Models;

/// <summary>
/// Marks in a prompt that say up to where it is the same in the next call, for providers that cache what they are told to. A mark changes
/// no text, and the loop sets it whatever the provider is.
/// </summary>
public static class PromptMarks
{
    private const string Key = "meshclaw.stable-to-here";

    /// <summary>Says that all up to and with this content stays the same. Two or three marks in a prompt are plenty.</summary>
    public static T StableToHere<T>(this T content)
        where T : AIContent
    {
        ArgumentNullException.ThrowIfNull(content);
        (content.AdditionalProperties ??= [])[Key] = true;
        return content;
    }

    /// <summary>Whether a content is marked.</summary>
    public static bool IsStableToHere(AIContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content.AdditionalProperties?.ContainsKey(Key) == true;
    }
}
