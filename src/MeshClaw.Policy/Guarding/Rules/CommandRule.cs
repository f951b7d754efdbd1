using System.Collections.Frozen;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Shell;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>
/// What a shell command would run, parsed. One that cannot be analysed asks, at whatever autonomy; so does one that does more than its
/// tool declares, or that reaches a host which the call does not name.
/// </summary>
internal sealed class CommandRule : IGuardRule
{
    private static readonly FrozenSet<string> s_arguments = new[]
    {
        "command",
        "cmd",
        "script",
        "shell",
        "commandline",
        "command_line",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public string Id => "command";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        if (snapshot.Proposer == Proposer.OwnerUndo || !call.Effect.Traits.HasFlag(EffectTraits.Executes))
        {
            return;
        }

        var commands = call.Values.Where(v => v.Form == ValueForm.Text && s_arguments.Contains(v.Name)).ToList();
        // A deployment that is started by name is no code of the run's.
        if (commands.Count == 0 && !call.Verbs.HasFlag(Verbs.Deploy))
        {
            reasons.Add(new Reason(Id, Verdict.Ask, $"{call.Tool} runs code that the guard cannot read."));
        }

        foreach (var command in commands)
        {
            Judge(call, ShellReading.Read(command.Text), reasons);
        }
    }

    private void Judge(ProposedCall call, ShellReading reading, List<Reason> reasons)
    {
        if (reading.MustAsk)
        {
            reasons.Add(new Reason(Id, Verdict.Ask, reading.Findings[0].Detail));
            return;
        }

        if (reading.Effect.Class > call.Effect.Class || (reading.Effect.Traits & ~call.Effect.Traits) != 0)
        {
            var sentence = $"The command does more ({reading.Effect}) than {call.Tool} declares ({call.Effect}).";
            reasons.Add(new Reason(Id, Verdict.Ask, sentence));
        }

        foreach (var place in reading.Destinations)
        {
            if (
                !call.Destinations.Any(d =>
                    d.Kind == "host" && string.Equals(d.Value, place.Host, StringComparison.Ordinal)
                )
            )
            {
                reasons.Add(
                    new Reason(Id, Verdict.Ask, $"The command reaches “{place.Text}”, which the call does not name.")
                );
            }
        }
    }
}
