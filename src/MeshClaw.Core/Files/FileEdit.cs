namespace MeshClaw.Core.Files;

/// <summary>What became of an edit of a file's text: the new text, or why there is none. Nothing is written.</summary>
/// <param name="Text">The new text; all that the edit is not about is in it byte for byte.</param>
/// <param name="Refusal">One or two sentences, where there is no text.</param>
public sealed record FileEdit(string? Text, string? Refusal)
{
    internal static FileEdit Done(string text) => new(text, null);

    internal static FileEdit Refused(string why) => new(null, why);

    internal static FileEdit Refused<T>(FileResult<T> broken)
        where T : class => new(null, $"The file has an error: {broken.Errors.First()}");
}
