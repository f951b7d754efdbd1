using MeshClaw.Core.Mail.Writing;
using MeshClaw.Policy;
using MeshClaw.Storage.Writing;

namespace MeshClaw.Storage.Tests.Writing;

public sealed class DraftStoreTests
{
    [Fact]
    public async Task A_draft_is_written_once_for_a_key_and_keeps_its_revisions()
    {
        await using var home = await Home.CreateAsync();
        var drafts = new SqliteDraftStore(home.Database);

        var first = await drafts.WriteAsync(null, Home.Mail, """{"body":"1"}""", "k1", Home.None);
        var again = await drafts.WriteAsync(null, Home.Mail, """{"body":"1"}""", "k1", Home.None);
        home.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await drafts.WriteAsync(first!.Id, Home.Mail, """{"body":"2"}""", "k2", Home.None); // Written above.

        Assert.Equal(new Draft(new DraftId(1), Home.Mail, 1, """{"body":"1"}""", Home.Start), first);
        Assert.Equal(first, again);
        Assert.Equal(
            first with
            {
                Revision = 2,
                Content = """{"body":"2"}""",
                Updated = Home.Start.AddMinutes(1),
            },
            second
        );
        Assert.Equal([second!], await drafts.ListAsync(Home.Mail, 10, Home.None)); // Written above.
        Assert.Equal(first, await drafts.FindByKeyAsync("k1", Home.None));
    }

    [Fact]
    public async Task Another_accounts_draft_is_not_written_over()
    {
        await using var home = await Home.CreateAsync();
        var drafts = new SqliteDraftStore(home.Database);
        var draft = await drafts.WriteAsync(null, Home.Mail, "{}", "k1", Home.None);

        Assert.Null(await drafts.WriteAsync(draft!.Id, new ConnectionName("mail/home"), "{}", "k2", Home.None)); // Written above.
        Assert.Empty(await drafts.ListAsync(new ConnectionName("mail/home"), 10, Home.None));
    }

    [Fact]
    public async Task What_was_thrown_away_can_be_taken_back()
    {
        await using var home = await Home.CreateAsync();
        var drafts = new SqliteDraftStore(home.Database);
        var id = (await drafts.WriteAsync(null, Home.Mail, "{}", "k1", Home.None))!.Id; // Written here.

        Assert.True(await drafts.DiscardAsync(id, discarded: true, Home.None));
        Assert.False(await drafts.DiscardAsync(id, discarded: true, Home.None));
        Assert.Null(await drafts.FindAsync(id, Home.None));
        Assert.True(await drafts.DiscardAsync(id, discarded: false, Home.None));
        Assert.NotNull(await drafts.FindAsync(id, Home.None));
    }
}

public sealed class FollowUpStoreTests
{
    private static readonly NewFollowUp s_what = new(
        Home.Mail,
        "1@vega.example",
        "ana@corp.example",
        Home.Start.AddDays(1),
        "Lunch"
    );

    [Fact]
    public async Task A_wait_comes_with_the_event_that_ends_it_and_once()
    {
        await using var home = await Home.CreateAsync();
        var store = new SqliteFollowUpStore(home.Database);

        var added = await store.AddAsync(s_what, "k", Home.None);
        Assert.Equal(added, await store.AddAsync(s_what, "k", Home.None));

        Assert.Equal(new FollowUp(1, s_what, FollowUpState.Open, Home.Start), added);
        Assert.Null(await home.Events.TakeAsync(TimeSpan.FromMinutes(1), Home.None));
        home.Time.Advance(TimeSpan.FromDays(1));
        var due = await home.Events.TakeAsync(TimeSpan.FromMinutes(1), Home.None);
        Assert.Equal((FollowUp.EventKind, "mail/work", "1"), (due!.Kind, due.Source, due.Payload)); // It is due now.
        Assert.Null(await home.Events.TakeAsync(TimeSpan.FromMinutes(1), Home.None));
    }

    [Fact]
    public async Task A_reminder_stays_until_the_owner_puts_it_away()
    {
        await using var home = await Home.CreateAsync();
        var store = new SqliteFollowUpStore(home.Database);
        await store.AddAsync(s_what, "k", Home.None);

        Assert.True(await store.CloseAsync(1, FollowUpState.Due, Home.None));
        Assert.False(await store.CloseAsync(1, FollowUpState.Due, Home.None));
        Assert.Single(await store.ListAsync(FollowUpState.Due, 10, Home.None));
        Assert.True(await store.CloseAsync(1, FollowUpState.Closed, Home.None));
        Assert.False(await store.CloseAsync(1, FollowUpState.Answered, Home.None));
        Assert.Empty(await store.ListAsync(FollowUpState.Due, 10, Home.None));
    }
}
