using System.Globalization;

namespace MeshClaw.Storage;

/// <summary>Moments as stored: UTC, ISO 8601, fixed width, so that text order is time order.</summary>
internal static class Stamp
{
    public static string Of(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static DateTimeOffset Read(string text) =>
        DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

/// <summary>Enum members as stored: their names in lower case, which survive a new order of the members.</summary>
internal static class Word<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> s_words = Enum.GetValues<T>()
        .ToDictionary(v => v, v => v.ToString().ToLowerInvariant());

    private static readonly Dictionary<string, T> s_values = s_words.ToDictionary(p => p.Value, p => p.Key);

    public static string Of(T value) => s_words[value];

    public static T Read(string word) =>
        s_values.TryGetValue(word, out var value)
            ? value
            : throw new InvalidDataException($"The database holds '{word}', which is no {typeof(T).Name}.");
}
