using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>connect model/NAME …</c>.</summary>
internal sealed class ConnectModel(Argument<string> connection) : IConnectKind
{
    private readonly Option<string?> _openAI = new("--openai-compatible")
    {
        Description = "https://host/v1 of a model: OpenAI, Ollama, llama.cpp, vLLM, LM Studio, OpenRouter.",
        HelpName = "URL",
    };
    private readonly Option<string?> _anthropic = new("--anthropic")
    {
        Description = "A model of Anthropic's; with an address, of a server that speaks like it.",
        HelpName = "URL",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _azure = new("--azure")
    {
        Description = "https://RESOURCE.openai.azure.com of a model at Azure.",
        HelpName = "URL",
    };
    private readonly Option<string?> _model = new("--model")
    {
        Description = "The model's id there; at Azure the deployment's name.",
        HelpName = "M",
    };
    private readonly Option<bool> _key = new("--api-key-stdin")
    {
        Description = "Read the key from standard input. It is kept encrypted.",
    };
    private readonly Option<bool> _local = new("--local")
    {
        Description = "It runs on a machine of yours: it costs nothing.",
    };
    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Accept http:// outside of private networks: others can read what is sent.",
    };

    /// <summary>Says that a key comes on standard input; other kinds take one too.</summary>
    public Option<bool> Key => _key;

    /// <summary>Accepts plain http; other kinds may too.</summary>
    public Option<bool> Insecure => _insecure;

    /// <inheritdoc />
    public string Prefix => "model/";

    /// <inheritdoc />
    public IReadOnlyList<Option> Options => [_openAI, _anthropic, _azure, _model, _key, _local, _insecure];

    /// <inheritdoc />
    public async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var arguments = scope.Arguments;
        var request = new ModelConnectRequest
        {
            Model = arguments.GetRequiredValue(connection),
            OpenAICompatible = arguments.GetValue(_openAI),
            Anthropic = Has(arguments.CommandResult, _anthropic) ? arguments.GetValue(_anthropic) ?? "" : null,
            Azure = arguments.GetValue(_azure),
            Id = arguments.GetValue(_model) ?? "", // Validated.
            ApiKey = await KeyAsync(scope, _key, cancellationToken).ConfigureAwait(false),
            Local = arguments.GetValue(_local),
            Insecure = arguments.GetValue(_insecure),
        };
        await using var session = await scope.OpenAsync(true, cancellationToken).ConfigureAwait(false);
        scope.Screen.Progress("asking the model", 0, 0);
        ModelConnectResponse connected;
        try
        {
            connected = await session.Client.ConnectModelAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            scope.Screen.EndProgress();
        }

        if (scope.Json)
        {
            scope.WriteJson(connected, ProtocolJson.Default.ModelConnectResponse);
        }
        else
        {
            Write(scope.Screen, connected);
        }

        return ExitCode.Done;
    }

    /// <inheritdoc />
    public void Validate(CommandResult result)
    {
        Option[] places = [_openAI, _anthropic, _azure];
        if (places.Count(p => Has(result, p)) != 1)
        {
            result.AddError("Give one of --openai-compatible URL, --anthropic and --azure URL.");
        }

        if (string.IsNullOrWhiteSpace(result.GetValue(_model)))
        {
            result.AddError("Name the model: --model M");
        }
    }

    /// <summary>The key on standard input; null where the option does not say that there is one.</summary>
    public static async Task<string?> KeyAsync(
        CommandScope scope,
        Option<bool> option,
        CancellationToken cancellationToken
    )
    {
        if (!scope.Arguments.GetValue(option))
        {
            return null;
        }

        var key = await scope.Screen.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        return string.IsNullOrWhiteSpace(key)
            ? throw new CommandFailedException("usage", "The key is empty.", "Nothing was stored.")
            : key.Trim();
    }

    private static bool Has(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static void Write(Screen screen, ModelConnectResponse connected)
    {
        var milliseconds = connected.AnsweredMs.ToString("N0", CultureInfo.InvariantCulture);
        screen.Markup(
            $"[green]{Screen.Safe(connected.Model)}[/] works: {Screen.Safe(connected.Id)} began to answer after {milliseconds} ms."
        );
        foreach (var note in connected.Notes)
        {
            screen.Markup($"  [dim]{Screen.Safe(note)}[/]");
        }
    }
}
