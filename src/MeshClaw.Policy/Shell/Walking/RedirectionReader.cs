using System.Collections.Immutable;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Shell.Expansion;
using MeshClaw.Policy.Shell.Syntax;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary>What redirections read and write.</summary>
internal sealed class RedirectionReader(Walker walker)
{
    private static readonly string[] s_devices =
    [
        "/dev/null",
        "/dev/stdin",
        "/dev/stdout",
        "/dev/stderr",
        "/dev/tty",
        "/dev/zero",
    ];

    /// <summary>Notes them, and tells what standard input is afterwards.</summary>
    public Input Read(ImmutableArray<Redirection> redirections, Scope scope, Input input)
    {
        foreach (var redirection in redirections)
        {
            var sends = walker.Outcome.Sends;
            var target = walker.Expander.One(redirection.Target, scope);
            var isNetwork = walker.Outcome.Sends > sends || target.IsFromNetwork;
            input = redirection.Operator switch
            {
                "<<" or "<<-" or "<<<" when target.IsLiteral || target.Kind == ShellWordKind.Pattern => new(
                    InputKind.Literal,
                    target.Text
                ),
                "<<" or "<<-" or "<<<" => new(isNetwork ? InputKind.Network : InputKind.Computed, "a heredoc"),
                "<" => Opens(target, ShellFileUse.Read, isNetwork) ?? input,
                "<>" => Opens(target, ShellFileUse.Write, isNetwork) ?? input,
                "<&" => input,
                ">&" when target.Text == "-" || target.Text.TrimEnd('-').All(char.IsAsciiDigit) => input,
                ">>" or "&>>" => Writes(target, ShellFileUse.Append, isNetwork, input),
                _ => Writes(target, ShellFileUse.Write, isNetwork, input),
            };
        }

        return input;
    }

    private Input Writes(ShellWord target, ShellFileUse use, bool isNetwork, Input input)
    {
        Opens(target, use, isNetwork);
        return input;
    }

    private Input? Opens(ShellWord target, ShellFileUse use, bool isNetwork)
    {
        if (
            target.Text.StartsWith("/dev/tcp/", StringComparison.Ordinal)
            || target.Text.StartsWith("/dev/udp/", StringComparison.Ordinal)
        )
        {
            var host = target.Text.Split('/')[3];
            Destinations.AddHost(walker, target with { Text = host });
            return new(InputKind.Network, target.Text);
        }

        if (target.Kind == ShellWordKind.Computed && target.Text is "<(…)")
        {
            return new(isNetwork ? InputKind.Network : InputKind.Computed, "a process substitution");
        }

        walker.Outcome.Reads();
        if (use != ShellFileUse.Read && (!target.IsLiteral || !IsDevice(target.Text)))
        {
            walker.Outcome.Acts(use == ShellFileUse.Write ? EffectTraits.Destroys : EffectTraits.None);
            FileUses.Note(walker, target, use);
        }
        else
        {
            walker.Outcome.Touch(target, use);
        }

        return new(isNetwork ? InputKind.Network : InputKind.File, target.Text);
    }

    private static bool IsDevice(string path) =>
        s_devices.Contains(path) || path.StartsWith("/dev/fd/", StringComparison.Ordinal);
}
