using MeshClaw.Core.Mail;

namespace MeshClaw.Core.Skills;

/// <summary>Which paths files of a skill may have, wherever they come from.</summary>
internal static class SkillPaths
{
    private const int MaxDepth = 8;
    private const int MaxLength = 240;

    // Of other programs, not of the skill: what a clone and ClawHub's installer leave.
    private static readonly string[] s_leftOut = [".git", ".clawhub", ".clawdhub"];

    /// <summary>Why a path is none of a skill; null where it may be.</summary>
    public static string? Refuses(string path)
    {
        var steps = path.Split('/');
        return path.Length is 0 or > MaxLength || steps.Length > MaxDepth
                ? $"“{Shown(path)}” is longer than {MaxLength} characters or deeper than {MaxDepth} folders."
            : steps.Any(s => s is "" or "." or "..") ? $"“{Shown(path)}” leads out of the skill's folder."
            : path.Any(c =>
                char.IsControl(c) || c is '\\' or ':' || char.IsSurrogate(c) || InvisibleText.IsInvisible(c)
            )
                ? $"“{Shown(path)}” has a character that file names of skills may not have."
            : null;
    }

    /// <summary>Whether a file or folder at the top is another program's, and so not installed.</summary>
    public static bool IsLeftOut(string path) => s_leftOut.Contains(path.Split('/')[0]);

    private static string Shown(string path) => InvisibleText.Line(path, 100);
}
