using System.Text.Json;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Tests.Mail;

/// <summary>Messages that were found elsewhere, read from the store.</summary>
public abstract partial class MailStoreContract
{
    [Fact]
    public async Task Picks_messages_as_a_page_gives_them_in_the_order_asked_for_without_what_is_gone()
    {
        for (var i = 0; i < 4; i++)
        {
            await AddAsync($"Subject {i}", flags: i == 1 ? "Flagged" : "", text: $"Words {i}", minutes: i);
        }

        var listed = (await Driver.ListAsync()).Messages;
        MailMessage[] wanted = [listed[2], listed[0], listed[1]];
        await Driver.DoAsync(Driver.Move(listed[0].Location, "Elsewhere"));

        var picked = await Driver.Connector.Store.PickAsync([.. wanted.Select(m => m.Location)], default);

        Assert.Equal(
            new[] { listed[2], listed[1] }.Select(m => JsonSerializer.Serialize(m)),
            picked.Select(m => JsonSerializer.Serialize(m))
        );
        Assert.Empty(await Driver.Connector.Store.PickAsync([], default));
    }
}
