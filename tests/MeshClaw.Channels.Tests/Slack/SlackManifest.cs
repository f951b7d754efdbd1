using System.Runtime.CompilerServices;

namespace MeshClaw.Channels.Tests.Slack;

/// <summary>samples/slack/manifest.yaml: the tests' app may do what that one may, and no more.</summary>
internal static class SlackManifest
{
    public static IReadOnlyList<string> Scopes { get; } = List("bot:");

    public static IReadOnlyList<string> Events { get; } = List("bot_events:");

    public static string Text { get; } = Read();

    private static List<string> List(string key) =>
        [
            .. Read()
                .Split('\n')
                .SkipWhile(l => l.Trim() != key)
                .Skip(1)
                .TakeWhile(l => l.Trim().StartsWith("- ", StringComparison.Ordinal))
                .Select(l => l.Trim()[2..]),
        ];

    private static string Read([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../samples/slack/manifest.yaml"));
}
