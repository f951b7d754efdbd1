using System.Collections.Concurrent;
using MeshClaw.Core.Models;
using MeshClaw.Core.Secrets;
using MeshClaw.Models.Chat.Providers;
using MeshClaw.Models.Chat.Wire;
using MeshClaw.Policy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Models.Chat;

/// <summary>The models that are connected now.</summary>
/// <param name="Models">All of them.</param>
/// <param name="Chain">Those that are used, best first.</param>
public sealed record ConnectedModels(IReadOnlyList<ModelConfig> Models, IReadOnlyList<ConnectionName> Chain);

/// <summary>
/// Models over HTTP. Makes the client of a provider when it is first called, and keeps it until the model's configuration changes or
/// <see cref="Forget"/> names it. Thread-safe.
/// </summary>
public sealed class ModelSource : IModelSource, IDisposable
{
    private readonly Func<ConnectedModels> _connected;
    private readonly ISecretStore _secrets;
    private readonly TimeProvider _time;
    private readonly ChatPipeline _pipeline;
    private readonly PatienceLimits? _patience;
    private readonly ModelNetwork _network = new();
    private readonly ConcurrentDictionary<ConnectionName, Lazy<Kept>> _kept = new();

    /// <summary>Reads nothing yet.</summary>
    /// <param name="connected">What is connected at the moment of asking.</param>
    /// <param name="secrets">Where keys are.</param>
    /// <param name="meter">Asked before each attempt.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">0 to 1, for waits between retries.</param>
    /// <param name="logger">Told of retries and of models that are passed over.</param>
    public ModelSource(
        Func<ConnectedModels> connected,
        ISecretStore secrets,
        IModelMeter meter,
        TimeProvider time,
        Func<double> random,
        ILogger<ModelSource> logger
    )
        : this(connected, secrets, new ChatPipeline(meter, RetryLimits.Default, time, random, logger), patience: null)
    { }

    internal ModelSource(
        Func<ConnectedModels> connected,
        ISecretStore secrets,
        ChatPipeline pipeline,
        PatienceLimits? patience
    )
    {
        _connected = connected;
        _secrets = secrets;
        _time = pipeline.Time;
        _pipeline = pipeline;
        _patience = patience;
    }

    private sealed record Kept(ModelConfig Config, HttpClient Http, IChatClient Client);

    /// <inheritdoc />
    public IReadOnlyList<ConnectionName> Models => _connected().Chain;

    /// <inheritdoc />
    public ModelTraits TraitsOf(ConnectionName model) => Find(_connected(), model).Traits;

    /// <inheritdoc />
    public IChatClient Open(ModelUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        var connected = _connected();
        var chain = use.Chain.Count > 0 ? use.Chain : connected.Chain;
        return chain.Count == 0
            ? throw new ModelCallException(
                ModelFault.NoModel,
                "No model is connected. Connect one with: meshclaw connect model/NAME"
            )
            : _pipeline.Build(use, [.. chain.Select(m => Find(connected, m))], Sdk);
    }

    /// <summary>
    /// The first model with answers that are made up: loads and compiles what its first call needs, and makes its client. Reaches nobody and costs
    /// nothing. Null where no model is connected.
    /// </summary>
    public IChatClient? OpenMadeUp()
    {
        var connected = _connected();
        if (connected.Chain.Count == 0)
        {
            return null;
        }

        var config = Find(connected, connected.Chain[0]);
        _ = Sdk(config);
        var unseen = _pipeline with { Meter = new FreeMeter(), IsUnseen = true };
        var use = new ModelUse { Trigger = "" };
        return unseen.Build(use, [config], c => Create(c, MadeUpNetwork.ClientFor(c, _time)));
    }

    /// <summary>Makes a model's client anew at its next call: its key changed, or it was removed. Calls under way end as they would.</summary>
    public void Forget(ConnectionName model) => _kept.TryRemove(model, out _);

    /// <inheritdoc />
    public void Dispose()
    {
        _kept.Clear();
        _network.Dispose();
    }

    private IChatClient Sdk(ModelConfig config)
    {
        var kept = _kept.GetOrAdd(config.Name, Make, config);
        if (!kept.Value.Config.Equals(config))
        {
            _kept.TryUpdate(config.Name, Make(config.Name, config), kept);
            kept = _kept.GetOrAdd(config.Name, Make, config);
        }

        return kept.Value.Client;
    }

    private Lazy<Kept> Make(ConnectionName name, ModelConfig config) =>
        new(() =>
        {
            var http = ModelHttp.Create(config, Key(name), _patience, _time, _network);
            return new Kept(config, http, Create(config, http));
        });

    private Secret? Key(ConnectionName name)
    {
        try
        {
            return _secrets.Find(ModelConfig.KeyName(name));
        }
        catch (InvalidDataException unreadable)
        {
            throw new ModelCallException(ModelFault.NotAllowed, unreadable.Message, unreadable) { Model = name };
        }
    }

    private static IChatClient Create(ModelConfig config, HttpClient http) =>
        config.Provider switch
        {
            ModelProvider.Anthropic => AnthropicProvider.Create(config, http),
            ModelProvider.OpenAICompatible or ModelProvider.Azure => OpenAIProvider.Create(config, http),
        };

    private static ModelConfig Find(ConnectedModels connected, ConnectionName name)
    {
        var names = string.Join(", ", connected.Models.Select(m => m.Name.Value));
        return connected.Models.FirstOrDefault(m => m.Name == name)
            ?? throw new ModelCallException(
                ModelFault.NoModel,
                names.Length == 0
                    ? $"There is no model {name}, nor any other yet. Connect one with: meshclaw connect {name}"
                    : $"There is no model {name}. There are: {names}."
            )
            {
                Model = name,
            };
    }
}
