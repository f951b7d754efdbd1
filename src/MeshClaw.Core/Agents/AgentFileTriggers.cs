using System.Collections.Immutable;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Schedules;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy;

namespace MeshClaw.Core.Agents;

/// <summary>The part of AGENT.md that says what starts the agent.</summary>
internal sealed class AgentFileTriggers(
    YamlReader reader,
    AgentFileContext context,
    ImmutableArray<ConnectionName> connections
)
{
    private const string Shape =
        "Each of \"when\" is one of: at: \"06:30 on weekdays\" · cron: \"30 6 * * 1-5\" · event: mail.received";

    private static readonly string[] s_kinds = ["at", "cron", "event"];
    private static readonly string[] s_ofEvents = ["debounce", "at-most", "connection", "folder"];
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(24);

    public ImmutableArray<AgentTrigger> Read(YamlNode? node)
    {
        switch (node)
        {
            case null:
                return [];
            case YamlScalar { IsNull: true } or YamlList { Items.Count: 0 }:
                reader.Warn(node, "\"when\" is empty: the agent runs only when asked.");
                return [];
            case YamlList list:
                return [.. list.Items.Select(ReadOne).OfType<AgentTrigger>()];
            default:
                reader.Error(node, $"\"when\" takes a list. {Shape}.");
                return [];
        }
    }

    private AgentTrigger? ReadOne(YamlNode item)
    {
        if (item is not YamlMap map)
        {
            reader.Error(item, $"{Shape}.");
            return null;
        }

        var fields = new YamlFields(map, reader);
        AgentTrigger?[] triggers =
        [
            ReadPhrase(fields.Take("at")),
            ReadCron(fields.Take("cron")),
            ReadEvent(fields.Take("event"), fields),
        ];
        var jitter = fields.Take("jitter");
        RefuseStrangers(map, fields);
        fields.Finish();
        if (map.Entries.Count(e => s_kinds.Contains(e.Key.Text)) != 1)
        {
            reader.Error(map, $"{Shape}, each in an entry of its own.");
        }

        return triggers.FirstOrDefault(t => t is not null) is AgentTrigger.Schedule schedule
            ? WithJitter(schedule, jitter)
            : triggers.FirstOrDefault(t => t is not null);
    }

    /// <summary>Keys that belong to another kind of trigger.</summary>
    private static void RefuseStrangers(YamlMap map, YamlFields fields)
    {
        var isEvent = map.Find("event") is not null;
        foreach (var (key, _) in map.Entries)
        {
            if (isEvent && key.Text == "jitter")
            {
                fields.Refuse(key, "\"jitter\" belongs to \"at\" and \"cron\"; an event is put off by \"debounce\".");
            }
            else if (!isEvent && s_ofEvents.Contains(key.Text))
            {
                fields.Refuse(
                    key,
                    $"\"{key.Text}\" belongs to \"event\"; with \"at\" and \"cron\" there is \"jitter\"."
                );
            }
        }
    }

    private AgentTrigger.Schedule? ReadPhrase(YamlNode? node)
    {
        if (reader.Text(node, "at") is not { } text)
        {
            return null;
        }

        var parse = SchedulePhrase.Parse(text.Text);
        if (parse.Refusal is not null)
        {
            reader.Error(text, $"\"{text.Text}\" is no schedule: {parse.Refusal}");
            return null;
        }

        return new AgentTrigger.Schedule(text.Text, parse.Crons);
    }

    private AgentTrigger.Schedule? ReadCron(YamlNode? node)
    {
        if (reader.Text(node, "cron") is not { } text)
        {
            return null;
        }

        if (CronText.Refuse(text.Text) is { } refusal)
        {
            reader.Error(text, $"\"{text.Text}\" is no cron expression. {refusal}");
            return null;
        }

        return new AgentTrigger.Schedule(text.Text, [text.Text]);
    }

    private AgentTrigger.Schedule WithJitter(AgentTrigger.Schedule schedule, YamlNode? node)
    {
        var jitter = ReadSpan(node, "jitter", TimeSpan.Zero, TimeSpan.Zero);
        if (jitter > TimeSpan.Zero && ScheduleClock.ShortestPause(schedule) is var pause && jitter >= pause)
        {
            reader.Error(
                node!, // No jitter without it.
                $"\"jitter\" must be shorter than the {DurationText.Of(pause)} between two runs of \"{schedule.Text}\"."
            );
        }

        return schedule with
        {
            Jitter = jitter,
        };
    }

    private AgentTrigger.Event? ReadEvent(YamlNode? node, YamlFields fields)
    {
        var (debounceAt, atMostAt) = (fields.Take("debounce"), fields.Take("at-most"));
        var (connectionAt, folderAt) = (fields.Take("connection"), fields.Take("folder"));
        if (reader.Text(node, "event") is not { } text)
        {
            return null;
        }

        if (!context.Events.Contains(text.Text))
        {
            var hint = Spelling.DidYouMean(text.Text, context.Events);
            reader.Error(
                text,
                $"There is no event \"{text.Text}\".{hint} There are: {string.Join(", ", context.Events)}."
            );
            return null;
        }

        if (folderAt is not null && !text.Text.StartsWith("mail.", StringComparison.Ordinal))
        {
            reader.Error(folderAt, $"\"folder\" belongs to events of mail, and \"{text.Text}\" is none.");
        }

        var happening = new AgentTrigger.Event(text.Text);
        var debounce = ReadSpan(debounceAt, "debounce", TimeSpan.Zero, happening.Debounce);
        var usual = debounce > happening.AtMost ? debounce : happening.AtMost;
        return happening with
        {
            Debounce = debounce,
            AtMost = ReadSpan(atMostAt, "at-most", debounce, usual),
            Connection = ReadConnection(connectionAt),
            Folder = reader.Text(folderAt, "folder")?.Text ?? happening.Folder,
        };
    }

    private ConnectionName? ReadConnection(YamlNode? node)
    {
        if (reader.Text(node, "connection") is not { } text)
        {
            return null;
        }

        var name = new ConnectionName(text.Text);
        if (connections.Contains(name))
        {
            return name;
        }

        var hint = Spelling.DidYouMean(text.Text, connections.Select(c => c.Value));
        var all = connections.Length == 0 ? "none" : string.Join(", ", connections);
        reader.Error(text, $"\"{text.Text}\" is none of this agent's connections.{hint} It has: {all}.");
        return null;
    }

    private TimeSpan ReadSpan(YamlNode? node, string name, TimeSpan least, TimeSpan otherwise) =>
        DurationText.Read(node, name, reader, (least, s_longest), otherwise);
}
