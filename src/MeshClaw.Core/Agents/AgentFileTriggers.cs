using System.Collections.Immutable;
using MeshClaw.Core.Schedules;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Agents;

/// <summary>The part of AGENT.md that says what starts the agent.</summary>
internal sealed class AgentFileTriggers(YamlReader reader, AgentFileContext context)
{
    private const string Shape =
        "Each of \"when\" is one of: at: \"06:30 on weekdays\" · cron: \"30 6 * * 1-5\" · event: mail.received";

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
            ReadEvent(fields.Take("event")),
        ];
        fields.Finish();
        if (map.Entries.Count != 1)
        {
            reader.Error(map, $"{Shape}, each in an entry of its own.");
        }

        return triggers.FirstOrDefault(t => t is not null);
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

    private AgentTrigger.Event? ReadEvent(YamlNode? node)
    {
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

        return new AgentTrigger.Event(text.Text);
    }
}
