using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Shell.Expansion;
using MeshClaw.Policy.Shell.Programs;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary>Programs that talk to the network.</summary>
internal sealed class NetworkReader(Walker walker)
{
    private static readonly OptionSet s_sshValues = new(
        "-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w -B"
    );

    // These run commands on this side, or send by way of other hosts.
    private static readonly OptionSet s_sshRisks = new("-o -F -J -W -w -I -D -L -R -S -E -A -X -Y");

    private static readonly string[] s_destinations =
    [
        "-x",
        "--proxy",
        "--preproxy",
        "--url",
        "--socks5",
        "--socks5-hostname",
        "--socks4",
        "--socks4a",
        "--referer-url",
    ];

    public void Run(ProgramRule rule, string name, IReadOnlyList<ShellWord> arguments)
    {
        walker.Outcome.Acts(EffectTraits.Sends);
        var options = Options.Read(arguments, rule.Values, stopsAtOperand: false);
        Outputs(rule, name, options);
        switch (rule.Kind)
        {
            case ProgramKind.SendsToUrls:
                foreach (
                    var url in options.Operands.Concat(
                        options
                            .Given.Where(o => IsDestination(name, o.Name) && o.Value is not null)
                            .Select(o => o.Value!.Value)
                    )
                )
                {
                    Destinations.AddUrl(walker, url);
                }

                break;
            case ProgramKind.SendsToHost when options.Operands is [var host, ..]:
                // dig and host take the name to ask for, and a server after an "@".
                foreach (var server in options.Operands.Where((o, i) => i == 0 || o.Text.StartsWith('@')))
                {
                    Destinations.AddHost(walker, server with { Text = server.Text.TrimStart('@') });
                }

                Unread(name, options.Operands.Skip(1));
                break;
            case ProgramKind.SendsToHost when !options.Given.Any(o => o.Name == "-l"):
                break;
            case ProgramKind.Copies:
                Copies(options.Operands);
                break;
            default:
                Destinations.Unknown(walker, name);
                break;
        }
    }

    /// <summary><c>ssh host command</c>: the words are joined and run by the shell over there.</summary>
    public void Ssh(IReadOnlyList<ShellWord> arguments, Frame frame)
    {
        walker.Outcome.Acts(EffectTraits.Sends);
        var options = Options.Read(arguments, s_sshValues, stopsAtOperand: true);
        foreach (var (option, _) in options.Given.Where(o => s_sshRisks.MayMatch(o.Name)))
        {
            walker.Found(ShellFindingKind.Option, $"“ssh {option}” can run a command here or lead elsewhere.");
        }

        if (options.Operands is not [var host, .. var after])
        {
            return;
        }

        Destinations.AddHost(walker, host);

        // Options may also stand after the host.
        var later = Options.Read([.. after], s_sshValues, stopsAtOperand: true);
        if (later.Given.Any(o => s_sshRisks.MayMatch(o.Name)))
        {
            walker.Found(
                ShellFindingKind.Option,
                "“ssh” has an option after the host that can run a command here or lead elsewhere."
            );
        }

        var code = new CodeReader(walker);
        if (later.Operands.Count > 0)
        {
            var isKnown = later.Operands.All(w => w.IsLiteral);
            var text = string.Join(' ', later.Operands.Select(w => w.Text));
            code.ForeignShell(
                new ShellWord(text, isKnown ? ShellWordKind.Literal : ShellWordKind.Computed),
                "ssh",
                new Scope(),
                frame
            );
        }
        else
        {
            walker.Found(ShellFindingKind.ComputedCode, $"What “ssh {host.Text}” runs over there is not known.");
        }
    }

    private static bool IsDestination(string name, string option) =>
        name == "curl"
        && (
            s_destinations.Contains(option)
            || (option.Length > 4 && s_destinations.Any(d => d.StartsWith(option, StringComparison.Ordinal)))
        );

    private void Outputs(ProgramRule rule, string name, Options options)
    {
        foreach (var (option, value) in options.Given.Where(o => rule.Writes.MayMatch(o.Name)))
        {
            walker.Outcome.Acts(EffectTraits.Destroys);
            if (value is { } path && path.Text is not ("-" or "/dev/null" or "/dev/stdout" or "/dev/stderr"))
            {
                FileUses.Note(walker, path, ShellFileUse.Write);
            }
        }

        // wget writes without being asked.
        if (name is "wget" or "aria2c")
        {
            walker.Outcome.Acts(EffectTraits.Destroys);
        }
    }

    private void Copies(List<ShellWord> operands)
    {
        var isRemote = false;
        foreach (var operand in operands)
        {
            isRemote |= Destinations.AddRemote(walker, operand);
        }

        if (operands.Count > 0 && !operands[^1].Text.Contains(':', StringComparison.Ordinal))
        {
            walker.Outcome.Acts(EffectTraits.Destroys);
            FileUses.Note(walker, operands[^1], ShellFileUse.Write);
        }

        if (!isRemote && operands.Count == 1)
        {
            Destinations.AddHost(walker, operands[0]);
        }
    }

    private void Unread(string name, IEnumerable<ShellWord> operands)
    {
        foreach (var operand in operands.Where(o => !o.IsLiteral))
        {
            walker.Found(
                ShellFindingKind.ComputedDestination,
                $"“{name}” is given “{operand.Text}”, which is known only when it runs."
            );
        }
    }
}
