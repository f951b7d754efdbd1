using MailKit;
using MeshClaw.Connectors.Mail.Sync;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

public sealed class UidRangesTests
{
    [Theory]
    [InlineData("1:3,7,9:10", 1u, 100u, "1 2 3 7 9 10")]
    [InlineData("9:7,1,8", 1u, 100u, "1 7 8 9")]
    [InlineData("1:10", 4u, 6u, "4 5 6")]
    [InlineData("1,2,3,4", 1u, 100u, "1 2 3 4")]
    [InlineData("50", 1u, 10u, "")]
    public void Set_is_read_sorted_merged_and_cut(string set, uint first, uint last, string expected)
    {
        Assert.True(UniqueIdSet.TryParse(set, out var parsed));

        var ranges = UidRanges.Of(parsed, first, last);

        var uids = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(u => uint.Parse(u, null)).ToList();
        Assert.Equal(uids, ranges.Ascending());
        Assert.Equal(uids.AsEnumerable().Reverse(), ranges.Descending());
        Assert.Equal(uids.Count, ranges.Count);
        Assert.All(Enumerable.Range(1, 60), u => Assert.Equal(uids.Contains((uint)u), ranges.Contains((uint)u)));
    }

    [Fact]
    public void All_there_could_be_costs_a_range()
    {
        Assert.True(UniqueIdSet.TryParse("1:4000000000", out var parsed));

        var ranges = UidRanges.Of(parsed, 1, uint.MaxValue);

        Assert.Equal((4_000_000_000L, 4_000_000_000u), (ranges.Count, ranges.Last));
        Assert.Equal([4_000_000_000u, 3_999_999_999u], ranges.Descending().Take(2));
        Assert.Equal([1u, 2u], ranges.Ascending().Take(2));
    }
}
