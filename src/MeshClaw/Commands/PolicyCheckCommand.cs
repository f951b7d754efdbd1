using System.CommandLine;
using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;
using MeshClaw.Gateway.Features.Policy;
using MeshClaw.Policy.Statements;
using MeshClaw.Protocol;

namespace MeshClaw.Commands;

/// <summary><c>policy check [FILE]</c>: without a gateway, since none starts on a file with errors. Ends with 1 if there is one.</summary>
internal sealed class PolicyCheckCommand : CliCommand
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "The file (default: policy.yaml of the home).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _ceiling = new("--ceiling")
    {
        Description = "As an organisation's ceiling, which cannot permit.",
    };

    public PolicyCheckCommand(CliContext context)
        : base(
            context,
            "check",
            "Finds every error in a policy file, and tries each rule's examples.",
            "meshclaw policy check",
            "meshclaw policy check draft.yaml --json",
            "meshclaw policy check /etc/meshclaw/ceiling.yaml --ceiling"
        )
    {
        Add(_file);
        Add(_ceiling);
    }

    /// <inheritdoc />
    protected override Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var home = new MeshClawHome(scope.Home);
        var file = Path.GetFullPath(scope.Arguments.GetValue(_file) ?? home.PolicyFile);
        var source = scope.Arguments.GetValue(_ceiling) ? StatementSource.Organisation : StatementSource.Owner;
        var loaded = PolicyFiles.Load([new PolicyPath(file, source)]);
        if (loaded.Value is { Parts.IsEmpty: true })
        {
            throw new CommandFailedException(
                "not-found",
                $"There is no file {file}.",
                "Name one: meshclaw policy check FILE"
            );
        }

        var result = new FileResult<PolicyContent>(loaded.Value?.Parts[0].Content, loaded.Problems);
        var found = PolicyAnswers.Of(file, result);
        if (scope.Json)
        {
            scope.WriteJson(found, ProtocolJson.Default.PolicyCheckResponse);
        }
        else
        {
            Write(scope.Screen, found);
        }

        return Task.FromResult(found.Ok ? ExitCode.Done : ExitCode.Failed);
    }

    private static void Write(Screen screen, PolicyCheckResponse found)
    {
        foreach (var finding in found.Findings)
        {
            var colour = finding.Level == "error" ? "red" : "yellow";
            var where = Screen.Safe($"{finding.File}:{finding.Line}:{finding.Column}:");
            screen.Markup($"{where} [{colour}]{Screen.Safe(finding.Level)}:[/] {Screen.Safe(finding.Message)}");
        }

        screen.Markup(
            found.Ok
                ? $"[green]Good[/]: {found.Rules} rules, and their {found.Examples} examples hold."
                : $"[red]Not taken[/]: {found.Findings.Count(f => f.Level == "error")} errors."
        );
    }
}
