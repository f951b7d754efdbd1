using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Shell.Programs;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary><c>git</c>: what its subcommands do. A repository's own config and hooks can run anything and are not seen here.</summary>
internal static class GitCommand
{
    private static readonly OptionSet s_globalValues = new(
        "-C -c --git-dir --work-tree --namespace --exec-path --super-prefix --config-env --attr-source"
    );

    private static readonly OptionSet s_risks = new(
        "-O --open-files-in-pager --ext-diff --textconv --upload-pack --receive-pack --exec --upload-archive --remote --config --template --separate-git-dir --gpg-sign --filters --show-signature"
    );

    private static readonly string[] s_reads =
    [
        "status",
        "log",
        "diff",
        "show",
        "rev-parse",
        "ls-files",
        "ls-tree",
        "blame",
        "annotate",
        "describe",
        "shortlog",
        "rev-list",
        "cat-file",
        "merge-base",
        "name-rev",
        "count-objects",
        "var",
        "check-ignore",
        "whatchanged",
        "diff-tree",
        "diff-index",
        "diff-files",
        "for-each-ref",
        "show-ref",
        "version",
        "grep",
        "cherry",
        "range-diff",
        "verify-commit",
        "verify-tag",
    ];

    // Lists with these options or none.
    private static readonly string[] s_lists =
    [
        "branch",
        "tag",
        "remote",
        "stash",
        "worktree",
        "notes",
        "reflog",
        "config",
        "submodule",
    ];

    private static readonly string[] s_listing =
    [
        "-a",
        "-r",
        "-v",
        "-vv",
        "-l",
        "--list",
        "--all",
        "--show-current",
        "--get",
        "--get-all",
        "list",
        "show",
        "status",
        "--verbose",
    ];

    private static readonly string[] s_sends =
    [
        "push",
        "pull",
        "fetch",
        "clone",
        "ls-remote",
        "remote",
        "submodule",
        "archive",
        "send-email",
        "request-pull",
        "lfs",
        "svn",
        "p4",
    ];

    private static readonly string[] s_destroys =
    [
        "clean",
        "reset",
        "restore",
        "rm",
        "mv",
        "checkout",
        "switch",
        "gc",
        "prune",
        "reflog",
        "filter-branch",
        "filter-repo",
        "update-ref",
        "stash",
        "branch",
        "tag",
        "worktree",
        "rebase",
        "notes",
        "repack",
        "replace",
        "symbolic-ref",
    ];

    private static readonly string[] s_knownOthers =
    [
        "add",
        "commit",
        "merge",
        "cherry-pick",
        "revert",
        "init",
        "am",
        "apply",
        "format-patch",
        "bundle",
        "commit-tree",
        "write-tree",
        "hash-object",
        "read-tree",
        "update-index",
    ];

    // These run commands that are given or configured.
    private static readonly string[] s_runs =
    [
        "bisect",
        "filter-branch",
        "difftool",
        "mergetool",
        "config",
        "hook",
        "send-email",
        "daemon",
        "instaweb",
        "gui",
        "maintenance",
        "credential",
        "lfs",
        "svn",
        "p4",
        "for-each-repo",
        "shell",
        "cvsserver",
        "http-backend",
    ];

