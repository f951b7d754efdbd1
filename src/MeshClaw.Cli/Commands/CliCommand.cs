using System.CommandLine;
using MeshClaw.Cli.Sessions;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary>A command with examples in its help. Failures that it can explain end it with a message and an exit code here.</summary>
internal abstract class CliCommand : Command
{
    private readonly CliContext _context;

    protected CliCommand(CliContext context, string name, string description, params string[] examples)
        : base(name, description)
    {
        _context = context;
        Examples = examples;
        SetAction(InvokeAsync);
    }

    /// <summary>Whole command lines, shown by <c>--help</c>.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>Does it, and returns an <see cref="ExitCode"/>.</summary>
    protected abstract Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken);

    private async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var scope = new CommandScope(arguments, _context);
        try
        {
            return await RunAsync(scope, cancellationToken).ConfigureAwait(false);
        }
        catch (GatewayException e)
        {
            return scope.Fail(e.Code, e.Message, e.Detail);
        }
        catch (CommandFailedException e)
        {
            return scope.Fail(e.Code, e.Message, e.Todo);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return scope.Fail("interrupted", "Interrupted.", "See how things stand with: meshclaw timeline");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return scope.Fail("io", e.Message, null);
        }
        catch (Exception e)
        {
            scope.Screen.Error.WriteLine(e);
            return scope.Fail(
                "defect",
                $"This should not have happened: {e.Message}",
                "Please report the lines above."
            );
        }
    }
}

/// <summary>A word that only groups others: <c>agents</c>, <c>orders</c>.</summary>
internal sealed class CommandGroup : Command
{
    public CommandGroup(string name, string description, params Command[] subcommands)
        : base(name, description)
    {
        foreach (var subcommand in subcommands)
        {
            Add(subcommand);
        }
    }

    /// <summary>One example of each subcommand.</summary>
    public IEnumerable<string> Examples => Subcommands.OfType<CliCommand>().SelectMany(c => c.Examples.Take(1));
}
