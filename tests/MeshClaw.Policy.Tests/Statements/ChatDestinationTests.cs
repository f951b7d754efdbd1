using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Policy.Tests.Statements;

public sealed class ChatDestinationTests
{
    private static readonly Destination s_general = new("chat", "C0GENERAL1@T0ACME");

    [Theory]
    [InlineData("chat:C0GENERAL1@T0ACME", true)]
    [InlineData("chat:@T0ACME", true)]
    [InlineData("chat:*", true)]
    [InlineData("chat:C0GENERAL2@T0ACME", false)]
    [InlineData("chat:C0GENERAL1@T0OTHER", false)]
    [InlineData("chat:@0ACME", false)]
    [InlineData("mail:*", false)]
    public void A_place_is_meant_by_its_id_or_its_workspace(string pattern, bool matches) =>
        Assert.Equal(matches, DestinationPattern.Parse(pattern)!.Matches(s_general)); // Each is a pattern.

    [Theory]
    [InlineData("chat:#general")]
    [InlineData("chat:general@T0ACME")]
    [InlineData("chat:C0GENERAL1")]
    [InlineData("chat:C0GENERAL1@")]
    [InlineData("chat:C0@T0@T1")]
    public void A_name_or_half_an_id_means_no_place(string pattern) => Assert.Null(DestinationPattern.Parse(pattern));

    [Fact]
    public void A_workspace_is_no_exact_place()
    {
        Assert.True(DestinationPattern.Parse("chat:C0GENERAL1@T0ACME")!.IsExact);
        Assert.False(DestinationPattern.Parse("chat:@T0ACME")!.IsExact);
    }
}
