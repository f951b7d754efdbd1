using System.Collections.Immutable;
using System.Net;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy;

namespace MeshClaw.Core.Configuration;

/// <summary><c>channels</c>, <c>notify</c> and <c>hooks</c> of config.yaml.</summary>
internal static class ConfigChannels
{
    /// <summary>The channels by name.</summary>
    /// <param name="node">The section.</param>
    /// <param name="reader">Takes what is wrong.</param>
    /// <param name="kinds">What there is. Null where that is not known, as when a text is edited: then settings are taken as they stand.</param>
    public static ImmutableDictionary<ChannelName, ChannelConfig> Read(
        YamlNode? node,
        YamlReader reader,
        IReadOnlyList<ChannelKind>? kinds
    )
    {
        var channels = ImmutableDictionary.CreateBuilder<ChannelName, ChannelConfig>();
        foreach (var (key, value) in reader.Entries(node, ChannelConfig.Section))
        {
            var name = new ChannelName(key.Text);
            var kind = kinds?.FirstOrDefault(k => k.Name == name.Kind);
            if (!Identifier.IsChannel(key.Text))
            {
                reader.Error(
                    key,
                    $"A channel is called KIND, such as telegram, or KIND/NAME, such as slack/acme; each part takes {Identifier.Rule}."
                );
            }
            else if (kinds is not null && kind is null)
            {
                var names = kinds.Select(k => k.Name).ToList();
                var there = names.Count == 0 ? "There are none." : $"There are: {string.Join(", ", names)}.";
                reader.Error(
                    key,
                    $"There is no kind of channel \"{name.Kind}\".{Spelling.DidYouMean(name.Kind, names)} {there}"
                );
            }
            else if (ReadOne(key, value, reader, kind) is { } channel)
            {
                channels.Add(name, channel);
            }
        }

        return channels.ToImmutable();
    }

    /// <summary>The channel for what is no answer; null for none.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="channels">The section of channels: one that has errors is named all the same.</param>
    /// <param name="reader">Takes what is wrong.</param>
    public static ChannelName? ReadNotify(YamlNode? node, YamlNode? channels, YamlReader reader)
    {
        if (reader.Text(node, "notify") is not { } text)
        {
            return null;
        }

        var names = (channels as YamlMap)?.Entries.Select(e => e.Key.Text).ToList() ?? [];
        if (names.Contains(text.Text))
        {
            return new ChannelName(text.Text);
        }

        var there = names.Count == 0 ? "There are none." : $"There are: {string.Join(", ", names)}.";
        reader.Error(
            text,
            $"\"notify\" takes a name under \"channels\".{Spelling.DidYouMean(text.Text, names)} {there}"
        );
        return null;
    }

    /// <summary>Where platforms' calls are listened to; null for nowhere.</summary>
    public static IPEndPoint? ReadHooks(YamlNode? node, YamlReader reader)
    {
        if (reader.Fields(node, "hooks") is not { } fields)
        {
            return null;
        }

        IPEndPoint? listen = null;
        if (reader.Text(fields.Need("listen", "\"127.0.0.1:8787\""), "listen") is { } text)
        {
            listen = LoopbackText.Parse(text.Text);
            if (listen is null)
            {
                reader.Error(
                    text,
                    "\"listen\" takes 127.0.0.1:PORT, localhost:PORT or [::1]:PORT: platforms come in through a tunnel of yours that ends there."
                );
            }
        }

        fields.Finish();
        return listen;
    }

    /// <summary>As lines that are read back to the same.</summary>
    public static ImmutableArray<string> Write(ChannelConfig channel)
    {
        var pairs = channel.Settings.Select(s => (s.Key, s.Value)).ToList();
        if (channel.Agent is { } agent)
        {
            pairs.Add(("agent", agent.Value));
        }

        if (channel.Root is { } root)
        {
            pairs.Add(("root", root.AbsoluteUri));
        }

        var name = YamlText.Key(channel.Name.Value);
        return pairs.Count == 0
            ? [$"{name}: {{}}"]
            : [$"{name}:", .. pairs.Select(p => $"  {YamlText.Key(p.Key)}: {YamlText.Scalar(p.Value)}")];
    }

    private static ChannelConfig? ReadOne(YamlScalar key, YamlNode value, YamlReader reader, ChannelKind? kind)
    {
        if (reader.Fields(value, key.Text) is not { } fields)
        {
            return null;
        }

        RefuseSecrets(key, fields, kind);
        var settings = kind is null ? ReadAny(fields, reader) : ReadSettings(key, fields, reader, kind);
        var channel = new ChannelConfig
        {
            Name = new ChannelName(key.Text),
            Settings = settings,
            Agent = ReadAgent(fields.Take("agent"), reader),
            Root = ReadRoot(fields.Take("root"), reader),
        };
        fields.Finish();
        return channel;
    }

    private static ImmutableSortedDictionary<string, string> ReadSettings(
        YamlScalar key,
        YamlFields fields,
        YamlReader reader,
        ChannelKind kind
    )
    {
        var settings = ChannelConfig.NoSettings.ToBuilder();
        foreach (var setting in kind.Settings.Where(s => !s.IsSecret))
        {
            var node = fields.Take(setting.Key);
            if (node is null && setting.IsRequired)
            {
                reader.Error(
                    key,
                    $"The key \"{setting.Key}\" is missing: {setting.Question.TrimEnd('.', ':', '?', ' ')}."
                );
            }
            else if (reader.Text(node, setting.Key) is { } text)
            {
                if (setting.Check(text.Text) is { } wrong)
                {
                    reader.Error(text, $"\"{setting.Key}\": {wrong}");
                }

                settings[setting.Key] = text.Text;
            }
        }

        return settings.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, string> ReadAny(YamlFields fields, YamlReader reader)
    {
        var settings = ChannelConfig.NoSettings.ToBuilder();
        foreach (var (key, _) in fields.Map.Entries.Where(e => e.Key.Text is not ("agent" or "root")))
        {
            if (!ConfigConnections.IsSecret(key.Text) && reader.Text(fields.Take(key.Text), key.Text) is { } text)
            {
                settings[key.Text] = text.Text;
            }
        }

        return settings.ToImmutable();
    }

    private static void RefuseSecrets(YamlScalar name, YamlFields fields, ChannelKind? kind)
    {
        foreach (var (key, _) in fields.Map.Entries)
        {
            var setting = kind?.Settings.FirstOrDefault(s => s.Key == key.Text);
            if (setting?.IsSecret ?? ConfigConnections.IsSecret(key.Text))
            {
                fields.Refuse(
                    key,
                    $"Secrets are not kept in this file. Remove \"{key.Text}\"; \"meshclaw connect {name.Text}\" asks for it and encrypts it."
                );
            }
        }
    }

    private static AgentName? ReadAgent(YamlNode? node, YamlReader reader)
    {
        if (reader.Text(node, "agent") is not { } text)
        {
            return null;
        }

        if (Identifier.IsValid(text.Text))
        {
            return new AgentName(text.Text);
        }

        reader.Error(text, $"\"agent\" takes an agent's name: {Identifier.Rule}.");
        return null;
    }

    private static Uri? ReadRoot(YamlNode? node, YamlReader reader)
    {
        if (reader.Text(node, "root") is not { } text)
        {
            return null;
        }

        var (root, error) = ChannelRoot.Parse(text.Text);
        if (error is not null)
        {
            reader.Error(text, $"\"root\": {error}");
        }

        return root;
    }
}
