using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Storage.Tests.Orders;

public sealed class OrderStoreTests
{
    private static readonly OrderRule s_full = new()
    {
        Verdict = OrderVerdict.Limit,
        Verbs = Verbs.Delete | Verbs.Forward,
        From = ["ana@corp.example"],
        NotFrom = ["@x.example"],
        To = ["a@b.example"],
        NotTo = ["c@d.example"],
        Folder = ["INBOX"],
        NotFolder = ["Übrig"],
        Subject = ["fwd: \"x\""],
        Kind = TargetKinds.Newsletter | TargetKinds.Unread,
        NotKind = TargetKinds.Attachment,
        OlderThanDays = 3,
        NewerThanDays = 30,
        Agent = new AgentName("inbox"),
        Count = 0,
        Per = OrderPeriod.Week,
        Days = [DayOfWeek.Sunday, DayOfWeek.Friday],
        Between = (new TimeSpan(22, 0, 0), new TimeSpan(24, 0, 0)),
        UntilDate = new DateOnly(2026, 12, 24),
        UntilTold = true,
    };

    [Fact]
    public async Task Every_part_of_a_meaning_comes_back()
    {
        Assert.All(typeof(OrderRule).GetProperties(), p => Assert.NotNull(p.GetValue(s_full)));
        await using var home = await Home.CreateAsync();
        var order = await home.Orders.AddAsync("in my words", s_full, Home.None);
        await home.ReopenAsync();

        var stored = Assert.Single((await home.Orders.ReadAsync(Home.None)).Orders);

        Assert.Equal((order.Id, "in my words", Home.Start), (stored.Id, stored.Text, stored.Given));
        foreach (var property in typeof(OrderRule).GetProperties())
        {
            // Arrays are compared by what they hold.
            Assert.Equivalent(property.GetValue(s_full), property.GetValue(stored.Rule), strict: true);
        }

        Assert.Equal(s_full.Between, stored.Rule.Between);
    }

    [Fact]
    public async Task An_order_without_conditions_comes_back_without_any()
    {
        await using var home = await Home.CreateAsync();
        var rule = new OrderRule { Verdict = OrderVerdict.Deny, Verbs = Verbs.Any };
        await home.Orders.AddAsync("never", rule, Home.None);
        await home.ReopenAsync();

        Assert.Equal(rule, Assert.Single((await home.Orders.ReadAsync(Home.None)).Orders).Rule);
    }

    [Fact]
    public async Task Every_change_makes_a_new_version_and_ids_are_never_given_again()
    {
        await using var home = await Home.CreateAsync();
        var rule = new OrderRule { Verdict = OrderVerdict.Deny, Verbs = Verbs.Any };
        Assert.Equal(0, (await home.Orders.ReadAsync(Home.None)).Version);
        var first = await home.Orders.AddAsync("never", rule, Home.None);
        Assert.True(await home.Orders.RemoveAsync(first.Id, Home.None));
        Assert.False(await home.Orders.RemoveAsync(first.Id, Home.None));
        Assert.Equal(new OrderBook(2, []).Version, (await home.Orders.ReadAsync(Home.None)).Version);
        Assert.Empty((await home.Orders.ReadAsync(Home.None)).Orders);

        var second = await home.Orders.AddAsync("never again", rule, Home.None);

        Assert.Equal(new OrderId(2), second.Id);
        var state = await home.Journal.ReadGuardStateAsync(await home.RunAsync(), Home.Start, Home.None);
        Assert.Equal((3, second), (state.Orders.Version, Assert.Single(state.Orders.Orders)));
    }

    [Fact]
    public async Task A_condition_that_is_not_known_is_refused_not_dropped()
    {
        await using var home = await Home.CreateAsync();
        await home.Orders.AddAsync(
            "never",
            new OrderRule { Verdict = OrderVerdict.Deny, Verbs = Verbs.Any },
            Home.None
        );
        home.Sql(
            "UPDATE orders SET rule = replace(rule, '{', '{\"phaseOfMoon\":\"full\",'); UPDATE order_book SET version = 9"
        );

        await Assert.ThrowsAsync<InvalidDataException>(() => home.Orders.ReadAsync(Home.None));
    }
}
