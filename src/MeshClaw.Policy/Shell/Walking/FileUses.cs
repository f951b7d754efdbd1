using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Shell.Programs;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary>Which files a command changes.</summary>
internal static class FileUses
{
    // What decides who may log in, or what runs at the next login.
    private static readonly string[] s_access =
    [
        "authorized_keys",
        "/.ssh",
        "/etc/",
        "sudoers",
        ".bashrc",
        ".bash_profile",
        ".bash_login",
        ".bash_logout",
        ".profile",
        ".zshrc",
        ".zshenv",
        ".zprofile",
        ".gitconfig",
        ".git/hooks",
        ".git/config",
        "/cron",
        "/systemd/",
        "autostart",
        ".netrc",
        ".npmrc",
        ".pypirc",
        ".kube/",
        ".aws/",
        ".docker/",
        "/proc/",
        "/sys/",
        "rc.local",
    ];

    public static void Note(Walker walker, ShellWord path, ShellFileUse use)
    {
        walker.Outcome.Touch(path, use);
        if (path.Kind == ShellWordKind.Computed)
        {
            walker.Found(ShellFindingKind.ComputedTarget, $"What “{path.Text}” names is known only when it runs.");
        }

        if (
            use != ShellFileUse.Read
            && (s_access.Any(a => path.Text.Contains(a, StringComparison.Ordinal)) || path.Text == ".ssh")
        )
        {
            walker.Outcome.Acts(EffectTraits.ChangesAccess);
        }
    }

    /// <summary>Notes the operands of a program that changes files.</summary>
    public static void Of(Walker walker, ProgramRule rule, string name, Options options)
    {
        var use =
            rule.Traits.HasFlag(EffectTraits.ChangesAccess) ? ShellFileUse.ChangeAccess
            : name is "cp" or "install" or "ln" or "link" or "tee" or "touch" or "mkdir" or "mkfifo" or "mknod"
                ? ShellFileUse.Write
            : ShellFileUse.Destroy;
        var operands = options.Operands;
        if (
            options.ValueOf("-t", "--target-directory") is { } folder
            && rule.Paths is PathOperands.Last or PathOperands.Moved
        )
        {
            Note(walker, folder, ShellFileUse.Write);
            operands = rule.Paths == PathOperands.Last ? [] : [.. operands, folder];
        }

        switch (rule.Paths)
        {
            case PathOperands.None:
                break;
            case PathOperands.All when name == "dd":
                Dd(walker, operands);
                break;
            case PathOperands.All:
                NoteAll(walker, operands, use);
                break;
            case PathOperands.Last:
                NoteAll(walker, operands.Skip(operands.Count - 1), use);
                break;
            case PathOperands.AllButFirst:
                NoteAll(walker, options.ValueOf("--reference") is null ? operands.Skip(1) : operands, use);
                break;
            case PathOperands.Moved:
                NoteAll(walker, operands.SkipLast(1), ShellFileUse.Destroy);
                NoteAll(walker, operands.TakeLast(1), ShellFileUse.Write);
                break;
        }
    }

    private static void NoteAll(Walker walker, IEnumerable<ShellWord> paths, ShellFileUse use)
    {
        foreach (var path in paths)
        {
            Note(walker, path, use);
        }
    }

    private static void Dd(Walker walker, IReadOnlyList<ShellWord> operands)
    {
        foreach (var operand in operands)
        {
            if (operand.Text.StartsWith("of=", StringComparison.Ordinal))
            {
                Note(walker, operand with { Text = operand.Text[3..] }, ShellFileUse.Destroy);
            }
            else if (!operand.IsLiteral)
            {
                Note(walker, operand, ShellFileUse.Destroy);
            }
        }
    }
}
