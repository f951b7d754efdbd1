using MeshClaw.Core.Channels;
using MeshClaw.Core.Turns;
using MeshClaw.Policy;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Storage.Tests.Channels;

public sealed class SqlitePeopleTests
{
    private const string Wrong = "ABCDEFGH";

    [Theory]
    [InlineData("{0}")]
    [InlineData(" {1} ")]
    [InlineData("{2}-{3}")]
    [InlineData("{2} {3}\n")]
    public async Task Who_says_the_code_is_paired_by_the_platforms_id(string form)
    {
        await using var home = await Home.CreateAsync();
        var people = new SqlitePeople(home.Database);
        var code = await people.NewCodeAsync(Talk.Chat, ChannelRights.Ask | ChannelRights.Stop, Home.None);

        var person = await people.PairAsync(Talk.Chat, Talk.Says(Form(form, code)), Home.None);

        var wanted = new ChannelPerson(
            1,
            Talk.Chat,
            "1001",
            "Robin",
            ChannelRights.Ask | ChannelRights.Stop,
            "direct",
            Home.Start
        );
        Assert.Equal(wanted, person);
        await home.ReopenAsync();
        Assert.Equal([wanted], await new SqlitePeople(home.Database).ListAsync(Home.None));
        Assert.Matches("^[A-HJKMNP-Z2-9]{8}$", code);
        var audit = Talk.Audit(home);
        Assert.Contains("channel.code", audit, StringComparison.Ordinal);
        Assert.Contains("channel.paired", audit, StringComparison.Ordinal);
        Assert.DoesNotContain(code, audit, StringComparison.Ordinal);
        Assert.Null(Home.Sql(home.Folder, $"SELECT 1 FROM channel_codes WHERE hash LIKE '%{code}%'"));
    }

    [Fact]
    public async Task A_code_serves_once_on_its_channel_in_a_direct_chat_and_for_ten_minutes()
    {
        await using var home = await Home.CreateAsync();
        var people = new SqlitePeople(home.Database);
        var first = await people.NewCodeAsync(Talk.Chat, ChannelRights.All, Home.None);

        Assert.Null(await people.PairAsync(Talk.Chat, Talk.Says(first) with { IsGroup = true }, Home.None));
        Assert.Null(await people.PairAsync(Talk.Other, Talk.Says(first), Home.None));
        Assert.NotNull(await people.PairAsync(Talk.Chat, Talk.Says(first), Home.None));
        Assert.Null(await people.PairAsync(Talk.Chat, Talk.Says(first, "2"), Home.None));

        var second = await people.NewCodeAsync(Talk.Chat, ChannelRights.All, Home.None);
        home.Time.Advance(SqlitePeople.CodeServes);
        Assert.Null(await people.PairAsync(Talk.Chat, Talk.Says(second, "3"), Home.None));
        Assert.Single(await people.ListAsync(Home.None));
    }

    [Fact]
    public async Task A_new_code_voids_the_one_before()
    {
        await using var home = await Home.CreateAsync();
        var people = new SqlitePeople(home.Database);
        var first = await people.NewCodeAsync(Talk.Chat, ChannelRights.All, Home.None);
        var second = await people.NewCodeAsync(Talk.Chat, ChannelRights.Ask, Home.None);

        Assert.Null(await people.PairAsync(Talk.Chat, Talk.Says(first), Home.None));
        Assert.Equal(ChannelRights.Ask, (await people.PairAsync(Talk.Chat, Talk.Says(second), Home.None))?.Rights);
    }