    public static void Run(Walker walker, List<ShellWord> arguments, Frame frame)
    {
        walker.Outcome.Reads();
        var global = Options.Read(arguments, s_globalValues, stopsAtOperand: true);
        foreach (
            var (option, _) in global.Given.Where(o =>
                o.Name
                    is not (
                        "--no-pager"
                        or "--version"
                        or "--help"
                        or "--no-optional-locks"
                        or "-P"
                        or "--literal-pathspecs"
                    )
            )
        )
        {
            walker.Found(ShellFindingKind.Option, $"“git {option}” can change what git runs.");
        }

        if (global.Operands is not [var command, .. var rest])
        {
            return;
        }

        var words = rest.ToList();
        var name = command.Text;
        var isRisky = words.Find(w =>
            s_risks.MayMatch(w.Text)
            && !(
                w.Text.StartsWith('-')
                && !w.Text.StartsWith("--", StringComparison.Ordinal)
                && !w.Text.StartsWith("-O", StringComparison.Ordinal)
            )
        );
        if (isRisky.Text is { } risk)
        {
            walker.Found(ShellFindingKind.Option, $"“git {name} {risk}” can run something.");
        }

        for (var i = 0; i < words.Count && words[i].Text != "--"; i++)
        {
            // A message is no option, whatever is in it.
            if (CommandReader.MayBecomeOption(words[i]) && !(i > 0 && words[i - 1].Text is "-m" or "--message"))
            {
                walker.Found(
                    ShellFindingKind.Option,
                    $"“{words[i].Text}” may become an option that makes git run something."
                );
            }
        }

        if (IsListing(name, words))
        {
            Reads(walker, words);
            return;
        }

        walker.Outcome.Acts();
        var isKnown =
            s_reads.Contains(name)
            || s_lists.Contains(name)
            || s_sends.Contains(name)
            || s_destroys.Contains(name)
            || s_knownOthers.Contains(name);
        if (
            !command.IsLiteral
            || s_runs.Contains(name)
            || !isKnown
            || (name is "rebase" && words.Exists(w => w.Text.StartsWith("-x", StringComparison.Ordinal)))
            || (name == "submodule" && words.Exists(w => w.Text == "foreach"))
        )
        {
            walker.Found(
                ShellFindingKind.Option,
                $"“git {name}” runs what is configured or given elsewhere, or is not known."
            );
        }

        if (s_destroys.Contains(name) || (name == "push" && words.Exists(IsForce)))
        {
            walker.Outcome.Acts(EffectTraits.Destroys);
        }

        if (s_sends.Contains(name))
        {
            Sends(walker, name, words);
        }
        else if (s_destroys.Contains(name))
        {
            var paths = words.Where(w => !w.Text.StartsWith('-')).ToList();
            paths.ForEach(p => FileUses.Note(walker, p, ShellFileUse.Destroy));
        }
    }

    private static bool IsListing(string name, List<ShellWord> words) =>
        s_reads.Contains(name)
            && !words.Exists(w =>
                new OptionSet("--output").MayMatch(w.Text) && w.Text.StartsWith("--o", StringComparison.Ordinal)
            )
        || s_lists.Contains(name)
            && !(name == "remote" && words.Exists(w => w.Text == "show"))
            && words.TrueForAll(w => s_listing.Contains(w.Text))
            && !(name == "stash" && words.Count == 0)
        || name == "config" && words is [{ Text: "--get" or "--get-all" }, _];

    private static void Reads(Walker walker, List<ShellWord> words)
    {
        // An expansion may become --output.
        if (
            !words.TrueForAll(w =>
                w.IsLiteral || (w.Kind == ShellWordKind.Pattern && w.Text[0] is not ('*' or '?' or '['))
            )
        )
        {
            walker.Outcome.Acts();
        }
    }

    private static bool IsForce(ShellWord word) =>
        new OptionSet("-f -d --force --force-with-lease --force-if-includes --delete --mirror --prune").MayMatch(
            word.Text
        )
        || word.Text.StartsWith('+')
        || word.Text.StartsWith(':');

    private static void Sends(Walker walker, string name, List<ShellWord> words)
    {
        walker.Outcome.Acts(EffectTraits.Sends);
        var operands = Options
            .Read(
                words,
                new OptionSet(
                    "-b -o -j --branch --depth --origin --reference --push-option --jobs --recurse-submodules"
                ),
                stopsAtOperand: false
            )
            .Operands;
        var remote = name is "remote" or "submodule"
            ? operands.Skip(1).FirstOrDefault(o => o.Text.AsSpan().ContainsAny(":/"))
            : operands.FirstOrDefault();
        var isTold = remote.Text is not null && Destinations.AddRemote(walker, remote);
        if (!isTold && remote.Text?.StartsWith('.') != true && remote.Text?.StartsWith('/') != true)
        {
            // "origin" is a name in the repository's config.
            walker.Outcome.SendTo("", $"git {name} {remote.Text}".TrimEnd());
            walker.Found(
                ShellFindingKind.ComputedDestination,
                $"Where “git {name} {remote.Text}” sends to stands in the repository's config."
            );
        }
    }
}
