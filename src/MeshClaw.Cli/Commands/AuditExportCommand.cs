using System.CommandLine;
using System.IO.Pipelines;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary><c>audit export [--out FILE]</c>: JSON Lines. With <c>--json</c> a file is needed: standard output holds one document.</summary>
internal sealed class AuditExportCommand : CliCommand
{
    private readonly Option<string?> _out = new("--out")
    {
        Description = "Write to a new file instead of standard output.",
        HelpName = "FILE",
    };

    public AuditExportCommand(CliContext context)
        : base(
            context,
            "export",
            "Copies the audit as JSON Lines, oldest first.",
            "meshclaw audit export --out audit.jsonl",
            "meshclaw audit export | jq .kind"
        )
    {
        Add(_out);
        Validators.Add(result =>
        {
            if (result.GetValue(GlobalOptions.Json) && result.GetValue(_out) is null)
            {
                result.AddError("--json needs --out FILE: the export itself is JSON Lines, not one document.");
            }
        });
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        if (scope.Arguments.GetValue(_out) is not { } file)
        {
            await CopyAsync(session.Client, scope.Screen.Output, cancellationToken).ConfigureAwait(false);
            return ExitCode.Done;
        }

        var path = Path.GetFullPath(file);
        var entries = await WriteFileAsync(session.Client, path, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(new ExportOutput(path, entries), CliJson.Default.ExportOutput);
        }
        else
        {
            scope.Screen.Output.WriteLine($"{entries} entries are in {Sanitize.Line(path)}.");
        }

        return ExitCode.Done;
    }

    private static async Task<long> WriteFileAsync(
        GatewayClient client,
        string path,
        CancellationToken cancellationToken
    )
    {
        if (File.Exists(path))
        {
            throw new CommandFailedException("exists", $"{path} is there already.", "Name another file.");
        }

        try
        {
            await using var writer = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write));
            writer.NewLine = "\n";
            return await CopyAsync(client, writer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is GatewayException or OperationCanceledException)
        {
            File.Delete(path); // Half an audit would look like a cut-off one.
            throw;
        }
    }

    private static async Task<long> CopyAsync(
        GatewayClient client,
        TextWriter destination,
        CancellationToken cancellationToken
    )
    {
        var pipe = new Pipe();
        var export = ExportAsync(client, pipe.Writer, cancellationToken);
        using var reader = new StreamReader(pipe.Reader.AsStream());
        var count = 0L;
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            await destination.WriteLineAsync(line.AsMemory(), cancellationToken).ConfigureAwait(false);
            count++;
        }

        await export.ConfigureAwait(false);
        return count;
    }

    private static async Task ExportAsync(GatewayClient client, PipeWriter writer, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await client.ExportAuditAsync(writer.AsStream(leaveOpen: true), 1, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e; // The reader throws it.
        }

        await writer.CompleteAsync(failure).ConfigureAwait(false);
    }
}
