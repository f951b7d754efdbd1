using System.CommandLine;
using System.Globalization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>channels people</c></summary>
internal sealed class ChannelsPeopleCommand(CliContext context)
    : CliCommand(
        context,
        "people",
        "Lists who may speak through channels, and what they may do.",
        "meshclaw channels people"
    )
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var people = await session.Client.ListPeopleAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(people, ProtocolJson.Default.IReadOnlyListPersonResponse);
            return ExitCode.Done;
        }

        Listing.Write(
            scope.Screen,
            ["id", "channel", "account", "name", "paired", "may"],
            people.Select(p =>
                new[]
                {
                    p.Id.ToString(CultureInfo.InvariantCulture),
                    p.Channel,
                    p.Sender,
                    p.Name,
                    LocalTime.Short(p.Paired, scope.Context.Time),
                    string.Join(", ", p.Rights),
                }
            ),
            "Nobody is paired. Pair yourself: meshclaw channels pair CHANNEL"
        );
        return ExitCode.Done;
    }
}

/// <summary><c>channels unpair</c></summary>
internal sealed class ChannelsUnpairCommand : CliCommand
{
    private readonly Argument<long> _person = new("ID") { Description = "Who: a number of meshclaw channels people" };

    public ChannelsUnpairCommand(CliContext context)
        : base(
            context,
            "unpair",
            "Ends what somebody may do through a channel, at once.",
            "meshclaw channels unpair 2"
        ) => Add(_person);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var person = scope.Arguments.GetRequiredValue(_person);
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        await session.Client.UnpairAsync(person, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            var removed = new RemovedOutput(person.ToString(CultureInfo.InvariantCulture));
            scope.WriteJson(removed, CliJson.Default.RemovedOutput);
            return ExitCode.Done;
        }

        scope.Screen.Output.WriteLine("Unpaired: nothing of theirs is heard any more, and nothing goes to them.");
        return ExitCode.Done;
    }
}
