using System.CommandLine;

namespace MeshClaw.Cli.Commands;

/// <summary>The options of every command.</summary>
internal static class GlobalOptions
{
    /// <summary><c>--home DIR</c>.</summary>
    public static Option<string?> Home { get; } =
        new("--home")
        {
            Description = "The folder that holds everything (default: $MESHCLAW_HOME, else ~/.meshclaw).",
            HelpName = "DIR",
            Recursive = true,
        };

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json { get; } =
        new("--json")
        {
            Description = "One JSON document on standard output, everything else on standard error.",
            Recursive = true,
        };

    /// <summary>The home folder, absolute, as the gateway finds it: by option, by <c>MESHCLAW_HOME</c>, or <c>~/.meshclaw</c>.</summary>
    public static string ResolveHome(string? given, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var chosen = new[] { given, environment("MESHCLAW_HOME") }.FirstOrDefault(c => !string.IsNullOrWhiteSpace(c));
        var home = chosen switch
        {
            null => Path.Join(user, ".meshclaw"),
            "~" => user,
            _ when chosen.StartsWith("~/", StringComparison.Ordinal) => Path.Join(user, chosen[2..]),
            _ => chosen,
        };
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(home));
    }
}
