using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary>What has been found so far. It only grows, so more script never means less effect.</summary>
internal sealed class Outcome
{
    private const int MostCommands = 2_000;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private EffectClass _class = EffectClass.Read;
    private EffectTraits _traits;

    public List<ShellCommand> Commands { get; } = [];

    private List<ShellFile> Files { get; } = [];

    private List<ShellDestination> Destinations { get; } = [];

    private List<ShellFinding> Findings { get; } = [];

    /// <summary>How often something went to or came from the network.</summary>
    public int Sends { get; private set; }

    public void Add(ShellCommand command)
    {
        if (Commands.Count >= MostCommands)
        {
            Find(ShellFindingKind.Limit, "It runs too many commands.");
            return;
        }

        Commands.Add(command);
    }

    /// <summary>A program that only reads.</summary>
    public void Reads() => _traits |= EffectTraits.Executes;

    /// <summary>A program, or the shell itself, that changes something.</summary>
    public void Acts(EffectTraits traits = EffectTraits.None)
    {
        _class = EffectClass.Irreversible;
        _traits |= EffectTraits.Executes | traits;
        Sends += traits.HasFlag(EffectTraits.Sends) ? 1 : 0;
    }

    public void Find(ShellFindingKind kind, string detail)
    {
        // What cannot be analysed may do anything.
        Acts();
        if (_seen.Add($"{kind} {detail}"))
        {
            Findings.Add(new(kind, detail));
        }
    }

    public void Touch(ShellWord path, ShellFileUse use)
    {
        if (_seen.Add($"file {use} {path.Kind} {path.Text}"))
        {
            Files.Add(new(path, use));
        }
    }

    public void SendTo(string host, string text)
    {
        Acts(EffectTraits.Sends);
        if (_seen.Add($"to {host} {text}"))
        {
            Destinations.Add(new(host, text));
        }
    }

    public ShellReading ToReading() =>
        new()
        {
            Commands = [.. Commands],
            Files = [.. Files],
            Destinations = [.. Destinations],
            Findings = [.. Findings],
            Effect = new Effect(_class, _traits),
        };
}
