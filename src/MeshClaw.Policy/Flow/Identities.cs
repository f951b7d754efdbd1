using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>One spelling for whoever or whatever can be sent to.</summary>
internal static class Identities
{
    /// <summary>An address in its normalised form, anything else trimmed and in lower case.</summary>
    public static string Normalize(string text) =>
        text.Contains('@', StringComparison.Ordinal)
            ? MailAddress.Normalize(text) ?? text
            : Words.Fold(text.AsSpan().Trim());
}
