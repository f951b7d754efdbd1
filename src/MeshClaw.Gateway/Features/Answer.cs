using System.Text.Json.Serialization.Metadata;
using MeshClaw.Gateway.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshClaw.Gateway.Features;

/// <summary>Answers in the wire types' own JSON.</summary>
internal static class Answer
{
    /// <summary>The most that a list gives at once.</summary>
    public const int MaxLimit = 1000;

    /// <summary>A value.</summary>
    public static JsonHttpResult<T> With<T>(T value, JsonTypeInfo<T> type, int status = 200) =>
        TypedResults.Json(value, type, statusCode: status);

    /// <summary>There is no such thing.</summary>
    public static ProblemResult NotFound(string what, string see) =>
        new("not-found", $"There is no {what}.", $"See: {see}");

    /// <summary>A list's limit, or why it is none.</summary>
    public static ProblemResult? RefuseLimit(int limit) =>
        limit is < 1 or > MaxLimit
            ? new ProblemResult("invalid", $"limit must be 1 to {MaxLimit}, not {limit}.")
            : null;

    /// <summary>An enumeration's words, as the wire has them.</summary>
    public static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()));

    /// <summary>Reads a state's word; numbers are none.</summary>
    public static bool TryWord<T>(string text, out T value)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && text.All(char.IsAsciiLetter) && Enum.IsDefined(value);

    /// <summary>A state's word.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
