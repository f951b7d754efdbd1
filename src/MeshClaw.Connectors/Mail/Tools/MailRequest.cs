using System.Globalization;
using System.Text.Json;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Tools;

/// <summary>A call's arguments, checked against its tool's parameters: an unknown, missing or ill-typed one is refused.</summary>
internal sealed record MailRequest
{
    public required MailTool Tool { get; init; }

    public string Folder { get; init; } = MailFolderName.Inbox;

    public string Id { get; init; } = "";

    public string Version { get; init; } = "";

    public string To { get; init; } = "";

    public string Text { get; init; } = "";

    public string? Cursor { get; init; }

    public int Limit { get; init; } = MailTools.DefaultLimit;

    public bool HeadersOnly { get; init; }

    public MailFlags Add { get; init; }

    public MailFlags Remove { get; init; }

    public ToolName Name => Tool.Name;

    public MailLocation Location => new(Folder, Id, Version);

    /// <exception cref="ToolException">An unknown tool or bad arguments.</exception>
    public static MailRequest Parse(ToolName name, string arguments)
    {
        var tool =
            MailTools.Find(name)
            ?? throw new ToolException(
                $"There is no tool '{name}'. There are: {string.Join(", ", MailTools.All.Select(t => t.Name))}."
            );
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(arguments, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException failure)
        {
            throw new ToolException($"The arguments of {name} are not valid JSON.", failure);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ToolException($"{name} takes a JSON object. {Takes(tool)}");
            }

            var request = new MailRequest { Tool = tool };
            var given = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                var parameter =
                    tool.Parameters.FirstOrDefault(p => p.Name == member.Name)
                    ?? throw new ToolException($"{name} has no argument '{member.Name}'. {Takes(tool)}");
                request = request.With(parameter, member.Value);
                given.Add(member.Name);
            }

            var missing = tool.Parameters.FirstOrDefault(p => p.Required && !given.Contains(p.Name));
            return missing is null
                ? request.Checked()
                : throw new ToolException($"{name} needs the argument '{missing.Name}'. {Takes(tool)}");
        }
    }

    private MailRequest With(MailParameter parameter, JsonElement value) =>
        parameter.Name switch
        {
            "folder" => this with { Folder = MailFolderName.Parse(TextOf(parameter, value, 500), "folder") },
            "to" => this with { To = MailFolderName.Parse(TextOf(parameter, value, 500), "to") },
            "id" => this with { Id = TextOf(parameter, value, 255) },
            "version" => this with { Version = TextOf(parameter, value, 100) },
            "text" => this with { Text = TextOf(parameter, value, 500) },
            "cursor" => this with
            {
                Cursor = value.ValueKind == JsonValueKind.Null ? null : TextOf(parameter, value, 600),
            },
            "limit" => this with { Limit = NumberOf(parameter, value) },
            "headersOnly" => this with { HeadersOnly = SwitchOf(parameter, value) },
            "add" => this with { Add = FlagsOf(parameter, value) },
            "remove" => this with { Remove = FlagsOf(parameter, value) },
            _ => throw new InvalidOperationException($"The parameter '{parameter.Name}' is not read."),
        };

    private MailRequest Checked()
    {
        if (Tool.Parameters.Any(p => p.Name == "id") && Id.Length == 0)
        {
            throw new ToolException($"{Name} needs an 'id' that is not empty, as mail.list gave it.");
        }

        if (Name == MailTools.Search && string.IsNullOrWhiteSpace(Text))
        {
            throw new ToolException("mail.search needs a 'text' that is not blank.");
        }

        if (Name == MailTools.Move && To == Folder)
        {
            throw new ToolException($"The message lies in '{Folder}' already: 'to' must be another folder.");
        }

        if (Name == MailTools.Flag && ((Add | Remove) == MailFlags.None || (Add & Remove) != MailFlags.None))
        {
            throw new ToolException(
                "mail.flag needs marks in 'add' or 'remove', none in both. Marks: "
                    + string.Join(", ", MailFlagNames.All)
                    + "."
            );
        }

        return this;
    }

    private string TextOf(MailParameter parameter, JsonElement value, int max)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Wrong(parameter, value, "a string");
        }

        string text;
        try
        {
            text = value.GetString()!; // A string element has a string.
        }
        catch (InvalidOperationException failure)
        {
            throw new ToolException($"The argument '{parameter.Name}' of {Name} is not valid text.", failure);
        }

        return text.Length <= max && !text.Any(char.IsControl)
            ? text
            : throw Wrong(parameter, value, $"a string of at most {max} characters without control characters");
    }

    private int NumberOf(MailParameter parameter, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
        && number is >= 1 and <= MailTools.MaxLimit
            ? number
            : throw Wrong(parameter, value, $"a whole number from 1 to {MailTools.MaxLimit}");

    private bool SwitchOf(MailParameter parameter, JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Wrong(parameter, value, "true or false");

    private MailFlags FlagsOf(MailParameter parameter, JsonElement value)
    {
        var flags = MailFlags.None;
        var allowed = "a list of marks (" + string.Join(", ", MailFlagNames.All) + ")";
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(parameter, value, allowed);
        }

        foreach (var item in value.EnumerateArray())
        {
            var name = item.ValueKind == JsonValueKind.String ? item.GetString() : null;
            flags |= MailFlagNames.Parse(name) ?? throw Wrong(parameter, item, allowed);
        }

        return flags;
    }

    private ToolException Wrong(MailParameter parameter, JsonElement value, string wanted)
    {
        var got = value.GetRawText();
        got = got.Length > 60 ? string.Concat(got.AsSpan(0, 60), "…") : got;
        return new ToolException($"The argument '{parameter.Name}' of {Name} must be {wanted}, not {got}.");
    }

    private static string Takes(MailTool tool) =>
        tool.Parameters.IsEmpty
            ? $"{tool.Name} takes no arguments."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{tool.Name} takes: {string.Join(", ", tool.Parameters.Select(p => p.Required ? p.Name : p.Name + "?"))}."
            );
}
