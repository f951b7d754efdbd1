using System.CommandLine;
using System.CommandLine.Parsing;
using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Commands;

/// <summary>What <c>connect</c> connects, by the part of the name before the slash.</summary>
internal interface IConnectKind
{
    /// <summary><c>mail/</c>; empty where names have none.</summary>
    string Prefix { get; }

    /// <summary>What it connects, for people: <c>mail/NAME</c>.</summary>
    string Shape => $"{Prefix}NAME";

    /// <summary>Whether a name is of this kind.</summary>
    bool Takes(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && name.Length > Prefix.Length;

    /// <summary>Its options; others may share them.</summary>
    IReadOnlyList<Option> Options { get; }

    /// <summary>Says what is wrong with them.</summary>
    void Validate(CommandResult result);

    /// <summary>Connects.</summary>
    Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken);
}

/// <summary><c>connect mail/NAME …</c>, <c>connect model/NAME …</c>, <c>connect web/NAME …</c>, <c>connect chat/NAME …</c>, <c>connect mcp/NAME …</c>, and channels.</summary>
internal sealed class ConnectCommand : CliCommand
{
    private readonly Argument<string> _connection = new("CONNECTION")
    {
        Description =
            "What to call it: mail/NAME, model/NAME, web/NAME, chat/NAME or mcp/NAME; or a channel: telegram, slack/NAME",
    };
    private readonly Argument<string[]> _program = new("PROGRAM")
    {
        Description = "For mcp/NAME, after --: the program and its arguments.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly IConnectKind[] _kinds;

    public ConnectCommand(CliContext context)
        : base(
            context,
            "connect",
            "Connects a mailbox, and makes the agent inbox for it; a model; a search of the web; your company's chat; an MCP server; or a channel to talk in. Tests it, and keeps it.",
            "meshclaw connect mail/work --user you@example.org --password-stdin < password.txt",
            "meshclaw connect mail/work --imap imaps://mail.example.org:993 --user you",
            "meshclaw connect mail/home --jmap https://jmap.example.org --user you",
            "meshclaw connect mail/work --gmail you@gmail.com --oauth google --client-id ID",
            "meshclaw connect mail/work --user you@outlook.com --oauth microsoft --client-id ID",
            "meshclaw connect mail/local --maildir ~/Maildir",
            "meshclaw connect model/home --openai-compatible http://localhost:11434 --model qwen3:8b --local",
            "meshclaw connect model/work --anthropic --model claude-sonnet-4-5 --api-key-stdin < key.txt",
            "meshclaw connect web/search --searxng https://search.example.org",
            "meshclaw connect web/search --brave --api-key-stdin < key.txt",
            "meshclaw connect chat/work --slack --token-stdin < token.txt",
            "meshclaw connect mcp/notes --readable /opt/mcp -- node /opt/mcp/notes.js --all",
            "meshclaw connect mcp/cloud --url https://mcp.example.com/mcp --sign-in",
            "meshclaw connect telegram",
            "meshclaw connect telegram --secret-stdin token < token.txt",
            "meshclaw connect slack/acme --agent helper --secrets-stdin < secrets.txt"
        )
    {
        Add(_connection);
        Add(_program);
        var model = new ConnectModel(_connection);
        var mcp = new ConnectMcp(_connection, _program);
        var channel = new ConnectChannel(_connection, mcp.Secrets);
        _kinds =
        [
            new ConnectMail(_connection),
            model,
            new ConnectWeb(_connection, model.Key, model.Insecure),
            mcp,
            new ConnectChat(_connection, mcp.Token, channel.Root),
            channel,
        ];
        foreach (var option in _kinds.SelectMany(k => k.Options).Distinct())
        {
            Add(option);
        }

        Validators.Add(Validate);
    }

    /// <inheritdoc />
    protected override Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken) =>
        KindOf(scope.Arguments.GetRequiredValue(_connection))!.RunAsync(scope, cancellationToken); // Validated.

    private IConnectKind? KindOf(string name) => _kinds.FirstOrDefault(k => k.Takes(name));

    private void Validate(CommandResult result)
    {
        if (result.GetValue(_connection) is not { } name)
        {
            return; // Its absence is reported already.
        }

        if (KindOf(name) is not { } kind)
        {
            result.AddError(
                $"'{Sanitize.Line(name)}' is no connection's name: it is mail/, model/, web/, chat/ or mcp/ and a name, such as mail/work, or a channel such as telegram."
            );
            return;
        }

        foreach (var option in _kinds.SelectMany(k => k.Options).Distinct().Except(kind.Options))
        {
            if (result.GetResult(option) is { Implicit: false })
            {
                result.AddError($"{option.Name} is not for {kind.Shape}.");
            }
        }

        if (kind is not ConnectMcp && result.GetValue(_program) is { Length: > 0 })
        {
            result.AddError($"A program is for mcp/NAME, not for {kind.Shape}.");
        }

        kind.Validate(result);
    }
}