    [Fact]
    public async Task After_three_wrong_ones_the_right_one_is_not_looked_at_for_an_hour()
    {
        await using var home = await Home.CreateAsync();
        var people = new SqlitePeople(home.Database);
        var code = await people.NewCodeAsync(Talk.Chat, ChannelRights.All, Home.None);
        for (var i = 0; i < SqlitePeople.MostTries; i++)
        {
            Assert.Null(await people.PairAsync(Talk.Chat, Talk.Says(Wrong), Home.None));
        }

        Assert.Null(await people.PairAsync(Talk.Chat, Talk.Says(code), Home.None));
        home.Time.Advance(SqlitePeople.Wait - TimeSpan.FromSeconds(1));
        code = await people.NewCodeAsync(Talk.Chat, ChannelRights.All, Home.None);
        Assert.Null(await people.PairAsync(Talk.Chat, Talk.Says(code), Home.None));
        home.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await people.PairAsync(Talk.Chat, Talk.Says(code), Home.None));
    }

    [Fact]
    public async Task Another_sender_is_not_kept_out_by_one_who_guessed()
    {
        await using var home = await Home.CreateAsync();
        var people = new SqlitePeople(home.Database);
        var code = await people.NewCodeAsync(Talk.Chat, ChannelRights.All, Home.None);
        for (var i = 0; i < SqlitePeople.MostTries; i++)
        {
            await people.PairAsync(Talk.Chat, Talk.Says(Wrong, "666"), Home.None);
        }

        Assert.NotNull(await people.PairAsync(Talk.Chat, Talk.Says(code), Home.None));
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(30, false)]
    public async Task Thirty_wrong_ones_of_anybody_void_the_code(int tries, bool serves)
    {
        await using var home = await Home.CreateAsync();
        var people = new SqlitePeople(home.Database);
        var code = await people.NewCodeAsync(Talk.Chat, ChannelRights.All, Home.None);
        for (var i = 0; i < tries; i++)
        {
            await people.PairAsync(Talk.Chat, Talk.Says(Wrong, $"bot{i}"), Home.None);
        }

        Assert.Equal(serves, await people.PairAsync(Talk.Chat, Talk.Says(code), Home.None) is not null);
    }

    [Fact]
    public async Task Where_no_code_serves_words_of_eight_letters_are_no_tries_and_nothing_is_written()
    {
        await using var home = await Home.CreateAsync();
        var people = new SqlitePeople(home.Database);
        for (var i = 0; i < 2 * SqlitePeople.MostTries; i++)
        {
            await people.PairAsync(Talk.Chat, Talk.Says("remember"), Home.None);
        }

        Assert.Equal(0L, Home.Sql(home.Folder, "SELECT count(*) FROM channel_tries"));
        Assert.NotNull(await Talk.PairAsync(home));
    }

    [Theory]
    [InlineData("ABCD-EFGH", true)]
    [InlineData("abcd efgh", true)]
    [InlineData("ABCDEFG", false)]
    [InlineData("ABCDEFGHJ", false)]
    [InlineData("ABCDEFG0", false)]
    [InlineData("A B C D E F G H                       ", false)]
    public void What_cannot_be_a_code_is_no_try(string text, bool could) =>
        Assert.Equal(could, SqlitePeople.LooksLikeCode(text));

    [Fact]
    public async Task Pairing_again_changes_the_rights_and_not_the_person()
    {
        await using var home = await Home.CreateAsync();
        var before = await Talk.PairAsync(home);
        home.Time.Advance(TimeSpan.FromHours(1));

        var after = await Talk.PairAsync(home, rights: ChannelRights.Ask);

        Assert.Equal(before with { Rights = ChannelRights.Ask, Paired = Home.Start.AddHours(1) }, after);
        Assert.Equal([after], await new SqlitePeople(home.Database).ListAsync(Home.None));
    }

    [Fact]
    public async Task Who_is_removed_loses_cards_yeses_and_what_waits_to_be_told()
    {
        await using var home = await Home.CreateAsync();
        var (people, cards) = (new SqlitePeople(home.Database), new SqliteCards(home.Database));
        var (outbox, runs) = (new SqliteOutbox(home.Database), new SqliteChannelRuns(home.Database));
        var (gone, stays) = (await Talk.PairAsync(home), await Talk.PairAsync(home, by: "2"));
        var approval = SqliteCardsTests.Approval;
        var card = await cards.NewAsync(approval, gone, "card/1", new ChatPlace(gone.Chat), Home.None);
        await cards.ConfirmAsync(approval.Id, approval.Hash, gone, Home.None);
        await outbox.PutAsync(Talk.Chat, Talk.Message("to-gone", chat: gone.Chat), Home.None);
        await outbox.PutAsync(Talk.Chat, Talk.Message("to-other", chat: stays.Chat), Home.None);
        var asked = await new SqliteDeliveries(home.Database).AddAsync(
            Talk.Chat,
            [(Talk.Says("Hello", chat: gone.Chat), gone.Id)],
            null,
            Home.None
        );
        await runs.BeginAsync(asked[0], new RunId(7), new ConversationId(1), null, Home.None);

        Assert.True(await people.RemoveAsync(gone.Id, Home.None));

        Assert.Null(await cards.FindAsync(card.Token, Home.None));
        Assert.Equal(
            1,
            await cards.ConfirmAsync(approval.Id, approval.Hash, stays with { Channel = Talk.Other }, Home.None)
        );
        Assert.Equal("to-other", (await outbox.NextAsync(Talk.Chat, 0, Home.None))?.Queued.Message.Key);
        Assert.Equal(("failed", "Its reader was unpaired."), await outbox.FateAsync(Talk.Chat, "to-gone", Home.None));
        Assert.Null(await runs.FindAsync(new RunId(7), Home.None));
        Assert.Equal([stays], await people.ListAsync(Home.None));
        Assert.False(await people.RemoveAsync(gone.Id, Home.None));
        Assert.Contains("channel.unpaired", Talk.Audit(home), StringComparison.Ordinal);
        Assert.NotEqual(gone.Id, (await Talk.PairAsync(home)).Id);
    }

    private static string Form(string form, string code) =>
        form.Replace("{0}", code, StringComparison.Ordinal)
            .Replace("{1}", code.ToLowerInvariant(), StringComparison.Ordinal)
            .Replace("{2}", code[..4], StringComparison.Ordinal)
            .Replace("{3}", code[4..], StringComparison.Ordinal);
}
