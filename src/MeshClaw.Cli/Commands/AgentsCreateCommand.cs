using System.CommandLine;
using MeshClaw.Cli.Agents;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary><c>agents create [NAME|SENTENCE]</c></summary>
internal sealed class AgentsCreateCommand : CliCommand
{
    private const int MostRounds = 10;

    private readonly Argument<string[]> _text = new("TEXT")
    {
        Description = "Its name, or what it should do, or both: a word alone is a name. Asked for where left out.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> _template = new("--template")
    {
        Description = "Begin with one of: meshclaw agents templates",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _connections = new("--connection")
    {
        Description = "What it may use, and nothing else; repeat for several.",
        HelpName = "C",
    };
    private readonly Option<string[]> _when = new("--when")
    {
        Description = "\"06:30 on weekdays\", \"every morning\", \"when mail comes\"; asked: only when you ask.",
        HelpName = "W",
    };
    private readonly Option<string?> _autonomy = new("--autonomy")
    {
        Description = "observe, propose, act-reversibly or act; never above propose where left out.",
        HelpName = "A",
    };
    private readonly Option<string?> _name = new("--name") { Description = "Its name.", HelpName = "N" };
    private readonly Option<bool> _byModel = new("--by-model")
    {
        Description = "Let your model word the instructions; it chooses nothing else.",
    };
    private readonly Option<bool> _stdin = new("--stdin") { Description = "Read the sentence from standard input." };
    private readonly Option<bool> _yes = new("--yes") { Description = "Write it without asking; never over another." };

    public AgentsCreateCommand(CliContext context)
        : base(
            context,
            "create",
            "Makes an agent from a sentence or three answers, and shows its file before it is written.",
            "meshclaw agents create",
            "meshclaw agents create \"every morning summarise what my team shipped and post it in #team\"",
            "meshclaw agents create trips --template travel --when \"every day at 18:00\" --yes"
        )
    {
        Add(_text);
        Option[] options = [_template, _connections, _when, _autonomy, _name, _byModel, _stdin, _yes];
        foreach (var option in options)
        {
            Add(option);
        }
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(scope, cancellationToken).ConfigureAwait(false);
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        if (scope.Interactive && request is { Sentence: null, Template: null })
        {
            request = await AskAllAsync(scope, request, cancellationToken).ConfigureAwait(false);
        }

        var draft = await DraftAsync(scope, session.Client, request, cancellationToken).ConfigureAwait(false);
        return await FinishAsync(scope, session.Client, draft, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AgentDraftRequest> RequestAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var (name, sentence) = Parted(scope.Arguments.GetValue(_text) ?? []);
        if (scope.Arguments.GetValue(_stdin))
        {
            sentence = sentence is null
                ? await scope.Screen.ReadAllAsync(cancellationToken).ConfigureAwait(false)
                : throw new CommandFailedException(
                    "usage",
                    "A sentence was given, and --stdin would read another one."
                );
        }

        return new AgentDraftRequest
        {
            Sentence = sentence,
            Template = scope.Arguments.GetValue(_template),
            Name = scope.Arguments.GetValue(_name) ?? name,
            Connections = scope.Arguments.GetValue(_connections),
            When = scope.Arguments.GetValue(_when),
            Autonomy = scope.Arguments.GetValue(_autonomy),
            ByModel = scope.Arguments.GetValue(_byModel),
        };
    }

    // A sentence without quotation marks comes as many words.
    private static (string? Name, string? Sentence) Parted(string[] words) =>
        words switch
        {
            [] => (null, null),
            [var only] => only.Any(char.IsWhiteSpace) ? (null, only) : (only, null),
            [var first, var second] when !first.Any(char.IsWhiteSpace) && second.Any(char.IsWhiteSpace) => (
                first,
                second
            ),
            _ => (null, string.Join(' ', words)),
        };

    // The three questions; an empty answer leaves it to what the first one says.
    private static async Task<AgentDraftRequest> AskAllAsync(
        CommandScope scope,
        AgentDraftRequest request,
        CancellationToken cancellationToken
    )
    {
        request = Answered(
            request,
            "what",
            await AskLineAsync(
                    scope,
                    "What should it do? A sentence, or inbox, deployments, calendar, brief, travel.",
                    cancellationToken
                )
                .ConfigureAwait(false)
        );
        if (request.Connections is not { Count: > 0 })
        {
            const string Question = "With which connections? Such as mail/work; Enter for what fits.";
            request = Answered(
                request,
                "connections",
                await AskLineAsync(scope, Question, cancellationToken).ConfigureAwait(false)
            );
        }

        if (request.When is not { Count: > 0 })
        {
            const string Question =
                "When? Such as \"06:30 on weekdays\", \"when mail comes\", \"asked\"; Enter for what you said.";
            request = Answered(
                request,
                "when",
                await AskLineAsync(scope, Question, cancellationToken).ConfigureAwait(false)
            );
        }

        return request;
    }

    private static async Task<AgentDraftResponse> DraftAsync(
        CommandScope scope,
        GatewayClient client,
        AgentDraftRequest request,
        CancellationToken cancellationToken
    )
    {
        for (var round = 0; ; round++)
        {
            var draft = await client.DraftAgentAsync(request, cancellationToken).ConfigureAwait(false);
            if (draft.Questions.Count == 0)
            {
                return draft;
            }

            if (!scope.Interactive || round == MostRounds)
            {
                var missing = string.Join(" ", draft.Questions.Select(q => q.Text));
                var flags = string.Join(", ", draft.Questions.Select(q => FlagOf(q.Key)).Distinct());
                throw new CommandFailedException(
                    "incomplete",
                    missing,
                    $"Add or change: {flags}. Nothing was written."
                );
            }

            foreach (var question in draft.Questions)
            {
                var hint = question.Options.Count == 0 ? "" : $" (Enter: {question.Options[0]})";
                var line = await AskLineAsync(scope, question.Text + hint, cancellationToken).ConfigureAwait(false);
                request = Answered(
                    request,
                    question.Key,
                    line.Length == 0 ? (question.Options is [var usual, ..] ? usual : "") : line
                );
            }
        }
    }

    private async Task<int> FinishAsync(
        CommandScope scope,
        GatewayClient client,
        AgentDraftResponse draft,
        CancellationToken cancellationToken
    )
    {
        if (draft.Text is null)
        {
            throw new CommandFailedException("invalid", string.Join(" ", draft.Problems));
        }

        var review = new DraftReview(scope, client);
        var yes = scope.Arguments.GetValue(_yes);
        if (!yes && !scope.Interactive)
        {
            if (scope.Json)
            {
                scope.WriteJson(draft, ProtocolJson.Default.AgentDraftResponse);
            }
            else
            {
                review.Show(draft);
            }

            scope.Screen.Note("Nothing was written. Write it with --yes.");
            return ExitCode.Waiting;
        }

        if (yes && !scope.Json)
        {
            review.Show(draft);
        }

        var made = yes
            ? await review.WriteAsync(draft with { Replaces = null }, cancellationToken).ConfigureAwait(false)
            : await review.AskAsync(draft, null, cancellationToken).ConfigureAwait(false);
        if (made is null)
        {
            scope.Screen.Note("Nothing was written.");
            return ExitCode.Done;
        }

        if (scope.Json)
        {
            scope.WriteJson(made, ProtocolJson.Default.AgentResponse);
            return ExitCode.Done;
        }

        var next = made.Next is { } at
            ? $" It runs next at {LocalTime.Next(at, made.NextWhy, scope.Context.Time)}."
            : "";
        scope.Screen.Output.WriteLine(
            $"Made {Sanitize.Line(made.Name)}.{next} See what it would do: meshclaw agents test {Sanitize.Line(made.Name)}"
        );
        return ExitCode.Done;
    }

    private static AgentDraftRequest Answered(AgentDraftRequest request, string key, string line) =>
        line.Length == 0
            ? request
            : key switch
            {
                "what" or "template" => line.Any(char.IsWhiteSpace)
                    ? request with
                    {
                        Sentence = line,
                        Template = null,
                    }
                    : request with
                    {
                        Template = line,
                    },
                "connections" => request with
                {
                    Connections = line.Split(
                        [',', ' '],
                        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                    ),
                },
                "when" => request with
                {
                    When = line.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                },
                "name" => request with { Name = line },
                "autonomy" => request with { Autonomy = line },
                _ => throw new CommandFailedException(
                    "defect",
                    $"The gateway asks for \"{key}\", which this program does not know."
                ),
            };

    private static string FlagOf(string key) =>
        key switch
        {
            "what" => "a sentence or --template",
            "connections" => "--connection",
            _ => $"--{key}",
        };

    private static async Task<string> AskLineAsync(
        CommandScope scope,
        string question,
        CancellationToken cancellationToken
    )
    {
        scope.Screen.Output.WriteLine(Sanitize.Line(question));
        scope.Screen.Output.Write("> ");
        return (await scope.Screen.ReadLineAsync(cancellationToken).ConfigureAwait(false))?.Trim()
            ?? throw new CommandFailedException("interrupted", "The input ended. Nothing was written.");
    }
}
