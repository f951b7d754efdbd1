using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Agents;

/// <summary>Shows an agent's file whole with what it comes to, and writes it on the owner's yes.</summary>
internal sealed class DraftReview(CommandScope scope, GatewayClient client)
{
    private Screen Screen => scope.Screen;

    /// <summary>Shows a file, or what changed in it, then what the agent can do, what is missing and what was read into the words.</summary>
    public void Show(AgentDraftResponse draft, string? before = null)
    {
        var lines = before is null
            ? Sanitize.Lines(draft.Text)
            : [.. TextDiff.Of(before, draft.Text ?? "").Select(Sanitize.Line)];
        foreach (var line in lines)
        {
            Screen.Output.WriteLine(line);
        }

        Screen.Output.WriteLine();
        Screen.Markup($"[bold]{Screen.Safe(draft.Name)}[/] {Screen.Safe(string.Join("; ", draft.Can))}");
        foreach (var missing in draft.Missing)
        {
            Screen.Markup($"  [yellow]no {Screen.Safe(missing.Connector)}[/]: {Screen.Safe(missing.Todo)}");
        }

        foreach (var note in draft.Notes.Concat(draft.Problems))
        {
            Screen.Markup($"  {Screen.Safe(note)}");
        }
    }

    /// <summary>Asks and writes; null where the owner said no, or the input ended.</summary>
    public async Task<AgentResponse?> AskAsync(
        AgentDraftResponse draft,
        string? before,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            Show(draft, before);
            var answer = draft.Text is null
                ? await Screen
                    .AskAsync("[[e]] edit again  [[n]] drop it", "en", cancellationToken)
                    .ConfigureAwait(false)
                : await Screen
                    .AskAsync("Write it? [[y]] yes  [[e]] edit  [[n]] no", "yen", cancellationToken)
                    .ConfigureAwait(false);
            switch (answer)
            {
                case 'y':
                    return
                        before is null
                        && draft.Replaces is not null
                        && !await MayReplaceAsync(draft, cancellationToken).ConfigureAwait(false)
                        ? null
                        : await WriteAsync(draft, cancellationToken).ConfigureAwait(false);
                case 'e':
                    draft = await EditAsync(draft, draft.Text ?? _left ?? before ?? "", cancellationToken)
                        .ConfigureAwait(false);
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>Has the owner change a text, and looks at what it became.</summary>
    public async Task<AgentDraftResponse> EditAsync(
        AgentDraftResponse draft,
        string text,
        CancellationToken cancellationToken
    )
    {
        var edited =
            await Editing
                .EditAsync(text, scope.Context.Environment, scope.Context.Editor, cancellationToken)
                .ConfigureAwait(false)
            ?? throw new CommandFailedException(
                "editor",
                "There is no editor to open.",
                "Set EDITOR, such as: export EDITOR=nano"
            );
        _left = edited;
        var checkedNow = await client
            .CheckAgentAsync(draft.Name ?? "", new AgentFileRequest(edited), cancellationToken)
            .ConfigureAwait(false);
        // What it replaces is what was there when the owner began, so that a change meanwhile shows.
        return checkedNow with { Replaces = draft.Replaces, Missing = draft.Missing, Notes = draft.Notes };
    }

    // An edit that does not parse is not lost: the next one begins with it.
    private string? _left;

    /// <summary>Writes what was shown.</summary>
    public Task<AgentResponse> WriteAsync(AgentDraftResponse draft, CancellationToken cancellationToken) =>
        client.WriteAgentAsync(
            draft.Name ?? "",
            new AgentFileRequest(draft.Text ?? "", draft.Replaces),
            cancellationToken
        );

    private async Task<bool> MayReplaceAsync(AgentDraftResponse draft, CancellationToken cancellationToken)
    {
        var prompt = $"There is an agent {Screen.Safe(draft.Name)} already. Put this in its place? [[y]] yes  [[n]] no";
        return await Screen.AskAsync(prompt, "yn", cancellationToken).ConfigureAwait(false) == 'y';
    }
}
