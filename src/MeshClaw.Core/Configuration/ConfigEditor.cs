using System.Collections.Immutable;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Files;
using MeshClaw.Core.Models;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Core.Configuration;

/// <summary>
/// Edits the text of config.yaml. All but the entry that is meant stays as it is, comments and line ends too. The result is read again
/// before it is handed back: it says the same as before but for that entry, or the edit is refused.
/// </summary>
public static class ConfigEditor
{
    private const string Name = "config.yaml";

    /// <summary>Adds a connection, or replaces the one of that name.</summary>
    public static FileEdit SetConnection(string text, ConnectionName name, ConnectionConfig connection) =>
        Edit(text, "connections", name.Value, ConfigText.Connection(name, connection));

    /// <summary>Adds a model, or replaces the one of that name.</summary>
    public static FileEdit SetModel(string text, ModelConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Edit(text, "connections", model.Name.Value, ConfigModels.Write(model));
    }

    /// <summary>Says which models are used, best first; none for an empty chain.</summary>
    public static FileEdit SetModelChain(string text, IEnumerable<ConnectionName> chain) =>
        Edit(text, "models", null, ConfigModels.WriteChain(chain));

    /// <summary>Removes a connection or a model. Refused where there is none of that name.</summary>
    public static FileEdit RemoveConnection(string text, ConnectionName name) =>
        Edit(text, "connections", name.Value, null);

    /// <summary>Adds a channel, or replaces the one of that name. Whether its kind takes such settings is not known here.</summary>
    public static FileEdit SetChannel(string text, ChannelConfig channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return Edit(text, ChannelConfig.Section, channel.Name.Value, ConfigChannels.Write(channel));
    }

    /// <summary>Removes a channel, and <c>notify</c> where that names it. Refused where there is none of that name.</summary>
    public static FileEdit RemoveChannel(string text, ChannelName name)
    {
        var isNotify = ConfigFile.Parse(Name, text).Value?.Notify == name;
        var before = isNotify ? SetNotify(text, null) : FileEdit.Done(text);
        return before.Text is null ? before : Edit(before.Text, ChannelConfig.Section, name.Value, null);
    }

    /// <summary>Says where what is no answer goes: to a channel that there is, or with null nowhere.</summary>
    public static FileEdit SetNotify(string text, ChannelName? channel) =>
        channel is { } name
            ? Edit(text, "notify", null, [$"notify: {YamlText.Scalar(name.Value)}"])
            : Edit(text, "notify", null, null);

    /// <summary>Says whom the gateway works for.</summary>
    public static FileEdit SetOwner(string text, Owner owner) => Edit(text, "owner", null, ConfigText.Owner(owner));

    /// <summary>Adds an address to a contact, or a contact with that address. An address that is there already changes nothing.</summary>
    public static FileEdit AddContact(string text, string name, string address)
    {
        if (MailAddress.Normalize(address) is not { } normal)
        {
            return FileEdit.Refused($"\"{address}\" is no mail address.");
        }

        if (ConfigFile.Parse(Name, text) is not { Value: { } config } result)
        {
            return FileEdit.Refused(ConfigFile.Parse(Name, text));
        }

        var key = config.Contacts.TryGetKey(name, out var known) ? known : name;
        var addresses = config.Contacts.GetValueOrDefault(key, []);
        return addresses.Contains(normal)
            ? FileEdit.Done(text)
            : Edit(text, "contacts", key, ConfigText.Contact(key, addresses.Add(normal)));
    }

    private static FileEdit Edit(string text, string section, string? key, ImmutableArray<string>? lines)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = StrictText.WithoutMark(text);
        var before = ConfigFile.Parse(Name, clean);
        if (before.Value is null)
        {
            return FileEdit.Refused(before);
        }

        var tree = Tree(clean);
        if (lines is null && (key is null ? tree.Find(section) : (tree.Find(section) as YamlMap)?.Find(key)) is null)
        {
            return key is null ? FileEdit.Done(text) : FileEdit.Refused($"There is no \"{key}\" in {Name}.");
        }

        var source = new SourceLines(clean);
        var edited =
            lines is null ? BlockEdit.Remove(source, tree, section, key)
            : key is null ? BlockEdit.Set(source, tree, section, lines.Value)
            : BlockEdit.Set(source, tree, section, key, lines.Value);
        if (edited is null)
        {
            return FileEdit.Refused(
                $"The {section} in {Name} are written in a way that cannot be edited safely. Change them by hand."
            );
        }

        var after = ConfigFile.Parse(Name, edited);
        if (after.Value is null)
        {
            return FileEdit.Refused(after);
        }

        var wanted = lines is null ? null : Tree(string.Join('\n', lines.Value)).Entries[0].Value;
        return IsOnly(tree, Tree(edited), section, key, wanted)
            ? FileEdit.Done(text[..(text.Length - clean.Length)] + edited)
            : FileEdit.Refused(
                $"The {section} in {Name} are written in a way that cannot be edited safely. Change them by hand."
            );
    }

    /// <summary>Whether two trees differ in one entry alone, and that is now as wanted.</summary>
    private static bool IsOnly(YamlMap before, YamlMap after, string section, string? key, YamlNode? wanted)
    {
        if (!SameBut(before, after, section))
        {
            return false;
        }

        if (key is null)
        {
            return YamlNode.Same(after.Find(section), wanted);
        }

        var (old, now) = (before.Find(section) as YamlMap, after.Find(section) as YamlMap);
        return SameBut(old, now, key) && YamlNode.Same(now?.Find(key), wanted);
    }

    private static bool SameBut(YamlMap? before, YamlMap? after, string key)
    {
        var keys = (before?.Entries ?? []).Concat(after?.Entries ?? []).Select(e => e.Key.Text).Where(k => k != key);
        return keys.All(k => YamlNode.Same(before?.Find(k), after?.Find(k)));
    }

    private static YamlMap Tree(string text) =>
        YamlDocument.Parse(text, new FileProblems(Name))
        ?? throw new InvalidOperationException("A text that was read before.");
}
