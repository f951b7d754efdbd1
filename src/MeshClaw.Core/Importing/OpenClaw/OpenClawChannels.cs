using System.Text;
using System.Text.Json.Nodes;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Importing.OpenClaw;

/// <summary>Who may write, by channel: from the configuration and from what pairing kept. A list for the owner, that nothing reads.</summary>
internal sealed class OpenClawChannels(OpenClawFolder folder, string file, JsonNode? config, ImportNotes notes)
{
    private const int MaxFile = 256 * 1024;
    private const int MaxPeople = 1_000;
    private const int MaxName = 120;
    private const string Ending = "-allowFrom.json";

    private static readonly string[] s_old =
    [
        "whatsapp",
        "telegram",
        "discord",
        "slack",
        "signal",
        "imessage",
        "msteams",
    ];
    private readonly SortedDictionary<string, SortedSet<string>> _people = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _from = new(StringComparer.Ordinal);

    /// <summary>Channels where they stood before there was <c>channels</c>.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Old(JsonNode? config) =>
        config.MembersAt("").Where(m => s_old.Contains(m.Key));

    /// <summary>Takes all that there are.</summary>
    public void Take()
    {
        foreach (var (channel, settings) in config.MembersAt("channels").Concat(Old(config)))
        {
            if (ImportText.Name(channel) is { } name && name != "defaults")
            {
                Take(name, $"{file}: channels.{channel}", settings);
                foreach (var (account, own) in settings.MembersAt("accounts"))
                {
                    Take(name, $"{file}: channels.{channel}.accounts.{account}", own);
                }
            }
        }

        // Before channels had lists of their own.
        AddAll("whatsapp", $"{file}: routing.allowFrom", config.ItemsAt("routing.allowFrom"));
        AddAll("whatsapp", $"{file}: inbound.allowFrom", config.ItemsAt("inbound.allowFrom"));
        TakePaired();
        if (_people.Count > 0)
        {
            notes.Take(
                DraftKind.Channels,
                string.Join(", ", _from),
                "imports/openclaw/channels.yaml",
                Encoding.UTF8.GetBytes(Written()),
                "Nothing reads it: it is for when you set up a channel."
            );
        }
    }

    private void Take(string channel, string at, JsonNode? settings)
    {
        foreach (var key in new[] { "allowFrom", "dm.allowFrom", "groupAllowFrom" })
        {
            AddAll(channel, $"{at}.{key}", settings.ItemsAt(key));
        }
    }

    private void TakePaired()
    {
        foreach (var name in folder.Names("credentials"))
        {
            var path = $"credentials/{name}";
            if (!name.EndsWith(Ending, StringComparison.Ordinal))
            {
                notes.Leave(path, "Credentials are not copied.");
                continue;
            }

            if (folder.Text(path, MaxFile) is not { } text)
            {
                continue;
            }

            try
            {
                var list = Json5.Parse(text);
                var channel = ImportText.Name(name[..^Ending.Length].Split('-')[0]);
                AddAll(channel ?? "unknown", path, list is JsonArray plain ? plain : list.ItemsAt("allowFrom"));
            }
            catch (Json5Exception broken)
            {
                notes.Leave(path, broken.Message);
            }
        }
    }

    private void AddAll(string channel, string from, IEnumerable<JsonNode?> entries)
    {
        foreach (var entry in entries)
        {
            var person = entry.Text() ?? (entry is JsonValue value && value.TryGetValue(out long id) ? $"{id}" : null);
            if (person?.Trim() is "*")
            {
                notes.Leave(from, "\"*\" lets everybody write, which is never imported.");
            }
            else if (
                person is null or ""
                || person.Length > MaxName
                || ImportText.Clean(person).Text != person
                || ImportText.HasKey(person)
            )
            {
                notes.Leave(from, "It has an entry that names nobody.");
            }
            else
            {
                if (!_people.TryGetValue(channel, out var people))
                {
                    _people[channel] = people = new SortedSet<string>(StringComparer.Ordinal);
                }

                if (people.Count < MaxPeople)
                {
                    people.Add(person.Trim());
                    _from.Add(from.Split(':')[0]);
                }
                else
                {
                    notes.Leave(from, $"It names more than {MaxPeople} people.");
                }
            }
        }
    }

    private string Written()
    {
        var text = new StringBuilder(
            "# Who could write to your agents in OpenClaw. Nothing reads this file: look at each name\n# before you let anybody write here.\n"
        );
        foreach (var (channel, people) in _people)
        {
            text.Append(YamlText.Key(channel)).Append(":\n");
            foreach (var person in people)
            {
                text.Append("  - ").Append(YamlText.Scalar(person)).Append('\n');
            }
        }

        return text.ToString();
    }
}
