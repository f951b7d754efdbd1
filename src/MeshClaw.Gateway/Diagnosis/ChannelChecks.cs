using MeshClaw.Core.Channels;

namespace MeshClaw.Gateway.Diagnosis;

/// <summary>The channels, and what protects where somebody else has the phone. Calls no platform: a channel that runs knows how it is.</summary>
internal static class ChannelChecks
{
    public static async Task RunAsync(GatewayServices services, Findings findings, CancellationToken cancellationToken)
    {
        foreach (var channel in services.ChannelSetup.List())
        {
            var area = $"channel {channel.Name}";
            if (channel.Trouble is { } trouble)
            {
                findings.Warn(
                    area,
                    trouble,
                    $"If it does not mend itself, connect it again: meshclaw connect {channel.Name}"
                );
            }
            else
            {
                findings.Ok(area, "Nothing is wrong that it knows of.");
            }
        }

        var people = await services.Channels.People.ListAsync(cancellationToken);
        if (people.Count == 0)
        {
            return;
        }

        try
        {
            Look(services, people, findings);
        }
        catch (InvalidDataException broken)
        {
            findings.Error(
                "channel secrets",
                broken.Message,
                "Set it anew: meshclaw channels totp, or meshclaw channels panic"
            );
        }
    }

    private static void Look(GatewayServices services, IReadOnlyList<ChannelPerson> people, Findings findings)
    {
        // With two channels a yes on the other one is the second factor.
        var approve = people.Where(p => p.May(ChannelRights.Approve)).Select(p => p.Channel).Distinct().ToList();
        if (approve.Count == 1 && !services.Channels.Second.IsSet)
        {
            findings.Warn(
                "second factor",
                $"What moves money, changes access or deploys cannot be approved through {approve[0]}: there is no second factor.",
                "Set up an authenticator app (meshclaw channels totp), or pair a second channel."
            );
        }

        if (!services.Channels.Panic.IsSet)
        {
            findings.Warn(
                "panic code",
                "There is none: whoever takes a paired phone can go on until that phone is unpaired at the device.",
                "Set one: meshclaw channels panic"
            );
        }
    }
}
