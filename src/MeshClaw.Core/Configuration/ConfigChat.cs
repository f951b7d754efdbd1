using System.Collections.Immutable;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Configuration;

/// <summary>The <c>connections</c> of config.yaml that are of chat.</summary>
internal static class ConfigChat
{
    private const int MostWatched = 20; // One call a minute each; Slack allows fifty (tier 3).

    /// <summary>One entry; its key's name was checked.</summary>
    public static ConnectionConfig.Chat? Read(YamlScalar key, YamlNode value, YamlReader reader)
    {
        if (reader.Fields(value, key.Text) is not { } fields)
        {
            return null;
        }

        var account = reader.Text(fields.Need("slack", "T0123ABC/U0123ABC"), "slack");
        var ids = account?.Text.Split('/');
        var isAccount = ids is [['T' or 'E', ..] team, ['U' or 'W', ..] user] && IsId(team) && IsId(user);
        if (account is not null && !isAccount)
        {
            reader.Error(account, "\"slack\" is a workspace and your user in it, by their ids: T0123ABC/U0123ABC.");
        }

        var watch = ReadWatch(fields.Take("watch"), reader);
        var root = ReadRoot(fields.Take("root"), reader);
        ConfigConnections.ReportSecrets(fields, reader);
        fields.Finish();
        return isAccount ? new ConnectionConfig.Chat(ids![0], ids[1]) { Watch = watch, Root = root } : null;
    }

    /// <summary>The lines of one, but for its name.</summary>
    public static IEnumerable<string> Write(ConnectionConfig.Chat chat)
    {
        yield return $"  slack: {YamlText.Scalar($"{chat.Team}/{chat.User}")}";
        if (chat.Watch.Length > 0)
        {
            yield return $"  watch: [{string.Join(", ", chat.Watch.Select(w => YamlText.Scalar(w, inFlow: true)))}]";
        }

        if (chat.Root is { } root)
        {
            yield return $"  root: {YamlText.Scalar(root.AbsoluteUri)}";
        }
    }

    /// <summary>Whether that is the id of a channel.</summary>
    public static bool IsChannel(string id) => id is ['C' or 'D' or 'G', ..] && IsId(id);

    private static ImmutableArray<string> ReadWatch(YamlNode? node, YamlReader reader)
    {
        var watch = ImmutableArray.CreateBuilder<string>();
        foreach (var text in reader.Texts(node, "watch", "C0123ABC") ?? [])
        {
            if (!IsChannel(text.Text))
            {
                reader.Error(text, $"\"{text.Text}\" is no channel's id. Slack shows it under About; write C0123ABC.");
            }
            else if (watch.Contains(text.Text))
            {
                reader.Error(text, $"\"{text.Text}\" is there twice.");
            }
            else
            {
                watch.Add(text.Text);
            }
        }

        if (node is not null && watch.Count > MostWatched)
        {
            reader.Error(node, $"\"watch\" takes at most {MostWatched} channels.");
        }

        return watch.ToImmutable();
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

    private static bool IsId(string id) =>
        id is { Length: >= 3 and <= 30 } && id.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
}
