using MeshClaw.Connectors.Local;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Files;

/// <summary>A call of one of the tools, its arguments checked.</summary>
internal sealed class FilesRequest
{
    private readonly LocalArguments _arguments;

    private FilesRequest(LocalTool tool, LocalArguments arguments)
    {
        (Tool, _arguments) = (tool, arguments);
        var isRead = tool.Effect.IsPureRead;
        Path = WorkspacePath.Parse(arguments.Text("path"), "path", rootToo: isRead && tool.Name != FilesTools.Read);
        To = Name == FilesTools.Move ? WorkspacePath.Parse(arguments.Text("to"), "to", rootToo: false) : "";
    }

    public LocalTool Tool { get; }

    public ToolName Name => Tool.Name;

    public string Path { get; }

    public string To { get; }

    public string Text => _arguments.Text("text");

    public string Old => _arguments.Text("old");

    public string New => _arguments.Text("new");

    public string Held => _arguments.Text("held");

    public string After => _arguments.Text("after");

    public int Line => _arguments.Number("line", 1);

    public int Lines => _arguments.Number("lines", FilesTools.DefaultLines);

    public int Limit =>
        _arguments.Number("limit", Name == FilesTools.List ? FilesTools.MostEntries : FilesTools.DefaultMatches);

    /// <summary>What must still stand there; null where whatever stands there is meant.</summary>
    public string? Version => _arguments.Has("version") ? _arguments.Text("version") : null;

    public IEnumerable<CallValue> Values => _arguments.Values();

    /// <exception cref="ToolException">An unknown tool or bad arguments.</exception>
    public static FilesRequest Parse(ToolName name, string arguments)
    {
        var tool =
            FilesTools.All.FirstOrDefault(t => t.Name == name)
            ?? throw new ToolException(
                $"There is no tool '{name}'. There are: {string.Join(", ", FilesTools.All.Select(t => t.Name))}."
            );
        var request = new FilesRequest(tool, LocalArguments.Parse(tool, arguments));
        request.Check();
        return request;
    }

    private void Check()
    {
        if (Name == FilesTools.Edit && (Old.Length == 0 || Old == New))
        {
            throw new ToolException("files.edit needs an 'old' that is not empty, and a 'new' that differs from it.");
        }

        if (Name == FilesTools.Search && string.IsNullOrWhiteSpace(Text))
        {
            throw new ToolException("files.search needs a 'text' that is not blank.");
        }

        if (Name == FilesTools.Move && (To == Path || To.StartsWith(Path + '/', StringComparison.Ordinal)))
        {
            throw new ToolException("'to' must be another place, and not within what is moved.");
        }

        if (Name == FilesTools.Restore && !HeldName.IsOne(Held))
        {
            throw new ToolException("'held' must be the name of something held, as undoing it gives.");
        }
    }
}
