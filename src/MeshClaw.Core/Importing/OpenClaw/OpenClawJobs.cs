using System.Globalization;
using System.Text.Json.Nodes;
using MeshClaw.Core.Schedules;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Importing.OpenClaw;

/// <summary>
/// Cron jobs, each as an agent's draft of its own: its message is what that agent is told, its schedule what starts it. Schedules are read by
/// the same parser as those of agents; what that refuses is left, with its words.
/// </summary>
internal sealed class OpenClawJobs(
    OpenClawFolder folder,
    JsonNode? config,
    Func<string, string> free,
    ImportNotes notes
)
{
    private const int MaxFile = 4 * 1024 * 1024;
    private const int MaxJobs = 200;
    private const int MaxMessage = 20_000;
    private const long Minute = 60_000;

    /// <summary>Takes all that there are.</summary>
    public void Take()
    {
        var file = config.TextAt("cron.store") is { } store ? folder.Inside(store) : null;
        file ??= folder.Has("cron/jobs.json") || !folder.Has("cron/cron.json") ? "cron/jobs.json" : "cron/cron.json";
        if (folder.Text(file, MaxFile) is not { } text)
        {
            return;
        }

        try
        {
            var read = Json5.Parse(text);
            var jobs = (read as JsonArray ?? read.ItemsAt("jobs")).ToList();
            foreach (var (job, i) in jobs.Take(MaxJobs).Select((job, i) => (job, i)))
            {
                Take(string.Create(CultureInfo.InvariantCulture, $"{file}: jobs[{i}]"), job);
            }

            if (jobs.Count > MaxJobs)
            {
                notes.Leave(file, $"It has more than {MaxJobs} jobs; the rest is not looked at.");
            }
        }
        catch (Json5Exception broken)
        {
            notes.Leave(file, broken.Message);
        }
    }

    private void Take(string from, JsonNode? job)
    {
        var name = job.TextAt("name") ?? job.TextAt("description") ?? "job";
        from = $"{from} “{ImportText.Clean(name.Length <= 60 ? name : name[..60]).Text}”";
        var message = job.TextAt("payload.message") ?? job.TextAt("payload.text");
        if (string.IsNullOrWhiteSpace(message))
        {
            notes.Leave(from, "It has no message: what it does is no task in words.");
            return;
        }

        var (when, why) = WhenOf(job.At("schedule"));
        var (zone, noZone) = ZoneOf(job.At("schedule"));
        if (when is null || noZone is not null)
        {
            notes.Leave(from, (when is null ? why : noZone)!); // One of them says why.
            return;
        }

        var (text, keys) = ImportText.Clean(message.Length <= MaxMessage ? message : message[..MaxMessage]);
        var draft = new AgentDraft(free($"job-{ImportText.Name(name) ?? "job"}"), ImportText.Clean(name).Text, text)
        {
            When = [when],
            Zone = zone,
        };
        var note = string.Join(
            ' ',
            new[]
            {
                job.FlagAt("enabled") == false ? "It was switched off." : "",
                keys > 0 ? "What looks like a key was left out of its text." : "",
                message.Length > MaxMessage ? "Its text was cut." : "",
                job.WholeAt("schedule.staggerMs") > 0
                    ? "It starts exactly at its time; write jitter: into it for later."
                    : "",
            }.Where(n => n.Length > 0)
        );
        notes.Take(DraftKind.Agent, from, draft.Place, draft.Write(), note);
        Leave(
            $"{from}: delivery",
            job.At("delivery") ?? job.At("payload.to"),
            "Where its answer went is not imported."
        );
        Leave($"{from}: model", job.At("payload.model"), "Which model it had is not imported.");
        Leave(
            $"{from}: allowUnsafeExternalContent",
            job.At("payload.allowUnsafeExternalContent"),
            "What others write is never an order here."
        );
    }

    private void Leave(string from, JsonNode? value, string why)
    {
        if (value is not null)
        {
            notes.Leave(from, why);
        }
    }

    private static (string? When, string? Why) WhenOf(JsonNode? schedule) =>
        schedule.TextAt("kind") switch
        {
            "cron" when (schedule.TextAt("expr") ?? schedule.TextAt("cron")) is { } expression => Cron(expression),
            "every" when schedule.WholeAt("everyMs") is > 0 and var pause => Every(pause),
            "at" => (null, "It is for one time only; agents start by schedules that repeat."),
            _ when schedule is null => (null, "It has no schedule."),
            _ => (null, "Its schedule is of no kind that is known: cron, every and at are."),
        };

    private static (string? When, string? Why) Cron(string expression)
    {
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // Six fields begin with the second.
        var plain = string.Join(' ', fields is ["0", _, _, _, _, _] ? fields[1..] : fields);
        return CronText.Refuse(plain) is { } refusal
            ? (null, $"Its schedule is not understood. {refusal}")
            : ($"cron: {YamlText.Scalar(plain)}", null);
    }

    private static (string? When, string? Why) Every(long pause)
    {
        if (pause % Minute != 0)
        {
            return (null, "It starts by seconds; the shortest here is a minute.");
        }

        var minutes = pause / Minute;
        var phrase =
            minutes == 1440 ? "every day at 09:00"
            : minutes % 60 == 0 ? $"every {minutes / 60} hours"
            : $"every {minutes} minutes";
        phrase = phrase switch
        {
            "every 1 hours" => "every hour",
            "every 1 minutes" => "every minute",
            _ => phrase,
        };
        return SchedulePhrase.Parse(phrase).Refusal is { } refusal
            ? (null, $"Its schedule, {phrase}, is not understood. {refusal}")
            : ($"at: {YamlText.Scalar(phrase)}", null);
    }

    private static (string? Zone, string? Why) ZoneOf(JsonNode? schedule)
    {
        if (schedule.TextAt("tz") is not { } tz || string.IsNullOrWhiteSpace(tz))
        {
            return (null, null);
        }

        return tz.Length <= 60 && TimeZoneInfo.TryFindSystemTimeZoneById(tz.Trim(), out var zone) && zone.HasIanaId
            ? (zone.Id, null)
            : (null, "There is no such time zone as its schedule names.");
    }
}
