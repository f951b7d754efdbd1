using System.Collections.Immutable;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Configuration;
using MeshClaw.Policy;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Channels;

/// <summary>What a request to connect a channel means, together with what is kept of it already.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Config">What config.yaml will say.</param>
/// <param name="Secrets">The secrets that were given, by key.</param>
/// <param name="ForgetsOthers">Whether secrets that are kept were given for another place, and may not go to this one.</param>
internal sealed record ChannelPlan(
    ChannelKind Kind,
    ChannelConfig Config,
    ImmutableDictionary<string, string> Secrets,
    bool ForgetsOthers
)
{
    /// <summary>The plan, or all that is wrong with the request. Values are not repeated.</summary>
    /// <param name="request">As it came.</param>
    /// <param name="kinds">What there is.</param>
    /// <param name="before">What config.yaml says of a channel of that name.</param>
    /// <param name="isKept">Whether there is a secret of that key.</param>
    public static (ChannelPlan? Plan, string? Refusal) Of(
        ConnectChannelRequest request,
        ImmutableArray<ChannelKind> kinds,
        ChannelConfig? before,
        Func<string, bool> isKept
    )
    {
        var name = new ChannelName(request.Name ?? "");
        if (!ChannelConfig.IsName(name.Value) || kinds.FirstOrDefault(k => k.Name == name.Kind) is not { } kind)
        {
            var there = kinds.IsEmpty
                ? "There are none."
                : $"There are: {string.Join(", ", kinds.Select(k => k.Name))}.";
            return (
                null,
                $"That is no channel. One is called by its kind, or KIND/NAME where there are several. {there}"
            );
        }

        var wrong = new List<string>();
        var root = before?.Root;
        if (request.Root is { } text)
        {
            (root, var error) = ChannelRoot.Parse(text);
            wrong.AddRange(error is null ? [] : [$"\"root\": {error}"]);
        }

        var settings = SettingsOf(request, kind, before, wrong);
        var secrets = SecretsOf(request, kind, wrong);
        var forgets = before is not null && before.Root != root;
        foreach (var setting in kind.Settings.Where(s => s.IsRequired))
        {
            var isThere = setting.IsSecret
                ? secrets.ContainsKey(setting.Key) || (before is not null && !forgets && isKept(setting.Key))
                : settings.ContainsKey(setting.Key);
            if (!isThere)
            {
                wrong.Add($"\"{setting.Key}\" is missing: {setting.Question.TrimEnd('.', ':', '?', ' ')}.");
            }
        }

        var config = new ChannelConfig
        {
            Name = name,
            Settings = settings,
            Agent = request.Agent is { } agent ? new AgentName(agent) : before?.Agent,
            Root = root,
        };
        return wrong.Count == 0
            ? (new ChannelPlan(kind, config, secrets, forgets), null)
            : (null, $"{kind.Title} cannot be connected with this. {string.Join(" ", wrong)}");
    }

    private static ImmutableSortedDictionary<string, string> SettingsOf(
        ConnectChannelRequest request,
        ChannelKind kind,
        ChannelConfig? before,
        List<string> wrong
    )
    {
        var settings = before?.Settings ?? ChannelConfig.NoSettings;
        foreach (var (key, value) in request.Settings ?? ImmutableDictionary<string, string>.Empty)
        {
            switch (kind.Settings.FirstOrDefault(s => s.Key == key))
            {
                case null:
                    wrong.Add(Unknown(kind, key));
                    break;
                case { IsSecret: true }:
                    wrong.Add($"\"{key}\" is a secret, and is given as one.");
                    break;
                case { } setting when value.Length > 0:
                    wrong.AddRange(ProblemOf(setting, value));
                    settings = settings.SetItem(key, value);
                    break;
                default:
                    settings = settings.Remove(key);
                    break;
            }
        }

        return settings;
    }

    private static ImmutableDictionary<string, string> SecretsOf(
        ConnectChannelRequest request,
        ChannelKind kind,
        List<string> wrong
    )
    {
        var secrets = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in request.Secrets ?? ImmutableDictionary<string, string>.Empty)
        {
            switch (kind.Settings.FirstOrDefault(s => s.Key == key))
            {
                case null:
                    wrong.Add(Unknown(kind, key));
                    break;
                case { IsSecret: false }:
                    wrong.Add($"\"{key}\" is no secret, and is given as a setting.");
                    break;
                case { } setting:
                    wrong.AddRange(ProblemOf(setting, value));
                    secrets[key] = value;
                    break;
            }
        }

        return secrets.ToImmutable();
    }

    private static IEnumerable<string> ProblemOf(ChannelSetting setting, string value) =>
        string.IsNullOrWhiteSpace(value) ? [$"\"{setting.Key}\" is empty."]
        : value.AsSpan().ContainsAny('\n', '\r') ? [$"\"{setting.Key}\" takes one line."]
        : setting.Check(value) is { } wrong ? [$"\"{setting.Key}\": {wrong}"]
        : [];

    // The key is somebody's typing: it might be a secret in the wrong place.
    private static string Unknown(ChannelKind kind, string key) =>
        key.Length <= 40 && key.All(c => char.IsAsciiLetterLower(c) || c == '-')
            ? $"{kind.Title} has no setting \"{key}\"; {There(kind)}"
            : $"{kind.Title} has no such setting; {There(kind)}";

    private static string There(ChannelKind kind) =>
        kind.Settings.IsEmpty ? "it has none." : $"it has: {string.Join(", ", kind.Settings.Select(s => s.Key))}.";
}
