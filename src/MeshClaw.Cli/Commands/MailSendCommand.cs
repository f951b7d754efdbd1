using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Cli.Mail;
using MeshClaw.Cli.Runs;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>mail send</c></summary>
internal sealed class MailSendCommand : CliCommand
{
    private readonly MessageOptions _message = new();
    private readonly Option<bool> _yes = MailCalls.Yes();
    private readonly Option<bool> _noWait = MailCalls.NoWait();

    public MailSendCommand(CliContext context)
        : base(
            context,
            "send",
            "Shows a message whole, asks, and sends it when the undo window is over.",
            "meshclaw mail send --from mail/work --to ana --subject Lunch --body \"At noon?\"",
            "meshclaw mail send --from mail/work --reply INBOX/812 --body-file answer.txt --attach offer.pdf",
            "meshclaw mail send --from mail/work --reply INBOX/812 --reply-all --yes < answer.txt"
        )
    {
        _message.AddTo(this);
        Add(_yes);
        Add(_noWait);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var message = await _message.ReadAsync(scope, cancellationToken).ConfigureAwait(false);
        var request = MailCalls.Of(_message.From(scope), "mail.send", message, "mail send");
        return await new OwnerCallDialog(scope, session.Client)
            .RunAsync(request, scope.Arguments.GetValue(_yes), !scope.Arguments.GetValue(_noWait), cancellationToken)
            .ConfigureAwait(false);
    }
}

/// <summary><c>mail draft</c></summary>
internal sealed class MailDraftCommand : CliCommand
{
    private readonly MessageOptions _message = new();
    private readonly Option<string?> _draft = new("--draft")
    {
        Description = "Change this one instead of making another.",
        HelpName = "ID",
    };

    public MailDraftCommand(CliContext context)
        : base(
            context,
            "draft",
            "Keeps a message on this device, to be sent later.",
            "meshclaw mail draft --from mail/work --to ana --subject Lunch --body \"At noon?\"",
            "meshclaw mail draft --draft d3 --from mail/work --to ana --subject Lunch --body \"At one?\""
        )
    {
        _message.AddTo(this);
        Add(_draft);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var message = await _message.ReadAsync(scope, cancellationToken).ConfigureAwait(false);
        if (scope.Arguments.GetValue(_draft) is { } draft)
        {
            message["draft"] = draft;
        }

        // The command itself is the yes: nothing leaves this device.
        var request = MailCalls.Of(_message.From(scope), "mail.draft", message, "mail draft");
        return await new OwnerCallDialog(scope, session.Client)
            .RunAsync(request, yes: true, wait: false, cancellationToken)
            .ConfigureAwait(false);
    }
}

/// <summary>What the commands that make calls of mail share.</summary>
internal static class MailCalls
{
    /// <summary>One call.</summary>
    public static CallsRequest Of(string connection, string tool, JsonObject arguments, string trigger) =>
        new([new CallRequest(connection, tool, JsonElement.Parse(arguments.ToJsonString()))], trigger);

    public static Option<bool> Yes() =>
        new("--yes") { Description = "Send without asking; what warns is shown all the same." };

    public static Option<bool> NoWait() =>
        new("--no-wait") { Description = "Do not stay until the undo window is over." };
}
