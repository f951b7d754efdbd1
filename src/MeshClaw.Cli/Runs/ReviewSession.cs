using System.Globalization;
using System.Text.Json;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Runs;

/// <summary>Shows the calls of a run's approvals one by one and answers each approval with those that got a yes.</summary>
internal sealed class ReviewSession(GatewayClient client, Screen screen)
{
    private readonly HashSet<(string Sender, string Rule)> _always = [];
    private bool _quit;

    /// <summary>
    /// Reviews all, then answers. An end of the input before the last card answers nothing: the approvals go on waiting.
    /// </summary>
    /// <returns>Whether the approvals were answered.</returns>
    public async Task<bool> ReviewAsync(RunResponse run, CancellationToken cancellationToken)
    {
        var answers = new List<(ApprovalDetail Approval, List<string> Yes)>();
        foreach (var id in run.Approvals)
        {
            var approval = await client.GetApprovalAsync(id, cancellationToken).ConfigureAwait(false);
            if (await ReviewAsync(approval, cancellationToken).ConfigureAwait(false) is not { } yes)
            {
                return false;
            }

            answers.Add((approval, yes));
        }

        foreach (var (approval, yes) in answers)
        {
            await AnswerAsync(approval, yes, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<List<string>?> ReviewAsync(ApprovalDetail approval, CancellationToken cancellationToken)
    {
        var yes = new List<string>();
        var calls = Outliers.InOrder(approval.Calls);
        for (var i = 0; i < calls.Count && !_quit; i++)
        {
            var call = calls[i];
            if (Outliers.Heading(calls, i) is { } heading)
            {
                screen.Output.WriteLine();
                screen.Markup($"[bold]{Screen.Safe(heading)}[/]");
            }

            var always = AlwaysRule.For(call);
            if (always is not null && _always.Contains((always.Sender, always.Rule)))
            {
                screen.Markup($"[dim]{Screen.Safe(call.Title)}: yes, as you said always.[/]");
                yes.Add(call.Action);
                continue;
            }

            Show(call, string.Create(CultureInfo.InvariantCulture, $"{i + 1} of {calls.Count}"));
            switch (await AskAsync(always, cancellationToken).ConfigureAwait(false))
            {
                case 'y':
                    yes.Add(call.Action);
                    break;
                case 'a' when always is not null:
                    await AddRuleAsync(approval.Agent, always, cancellationToken).ConfigureAwait(false);
                    yes.Add(call.Action);
                    break;
                case 'q':
                    _quit = true;
                    break;
                case null:
                    return null;
                default:
                    break;
            }
        }

        return yes;
    }

    private void Show(ApprovalCall call, string place)
    {
        screen.Output.WriteLine();
        foreach (var line in CallCard.Render(call, place, screen.Traits.Width))
        {
            screen.Markup(line);
        }
    }

    private Task<char?> AskAsync(AlwaysRule? always, CancellationToken cancellationToken) =>
        always is null
            ? screen.AskAsync("  [[y]] yes  [[n]] no  [[q]] stop reviewing", "ynq", cancellationToken)
            : screen.AskAsync(
                "  [[y]] yes  [[n]] no  [[a]] always for this sender  [[q]] stop reviewing",
                "ynaq",
                cancellationToken
            );

    private async Task AddRuleAsync(string agent, AlwaysRule always, CancellationToken cancellationToken)
    {
        await client.AddRuleAsync(agent, always.Rule, cancellationToken).ConfigureAwait(false);
        _always.Add((always.Sender, always.Rule));
        screen.Markup($"  Rule of {Screen.Safe(agent)} from now on: [green]{Screen.Safe(always.Rule)}[/]");
    }

    private async Task AnswerAsync(ApprovalDetail approval, List<string> yes, CancellationToken cancellationToken)
    {
        if (yes.Count == 0)
        {
            await client.DenyAsync(approval.Id, cancellationToken).ConfigureAwait(false);
            return;
        }

        var request = new ApproveRequest(approval.Hash, yes);
        await client.ApproveAsync(approval.Id, request, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>"Always for this sender" as a rule line: only from what the connector read and where the call files something.</summary>
/// <param name="Sender">The one address that it comes from.</param>
/// <param name="Rule"><c>from news@list.example -> Reading</c>.</param>
internal sealed record AlwaysRule(string Sender, string Rule)
{
    private static readonly string[] s_dispositions = ["keep", "archive", "delete", "inbox"];

    /// <summary>
    /// The rule, or null where the call has not exactly one sender or does not file anything: for money, for access and for whatever
    /// reaches others there is no always.
    /// </summary>
    public static AlwaysRule? For(ApprovalCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        // A star is a letter of an address (RFC 5322), but to a rule *@corp.example is everybody at corp.example.
        if (
            call.From is not [var sender]
            || Sanitize.Line(sender) != sender
            || sender.Any(char.IsWhiteSpace)
            || sender.StartsWith('*')
            || call.Outliers.Any(o => o is not ("deletion" or "foreign")) // Never for money and access, nor for what reaches others.
        )
        {
            return null;
        }

        var disposition = call.Tool switch
        {
            "mail.move" when call.Args.TryGetProperty("to", out var to) && to.ValueKind == JsonValueKind.String =>
                Folder(to.GetString()!),
            "mail.archive" => "archive",
            "mail.delete" => "delete",
            _ => null,
        };
        return disposition is null ? null : new(sender, $"from {sender} -> {disposition}");
    }

    // A folder that could be taken for a word of command (archive, read, file) stands in quotation marks.
    private static string? Folder(string name)
    {
        if (
            string.IsNullOrWhiteSpace(name)
            || name.Contains('"', StringComparison.Ordinal)
            || Sanitize.Line(name) != name
        )
        {
            return null;
        }

        var plain =
            char.IsUpper(name[0])
            && name.All(c => char.IsLetterOrDigit(c) || c is ' ' or '/')
            && !s_dispositions.Contains(name, StringComparer.OrdinalIgnoreCase);
        return plain ? name : $"\"{name}\"";
    }
}
