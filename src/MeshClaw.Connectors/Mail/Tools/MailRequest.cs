using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Tools;

/// <summary>A call of a tool that reads a mailbox or files its messages.</summary>
internal sealed class MailRequest
{
    private readonly MailArguments _arguments;

    private MailRequest(MailArguments arguments) => _arguments = arguments;

    public MailTool Tool => _arguments.Tool;

    public ToolName Name => Tool.Name;

    public string Folder => Location.Folder;

    public string Id => Location.Id;

    public MailLocation Location => _arguments.Location;

    public string To => _arguments.Text("to");

    public string Text => _arguments.Text("text");

    public string? Cursor => _arguments.Has("cursor") ? _arguments.Text("cursor") : null;

    public int Limit => _arguments.Number("limit", MailTools.DefaultLimit);

    public bool HeadersOnly => _arguments.Switch("headersOnly");

    public MailFlags Add => _arguments.Flags("add");

    public MailFlags Remove => _arguments.Flags("remove");

    /// <exception cref="ToolException">An unknown tool or bad arguments.</exception>
    public static MailRequest Parse(ToolName name, string arguments)
    {
        var tool =
            MailTools.Find(name)
            ?? throw new ToolException(
                $"There is no tool '{name}'. There are: {string.Join(", ", MailTools.All.Select(t => t.Name))}."
            );
        var request = new MailRequest(MailArguments.Parse(tool, arguments));
        request.Check();
        return request;
    }

    private void Check()
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
    }
}
