using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Core.Configuration;

namespace MeshClaw.Commands;

/// <summary><c>policy schema</c></summary>
internal sealed class PolicySchemaCommand(CliContext context)
    : CliCommand(context, "schema", "Prints the JSON Schema of policy.yaml, for editors.", "meshclaw policy schema")
{
    /// <inheritdoc />
    protected override Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        scope.Screen.Output.Write(PolicyFile.Schema());
        return Task.FromResult(ExitCode.Done);
    }
}
