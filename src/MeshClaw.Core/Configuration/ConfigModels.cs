using System.Collections.Immutable;
using MeshClaw.Core.Models;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy;

namespace MeshClaw.Core.Configuration;

/// <summary>The <c>connections</c> of config.yaml that are models, and <c>models</c>, their chain.</summary>
internal static class ConfigModels
{
    private const string Shapes =
        "A model has one of \"openai-compatible\", \"anthropic\" and \"azure\" with its address, and \"model\" with its id there.";

    private static readonly ModelProvider[] s_providers = Enum.GetValues<ModelProvider>();

    private static readonly Dictionary<string, bool> s_yesOrNo = new() { ["true"] = true, ["false"] = false };

    /// <summary>One entry; its key's name was checked.</summary>
    public static ModelConfig? Read(YamlScalar key, YamlNode value, YamlReader reader)
    {
        if (reader.Fields(value, key.Text) is not { } fields)
        {
            return null;
        }

        var insecure = Flag(fields, "insecure", reader) == true;
        var places = s_providers
            .Select(p => (Provider: p, Key: ModelConfig.WordFor(p)))
            .Select(p => (p.Provider, p.Key, Node: fields.Take(p.Key)))
            .ToList();
        var named = places.Where(p => p.Node is not null).ToList();
        Uri? endpoint = null;
        if (named.Count != 1)
        {
            reader.Error(key, Shapes);
        }
        else if (reader.Text(named[0].Node, named[0].Key) is { } text)
        {
            (endpoint, var error) = ModelEndpoint.Parse(text.Text, insecure);
            if (error is not null)
            {
                reader.Error(text, $"\"{named[0].Key}\": {error}");
            }
        }

        var model = reader.Text(fields.Need("model", "qwen3:8b"), "model");
        var local = Flag(fields, "local", reader) == true;
        var window = reader.Whole(fields.Take("context-window"), "context-window", 512, 100_000_000);
        var priceNode = fields.Take("price");
        var price = ConfigBudget.ReadPrice(priceNode, reader);
        if (priceNode is not null && local)
        {
            reader.Error(priceNode, "A model that is local costs nothing. Leave \"price\" or \"local\" out.");
        }

        var tools = Flag(fields, "tools", reader);
        var images = Flag(fields, "images", reader);
        ConfigConnections.ReportSecrets(fields, reader);
        fields.Finish();
        return endpoint is null || model is null
            ? null
            : new ModelConfig(new ConnectionName(key.Text), named[0].Provider, endpoint, model.Text)
            {
                Insecure = insecure,
                Local = local,
                ContextWindow = window,
                Price = price,
                Tools = tools,
                Images = images,
            };
    }

    /// <summary>The chain; null where the file has none, so that all models are in it.</summary>
    public static ImmutableArray<ConnectionName>? ReadChain(
        YamlNode? node,
        ImmutableArray<ModelConfig> models,
        YamlReader reader
    )
    {
        if (reader.Texts(node, "models", "model/work") is not { } texts)
        {
            return null;
        }

        var chain = ImmutableArray.CreateBuilder<ConnectionName>();
        foreach (var text in texts)
        {
            var name = new ConnectionName(text.Text);
            if (models.All(m => m.Name != name))
            {
                var known = models.Select(m => m.Name.Value).ToList();
                var there = known.Count == 0 ? "There is none yet." : $"There are: {string.Join(", ", known)}.";
                reader.Error(
                    text,
                    $"No model is connected as \"{text.Text}\".{Spelling.DidYouMean(text.Text, known)} {there}"
                );
            }
            else if (chain.Contains(name))
            {
                reader.Error(text, $"\"{text.Text}\" is there twice.");
            }
            else
            {
                chain.Add(name);
            }
        }

        return chain.ToImmutable();
    }

    /// <summary>As lines that are read back to the same.</summary>
    public static ImmutableArray<string> Write(ModelConfig model)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add($"{YamlText.Key(model.Name.Value)}:");
        lines.Add(Pair(ModelConfig.WordFor(model.Provider), model.Endpoint.AbsoluteUri.TrimEnd('/')));
        lines.Add(Pair("model", model.Model));
        if (model.Local)
        {
            lines.Add("  local: true");
        }

        if (model.Insecure)
        {
            lines.Add("  insecure: true");
        }

        if (model.ContextWindow is { } window)
        {
            lines.Add(FormattableString.Invariant($"  context-window: {window}"));
        }

        if (model.Price is { } price)
        {
            lines.Add(ConfigBudget.WritePrice(price));
        }

        AddFlag("tools", model.Tools);
        AddFlag("images", model.Images);
        return lines.ToImmutable();

        void AddFlag(string key, bool? value)
        {
            if (value is { } known)
            {
                lines.Add($"  {key}: {(known ? "true" : "false")}");
            }
        }
    }

    /// <summary>The chain as a line.</summary>
    public static ImmutableArray<string> WriteChain(IEnumerable<ConnectionName> chain) =>
        [$"models: [{string.Join(", ", chain.Select(m => YamlText.Scalar(m.Value, inFlow: true)))}]"];

    private static bool? Flag(YamlFields fields, string key, YamlReader reader) =>
        reader.Choice(fields.Take(key), key, s_yesOrNo);

    private static string Pair(string key, string value) => $"  {key}: {YamlText.Scalar(value)}";
}
