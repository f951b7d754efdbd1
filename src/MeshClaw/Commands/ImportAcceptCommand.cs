using System.CommandLine;
using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Web;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Events;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Commands;

/// <summary>
/// <c>import accept NAME [--yes]</c>: makes an agent of an imported draft, as the owner left it. The file is read like any agent's first; a
/// gateway that runs finds the agent by itself.
/// </summary>
internal sealed class ImportAcceptCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The draft's folder in agents/.imported" };
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask." };

    public ImportAcceptCommand(CliContext context)
        : base(
            context,
            "accept",
            "Makes an agent of an imported draft. It proposes, and has the tools that its file names.",
            "meshclaw import accept main",
            "meshclaw import accept job-morning-brief --yes"
        )
    {
        Add(_name);
        Add(_yes);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var name = scope.Arguments.GetRequiredValue(_name);
        var home = new MeshClawHome(scope.Home);
        var drafts = Path.Join(home.AgentsFolder, ".imported");
        var known = Directory.Exists(drafts)
            ? Directory.EnumerateDirectories(drafts).Select(d => Path.GetFileName(d))
            : [];
        if (!known.Contains(name, StringComparer.Ordinal))
        {
            throw new CommandFailedException(
                "not-found",
                $"There is no imported agent '{name}'.",
                known.Any()
                    ? $"There are: {string.Join(", ", known.Order(StringComparer.Ordinal))}."
                    : "Import first: meshclaw import openclaw DIR"
            );
        }

        var target = Path.Join(home.AgentsFolder, name);
        if (Path.Exists(target))
        {
            throw new CommandFailedException(
                "invalid",
                $"There is an agent '{name}' already.",
                $"Give the draft another name: its folder in {drafts}, and 'name' in its file."
            );
        }

        var definition = Check(home, Path.Join(drafts, name, AgentFile.FileName));
        if (!await ConfirmAsync(scope, definition, cancellationToken).ConfigureAwait(false))
        {
            scope.Screen.Note("Nothing was changed.");
            return ExitCode.Failed;
        }

        Directory.Move(Path.Join(drafts, name), target);
        var accepted = new ImportAccepted(name, Path.Join(target, AgentFile.FileName));
        if (scope.Json)
        {
            scope.WriteJson(accepted, ImportReportJson.Default.ImportAccepted);
        }
        else
        {
            scope.Screen.Markup($"[green]{Screen.Safe(name)}[/] is an agent now: {Screen.Safe(accepted.File)}");
        }

        return ExitCode.Done;
    }

    private static AgentDefinition Check(MeshClawHome home, string file)
    {
        if (new FileInfo(file).LinkTarget is not null || !File.Exists(file))
        {
            throw new CommandFailedException(
                "invalid",
                $"{file} is missing, or a symbolic link.",
                "Nothing was changed."
            );
        }

        var config = ConfigFile.Load(home.ConfigFile).Value ?? ConfigFile.Default;
        var context = new AgentFileContext
        {
            Connections = [.. config.Connections.Keys],
            Tools = [.. MailTools.Definitions.Concat(WebTools.Definitions).Select(t => t.Name)],
            Events = [MailEvents.Kind],
        };
        var read = AgentFile.Parse(file, File.ReadAllBytes(file), context);
        return read.Value
            ?? throw new CommandFailedException(
                "invalid",
                string.Join('\n', read.Errors.Select(e => e.ToString())),
                "Mend the draft, then accept it again."
            );
    }

    private async Task<bool> ConfirmAsync(
        CommandScope scope,
        AgentDefinition agent,
        CancellationToken cancellationToken
    )
    {
        // More than proposing was written by the owner: an import never does.
        if (scope.Arguments.GetValue(_yes) && agent.Grant.Autonomy <= Autonomy.Propose)
        {
            return true;
        }

        if (!scope.Interactive)
        {
            throw new CommandFailedException(
                "usage",
                agent.Grant.Autonomy <= Autonomy.Propose
                    ? "There is nobody to ask."
                    : $"It would act by itself ({agent.Grant.Autonomy}), which only you can say yes to.",
                "Read the draft, then accept it with --yes, or where you can be asked."
            );
        }

        var when = agent.When.IsEmpty ? "only when asked" : string.Join("; ", agent.When.Select(w => w.ToWords()));
        scope.Screen.Markup($"  starts       {Screen.Safe(when)}");
        scope.Screen.Markup($"  connections  {Screen.Safe(List(agent.Grant.Connections.Select(c => c.Value)))}");
        scope.Screen.Markup($"  tools        {Screen.Safe(List(agent.Grant.Tools))}");
        scope.Screen.Markup($"  autonomy     {Screen.Safe(agent.Grant.Autonomy.ToString())}");
        var prompt = $"Make {Screen.Safe(agent.Name.Value)} an agent? [[y/n]]";
        return await scope.Screen.AskAsync(prompt, "yn", cancellationToken).ConfigureAwait(false) == 'y';
    }

    private static string List(IEnumerable<string> texts) =>
        string.Join(", ", texts) is { Length: > 0 } list ? list : "none";
}
