using System.Globalization;

namespace MeshClaw.Storage.MailIndex;

/// <summary>A message's id in its folder as it is kept: a number where it is written as numbers are, so that 9 comes before 10; else its text.</summary>
internal static class PlaceKey
{
    /// <summary>Before all others.</summary>
    public const long BeforeAll = -1;

    public static object Of(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && (id[0] != '0' || id.Length == 1)
            ? number
            : id;

    public static string Read(object key) => key as string ?? ((long)key).ToString(CultureInfo.InvariantCulture);
}
