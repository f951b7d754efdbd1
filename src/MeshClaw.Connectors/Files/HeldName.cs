using System.Globalization;

namespace MeshClaw.Connectors.Files;

/// <summary>Names in the holding folder: when, and something that nobody guesses.</summary>
internal static class HeldName
{
    private const string Format = "yyyyMMddHHmmss";
    private const int RandomLength = 32;

    public static string Make(DateTimeOffset now, Guid random) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{now.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)}-{random:N}"
        );

    /// <summary>Nothing else is a name there: none leads out of the folder.</summary>
    public static bool IsOne(string name) => TimeOf(name) is not null;

    /// <summary>When it was made; null where it is no such name.</summary>
    public static DateTimeOffset? TimeOf(string name) =>
        name.Length == Format.Length + 1 + RandomLength
        && name[Format.Length] == '-'
        && name[(Format.Length + 1)..].All(char.IsAsciiHexDigitLower)
        && DateTimeOffset.TryParseExact(
            name.AsSpan(0, Format.Length),
            Format,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : null;
}
