using MeshClaw.Core.Approvals;
using MeshClaw.Core.Channels;
using MeshClaw.Policy;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Storage.Tests.Channels;

public sealed class SqliteCardsTests
{
    internal static readonly Approval Approval = new(
        new ApprovalId(12),
        new RunId(1),
        Home.Inbox,
        new string('a', 64),
        ApprovalState.Waiting,
        Home.Start,
        Home.Start.AddHours(12),
        2
    );

    [Fact]
    public async Task A_card_is_kept_for_one_person_and_found_by_its_token()
    {
        await using var home = await Home.CreateAsync();
        var person = await Talk.PairAsync(home);
        var place = new ChatPlace("group", "7");

        var card = await new SqliteCards(home.Database).NewAsync(Approval, person, "card/1", place, Home.None);

        await home.ReopenAsync();
        var cards = new SqliteCards(home.Database);
        var wanted = new ApprovalCard(
            card.Token,
            Approval.Id,
            Approval.Hash,
            Talk.Chat,
            person.Id,
            "card/1",
            place,
            Approval.Expires,
            null
        );
        Assert.Equal(wanted, await cards.FindAsync(card.Token, Home.None));
        Assert.Matches("^[A-Za-z0-9_-]{16}$", card.Token);
        Assert.Null(await cards.FindAsync(card.Token.ToLowerInvariant() + "x", Home.None));
    }

    [Fact]
    public async Task All_cards_of_an_approval_are_used_up_by_the_first_answer()
    {
        await using var home = await Home.CreateAsync();
        var cards = new SqliteCards(home.Database);
        var (one, two) = (await Talk.PairAsync(home), await Talk.PairAsync(home, Talk.Other));
        await cards.NewAsync(Approval, one, "card/1", new ChatPlace("a"), Home.None);
        await cards.NewAsync(Approval, two, "card/2", new ChatPlace("b"), Home.None);
        await cards.NewAsync(Approval with { Id = new ApprovalId(13) }, two, "card/3", new ChatPlace("b"), Home.None);

        Assert.Equal([Approval.Id, new ApprovalId(13)], (await cards.OpenAsync(Home.None)).OrderBy(a => a.Value));
        Assert.True(await cards.UseAsync(Approval.Id, Home.None));
        Assert.False(await cards.UseAsync(Approval.Id, Home.None));

        Assert.Equal([Home.Start, Home.Start], (await cards.OfAsync(Approval.Id, Home.None)).Select(c => c.Used));
        Assert.Equal([new ApprovalId(13)], await cards.OpenAsync(Home.None));
    }

    [Fact]
    public async Task Two_yeses_are_two_channels_and_the_same_hash()
    {
        await using var home = await Home.CreateAsync();
        var cards = new SqliteCards(home.Database);
        var (one, same, two) = (
            await Talk.PairAsync(home),
            await Talk.PairAsync(home, by: "2"),
            await Talk.PairAsync(home, Talk.Other)
        );

        Assert.Equal(1, await cards.ConfirmAsync(Approval.Id, Approval.Hash, one, Home.None));
        Assert.Equal(1, await cards.ConfirmAsync(Approval.Id, Approval.Hash, same, Home.None));
        Assert.Equal(1, await cards.ConfirmAsync(Approval.Id, new string('b', 64), two, Home.None));
        Assert.Equal(1, await cards.ConfirmAsync(new ApprovalId(13), Approval.Hash, two, Home.None));
        Assert.Equal(2, await cards.ConfirmAsync(Approval.Id, Approval.Hash, two, Home.None));
    }
}
