using System.CommandLine;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>channels</c>, with its subcommands; by itself it is <c>channels list</c>.</summary>
internal sealed class ChannelsCommand : ChannelsListCommand
{
    public ChannelsCommand(CliContext context, params Command[] subcommands)
        : base(context, "channels", "meshclaw channels")
    {
        Add(new ChannelsListCommand(context, "list", "meshclaw channels list"));
        foreach (var subcommand in subcommands)
        {
            Add(subcommand);
        }
    }
}

/// <summary><c>channels list</c></summary>
internal class ChannelsListCommand(CliContext context, string name, string example)
    : CliCommand(context, name, "Lists the channels where people talk with agents, and how they stand.", example)
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var channels = await session.Client.ListChannelsAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(channels, ProtocolJson.Default.IReadOnlyListChannelResponse);
            return ExitCode.Done;
        }

        Listing.Write(
            scope.Screen,
            ["channel", "as", "agent", "notify", "state"],
            channels.Select(c =>
                new[] { c.Name, c.Account ?? "", c.Agent ?? "", c.Notify ? "yes" : "", c.Trouble ?? "well" }
            ),
            "No channel is connected. Connect one: meshclaw connect telegram"
        );
        return ExitCode.Done;
    }
}
