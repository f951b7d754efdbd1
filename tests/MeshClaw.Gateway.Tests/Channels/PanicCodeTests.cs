using MeshClaw.Gateway.Channels;

namespace MeshClaw.Gateway.Tests.Channels;

public sealed class PanicCodeTests
{
    private const string Code = "Blaue Straße 9";

    [Theory]
    [InlineData("Blaue Straße 9", true)]
    [InlineData("  blaue STRAßE 9\n", true)]
    [InlineData("ｂｌａｕｅ straße ９", true)] // As a keyboard of full width writes it.
    [InlineData("Blaue Straße 8", false)]
    [InlineData("Blaue Straße 9!", false)]
    [InlineData("BlaueStraße 9", false)]
    [InlineData("", false)]
    [InlineData("\ud83d", false)]
    [InlineData("Blaue \ud83d Straße 9", false)]
    public async Task Case_width_and_space_around_it_do_not_matter(string said, bool matches)
    {
        await using var home = new SafetyHome();
        var panic = new PanicCode(home.Secrets, home.Lock);
        Assert.Null(panic.Set(Code));

        Assert.Equal(matches, panic.Matches(said));
    }

    [Fact]
    public async Task Only_a_salted_hash_is_kept_and_nothing_matches_once_it_is_gone()
    {
        await using var home = new SafetyHome();
        var panic = new PanicCode(home.Secrets, home.Lock);
        Assert.False(panic.IsSet);
        Assert.False(panic.Matches(Code));

        panic.Set(Code);
        var first = Assert.Single(home.Secrets.All).Value.Reveal();
        panic.Set(Code);
        var second = Assert.Single(home.Secrets.All).Value.Reveal();

        Assert.Matches("^14:[0-9a-f]{32}:[0-9a-f]{64}$", first);
        Assert.NotEqual(first, second);
        panic.Clear();
        Assert.False(panic.IsSet);
        Assert.False(panic.Matches(Code));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("      a      ")]
    [InlineData("stop stop")]
    [InlineData("STOP inbox!")]
    public async Task A_code_that_is_too_short_or_stops_already_is_refused(string code)
    {
        await using var home = new SafetyHome();
        var panic = new PanicCode(home.Secrets, home.Lock);

        Assert.NotNull(panic.Set(code, ["inbox"]));
        Assert.NotNull(panic.Set(new string('x', 101)));
        Assert.NotNull(panic.Set(new string('x', 100_000)));
        Assert.False(panic.IsSet);
    }

    [Fact]
    public void A_delivery_that_is_hidden_holds_nothing_of_the_code()
    {
        var hidden = PanicCode.Hide(SafetyHome.Says(Code));

        Assert.True(PanicCode.WasHidden(hidden));
        Assert.DoesNotContain("Blaue", hidden.Text, StringComparison.Ordinal);
        Assert.False(PanicCode.WasHidden(SafetyHome.Says(Code)));
    }
}
