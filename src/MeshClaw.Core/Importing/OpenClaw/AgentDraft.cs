using System.Text;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Importing.OpenClaw;

/// <summary>The text of an agent's draft. It has no connections and no tools, and proposes: the owner gives it what it needs.</summary>
internal sealed record AgentDraft(string Name, string Description, string Body)
{
    /// <summary>Lines of <c>when</c>, such as <c>cron: "0 7 * * *"</c>.</summary>
    public IReadOnlyList<string> When { get; init; } = [];

    /// <summary>An IANA name; null for the owner's.</summary>
    public string? Zone { get; init; }

    /// <summary>Where drafts lie: no agent's folder, so that none of them runs.</summary>
    public const string Folder = "agents/.imported";

    /// <summary>Relative to the home.</summary>
    public string Place => $"{Folder}/{Name}/{AgentFile.FileName}";

    /// <summary>The file, checked: what it says is read back without an error.</summary>
    /// <exception cref="InvalidDataException">It would not be.</exception>
    public byte[] Write()
    {
        var text = new StringBuilder("---\n");
        text.Append("name: ").Append(Name).Append('\n');
        text.Append("description: ").Append(YamlText.Scalar(Line(Description))).Append('\n');
        text.Append("connections: []   # such as [mail/work]\n");
        text.Append("tools: []         # such as [mail.*]\n");
        if (When.Count > 0)
        {
            text.Append("when:\n");
            foreach (var line in When)
            {
                text.Append("  - ").Append(line).Append('\n');
            }
        }

        if (Zone is not null)
        {
            text.Append("zone: ").Append(YamlText.Scalar(Zone)).Append('\n');
        }

        text.Append("autonomy: propose # observe, propose, act-reversibly or act\n---\n");
        text.Append(Body.Trim()).Append('\n');
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var read = AgentFile.Parse($"/{Name}/{AgentFile.FileName}", bytes, new AgentFileContext());
        return read.Value is null ? throw new InvalidDataException(read.Errors.First().ToString()) : bytes;
    }

    private static string Line(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? "Imported from OpenClaw."
            : line.Length <= 200 ? line
            : $"{line[..199]}…";
    }
}
