using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Files;
using MeshClaw.Core.Models;
using MeshClaw.Core.Schedules;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Core.Configuration;

/// <summary>Reads config.yaml: all of it, or all errors at once. What is left out has a default.</summary>
public static class ConfigFile
{
    /// <summary>What holds where there is no file.</summary>
    public static MeshClawConfig Default { get; } = new() { Zone = TimeZoneInfo.Local, FollowsSystemZone = true };

    /// <summary>Reads the file at a path. A file that is not there means <see cref="Default"/>; one that cannot be read is an error.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="kinds">The kinds of channels that there are; null where they are not known, so that channels' settings are taken as they stand.</param>
    public static FileResult<MeshClawConfig> Load(string path, IReadOnlyList<ChannelKind>? kinds = null)
    {
        var problems = new FileProblems(path);
        return OwnerFile.TryRead(path, problems, out var text) ? Parse(text, problems, kinds)
            : problems.HasErrors ? problems.Result<MeshClawConfig>(null)
            : problems.Result(Default);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="text">YAML.</param>
    /// <param name="kinds">As with <see cref="Load"/>.</param>
    public static FileResult<MeshClawConfig> Parse(string path, string text, IReadOnlyList<ChannelKind>? kinds = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var problems = new FileProblems(path);
        return StrictText.Decode(Encoding.UTF8.GetBytes(text), problems) is { } clean
            ? Parse(clean, problems, kinds)
            : problems.Result<MeshClawConfig>(null);
    }

    private static FileResult<MeshClawConfig> Parse(
        string text,
        FileProblems problems,
        IReadOnlyList<ChannelKind>? kinds
    )
    {
        if (YamlDocument.Parse(text, problems) is not { } tree)
        {
            return problems.Result<MeshClawConfig>(null);
        }

        var reader = new YamlReader(problems);
        var fields = new YamlFields(tree, reader);
        var owner = ReadOwner(fields.Take("owner"), reader);
        var zone = ZoneText.Read(fields.Take("zone"), reader);
        var (connections, models) = ConfigConnections.Read(fields.Take("connections"), reader);
        var chain = ConfigModels.ReadChain(fields.Take("models"), models, reader);
        var channels = fields.Take(ChannelConfig.Section);
        var config = new MeshClawConfig
        {
            Owner = owner,
            Zone = zone ?? TimeZoneInfo.Local,
            FollowsSystemZone = zone is null,
            Channels = ConfigChannels.Read(channels, reader, kinds),
            Notify = ConfigChannels.ReadNotify(fields.Take("notify"), channels, reader),
            Hooks = ConfigChannels.ReadHooks(fields.Take("hooks"), reader),
            Quiet = QuietText.Read(fields.Take("quiet"), reader) ?? QuietHours.None,
            Contacts = ReadContacts(fields.Take("contacts"), reader),
            Connections = connections,
            Models = models,
            ModelChain = chain ?? [.. models.Select(m => m.Name)],
            HasModelChain = chain is not null,
            Backup = ReadBackup(fields.Take("backup"), reader),
            Budget = ConfigBudget.Read(fields.Take("budget"), reader),
            Otlp = ConfigBudget.ReadTelemetry(fields.Take("telemetry"), reader),
            ApprovalsExpire = DurationText.Read(
                fields.Take("approvals-expire"),
                "approvals-expire",
                reader,
                (TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
                Default.ApprovalsExpire
            ),
            UndoWindow = DurationText.Read(
                fields.Take("undo-window"),
                "undo-window",
                reader,
                (TimeSpan.Zero, TimeSpan.FromHours(1)),
                Default.UndoWindow
            ),
        };
        fields.Finish();
        return problems.Result(config);
    }

    private static Owner ReadOwner(YamlNode? node, YamlReader reader)
    {
        if (reader.Fields(node, "owner") is not { } fields)
        {
            return Default.Owner;
        }

        var name = reader.Text(fields.Take("name"), "name");
        var addresses = ReadAddresses(fields.Take("addresses"), "addresses", reader);
        fields.Finish();
        return new Owner(name?.Text ?? "", addresses);
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> ReadContacts(YamlNode? node, YamlReader reader)
    {
        var contacts = MeshClawConfig.NoContacts;
        foreach (var (key, value) in reader.Entries(node, "contacts"))
        {
            if (string.IsNullOrWhiteSpace(key.Text) || key.Text.Any(char.IsControl))
            {
                reader.Error(key, "A contact has a name. Write: Ana: ana@corp.example");
            }
            else if (contacts.ContainsKey(key.Text))
            {
                reader.Error(key, $"The contact \"{key.Text}\" is there twice: names are compared without case.");
            }
            else
            {
                contacts = contacts.Add(key.Text, ReadAddresses(value, key.Text, reader));
            }
        }

        return contacts;
    }

    /// <summary>One address or a list of them.</summary>
    private static ImmutableArray<string> ReadAddresses(YamlNode? node, string name, YamlReader reader)
    {
        var texts = node is YamlScalar { IsNull: false } one ? [one] : reader.Texts(node, name, "ana@corp.example");
        var addresses = ImmutableArray.CreateBuilder<string>();
        foreach (var text in texts ?? [])
        {
            if (MailAddress.Normalize(text.Text) is not { } address)
            {
                reader.Error(
                    text,
                    $"\"{text.Text}\" is no mail address. Write it as ana@corp.example, without a name."
                );
            }
            else if (addresses.Contains(address))
            {
                reader.Error(text, $"\"{address}\" is there twice.");
            }
            else
            {
                addresses.Add(address);
            }
        }

        if (node is not null && texts?.Any() != true && node is YamlScalar or YamlList)
        {
            reader.Warn(node, $"\"{name}\" has no address.");
        }

        return addresses.ToImmutable();
    }

    private static BackupConfig ReadBackup(YamlNode? node, YamlReader reader)
    {
        if (reader.Fields(node, "backup") is not { } fields)
        {
            return Default.Backup;
        }

        var keep = reader.Whole(fields.Take("keep"), "keep", 1, 365) ?? Default.Backup.Keep;
        var daily = Default.Backup.Daily;
        if (fields.Take("daily") is { } when)
        {
            var style = DateTimeStyles.None;
            if (when is YamlScalar { Text: "off" })
            {
                daily = null;
            }
            else if (
                when is YamlScalar text
                && TimeOnly.TryParseExact(text.Text, "HH:mm", CultureInfo.InvariantCulture, style, out var time)
            )
            {
                daily = time;
            }
            else
            {
                reader.Error(when, "\"daily\" takes a time of day, such as \"03:30\", or off.");
            }
        }

        fields.Finish();
        return new BackupConfig(keep, daily);
    }
}
