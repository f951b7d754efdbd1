using System.CommandLine;
using System.Text.Json.Nodes;
using MeshClaw.Cli.Runs;

namespace MeshClaw.Cli.Commands;

/// <summary>
/// What the owner does with one message. The gateway finds where it lies. The command itself is the yes: it can be taken back, and
/// reaches nobody else.
/// </summary>
internal abstract class MailMessageCommand : CliCommand
{
    private readonly Argument<string> _message = new("MESSAGE")
    {
        Description = "Its id as mail search prints it, or its Message-ID.",
    };
    private readonly Option<string?> _for = new("--for")
    {
        Description = "The account that it lies in, where several have it.",
        HelpName = "CONNECTION",
    };
    private readonly string _tool;

    protected MailMessageCommand(
        CliContext context,
        string name,
        string description,
        string tool,
        params string[] examples
    )
        : base(context, name, description, examples)
    {
        _tool = tool;
        Add(_message);
        Add(_for);
    }

    /// <summary>Adds what the tool takes beside the message.</summary>
    protected abstract void Fill(CommandScope scope, JsonObject arguments);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var arguments = new JsonObject { ["message"] = scope.Arguments.GetRequiredValue(_message) };
        Fill(scope, arguments);
        var request = MailCalls.Of(scope.Arguments.GetValue(_for) ?? "", _tool, arguments, $"mail {Name}");
        return await new OwnerCallDialog(scope, session.Client)
            .RunAsync(request, yes: true, wait: false, cancellationToken)
            .ConfigureAwait(false);
    }
}
