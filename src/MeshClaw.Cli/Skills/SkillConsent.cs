using System.CommandLine;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Skills;

/// <summary>
/// The owner's yes to exactly what was shown. <c>--yes</c> is one only where nothing in the skill is to be read with care; where something is, the
/// hash that was shown must be named.
/// </summary>
internal sealed class SkillConsent
{
    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "Yes without asking, unless something in it must be read with care.",
    };
    private readonly Option<string?> _hash = new("--hash")
    {
        Description = "Yes to the content of this hash, as it was shown, and to no other.",
        HelpName = "H",
    };
    private readonly Option<bool> _network = new("--network")
    {
        Description = "Let its scripts reach the network. Without it they have none.",
    };

    /// <summary>Its options.</summary>
    public IEnumerable<Option> Options => [_yes, _hash, _network];

    /// <summary>Shows, asks, and says yes; the exit code.</summary>
    public async Task<int> AskAsync(
        CommandScope scope,
        GatewayClient client,
        SkillReviewResponse skill,
        string? agent,
        CancellationToken cancellationToken
    )
    {
        var network = scope.Arguments.GetValue(_network);
        if (!scope.Json)
        {
            new SkillCard(scope.Screen).Show(skill);
            scope.Screen.Output.WriteLine();
        }

        switch (await AnswerAsync(scope, skill, network, cancellationToken).ConfigureAwait(false))
        {
            case null when scope.Json:
                scope.WriteJson(skill, ProtocolJson.Default.SkillReviewResponse);
                return ExitCode.Waiting;
            case null:
                scope.Screen.Note($"Nothing may use it yet. Say yes with: --hash {skill.Hash}");
                return ExitCode.Waiting;
            case false:
                scope.Screen.Note("Nothing may use it.");
                return ExitCode.Done;
            case true:
                break;
        }

        var request = new SkillApproveRequest
        {
            Hash = skill.Hash,
            Stage = skill.Stage,
            Agent = agent,
            Network = network,
        };
        var now = await client.ApproveSkillAsync(skill.Name, request, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(now, ProtocolJson.Default.SkillResponse);
        }
        else
        {
            scope.Screen.Note(
                now.UsedBy.Count > 0
                    ? $"{now.Name} can be used, by {string.Join(", ", now.UsedBy)}."
                    : $"{now.Name} can be used. An agent uses it once its file names it: skills: [{now.Name}]"
            );
        }

        return ExitCode.Done;
    }

    private async Task<bool?> AnswerAsync(
        CommandScope scope,
        SkillReviewResponse skill,
        bool network,
        CancellationToken cancellationToken
    )
    {
        if (scope.Arguments.GetValue(_hash) is { } hash)
        {
            return string.Equals(hash, skill.Hash, StringComparison.OrdinalIgnoreCase) ? true : null;
        }

        if (scope.Arguments.GetValue(_yes) && skill.Passages.Count == 0 && skill.Names.Count == 0)
        {
            return true;
        }

        if (!scope.Interactive)
        {
            return null;
        }

        var scripts = skill.Files.Any(f => f.Interpreter is not null)
            ? network
                ? " Its scripts get the network."
                : " Its scripts get no network (--network)."
            : "";
        var prompt = $"Let agents that name it use {Screen.Safe(skill.Name)}?{scripts} [[y]] yes  [[n]] no";
        return await scope.Screen.AskAsync(prompt, "yn", cancellationToken).ConfigureAwait(false) == 'y';
    }
}
