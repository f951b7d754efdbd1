using System.CommandLine;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>channels test</c>: ends with 1 unless every message is there.</summary>
internal sealed class ChannelsTestCommand : CliCommand
{
    private readonly Argument<string> _channel = new("CHANNEL")
    {
        Description = "Which channel: telegram, or slack/acme",
    };

    public ChannelsTestCommand(CliContext context)
        : base(
            context,
            "test",
            "Sends a short message to everybody who is paired with a channel.",
            "meshclaw channels test telegram"
        ) => Add(_channel);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var channel = scope.Arguments.GetRequiredValue(_channel);
        using var client = await ChannelsPairCommand.FindAsync(scope, cancellationToken).ConfigureAwait(false);
        scope.Screen.Progress("sending", 0, 0);
        IReadOnlyList<ChannelTestResponse> fates;
        try
        {
            fates = await client.TestChannelAsync(channel, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            scope.Screen.EndProgress();
        }

        if (scope.Json)
        {
            scope.WriteJson(fates, ProtocolJson.Default.IReadOnlyListChannelTestResponse);
        }
        else
        {
            Listing.Write(
                scope.Screen,
                ["name", "what became of it"],
                fates.Select(f => new[] { f.Name, Words(f) }),
                "Nobody is paired."
            );
        }

        return fates.All(f => f.State == "sent") ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Words(ChannelTestResponse fate) =>
        fate.State switch
        {
            "sent" => "sent",
            "held" => "held until they write: the platform lets nobody else begin",
            "failed" => $"failed: {fate.Failure}",
            _ => "not sent yet; it goes out as soon as it can. See: meshclaw channels",
        };
}
