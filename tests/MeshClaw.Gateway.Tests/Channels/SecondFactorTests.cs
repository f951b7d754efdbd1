using MeshClaw.Gateway.Channels;

namespace MeshClaw.Gateway.Tests.Channels;

public sealed class SecondFactorTests
{
    // "12345678901234567890", the key of RFC 6238, appendix B.
    private const string Key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Appendix B has 8 digits for SHA-1; 6 digits are the last six of them (RFC 4226, section 5.3: modulo 10^digits).
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public async Task The_vectors_of_the_standard_are_codes(long unix, string code)
    {
        await using var home = new SafetyHome(DateTimeOffset.FromUnixTimeSeconds(unix));
        var factor = new SecondFactor(home.Secrets, home.Lock, home.Time);
        Assert.False(await factor.SetAsync(Key, Other(code), Token));
        Assert.False(factor.IsSet);

        Assert.True(await factor.SetAsync(Key, $"{code[..3]} {code[3..]}", Token));

        Assert.True(factor.IsSet);
        Assert.False(await factor.UseAsync(code, Token)); // It served to set it.
    }

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public async Task A_clock_may_be_one_step_wrong_and_no_more(int offset, bool good)
    {
        await using var home = new SafetyHome(DateTimeOffset.FromUnixTimeSeconds(1234567890 - offset));
        home.Secrets.Put("channels/totp", new(Key));
        var factor = new SecondFactor(home.Secrets, home.Lock, home.Time);

        Assert.Equal(good, await factor.UseAsync("005924", Token));
    }

    [Fact]
    public async Task A_code_serves_once_also_in_the_process_after_this_one()
    {
        await using var home = new SafetyHome(DateTimeOffset.FromUnixTimeSeconds(1234567890));
        home.Secrets.Put("channels/totp", new(Key));

        Assert.True(await new SecondFactor(home.Secrets, home.Lock, home.Time).UseAsync("005924", Token));
        Assert.False(await new SecondFactor(home.Secrets, home.Lock, home.Time).UseAsync("005924", Token));
    }

    [Fact]
    public async Task Who_guesses_too_often_waits_with_the_right_code_too()
    {
        await using var home = new SafetyHome(DateTimeOffset.FromUnixTimeSeconds(1234567890 - 900));
        home.Secrets.Put("channels/totp", new(Key));
        var factor = new SecondFactor(home.Secrets, home.Lock, home.Time);
        for (var i = 0; i < SecondFactor.MostTries; i++)
        {
            Assert.False(await factor.UseAsync("000000", Token));
        }

        home.Time.Advance(SecondFactor.Wait - TimeSpan.FromSeconds(1));
        Assert.False(await factor.UseAsync("005924", Token));
        home.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await factor.UseAsync("005924", Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hunter2")]
    [InlineData("gezdgnbvgy3tqojqgezdgnbvgy3tqojq")]
    [InlineData("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1")]
    public async Task What_is_no_secret_is_not_taken(string secret)
    {
        await using var home = new SafetyHome(DateTimeOffset.FromUnixTimeSeconds(1234567890));
        Assert.False(await new SecondFactor(home.Secrets, home.Lock, home.Time).SetAsync(secret, "005924", Token));
        Assert.Empty(home.Secrets.All);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00592")]
    [InlineData("0059240")]
    [InlineData("٠٠٥٩٢٤")]
    public async Task What_is_no_code_is_wrong(string code)
    {
        await using var home = new SafetyHome(DateTimeOffset.FromUnixTimeSeconds(1234567890));
        home.Secrets.Put("channels/totp", new(Key));
        Assert.False(await new SecondFactor(home.Secrets, home.Lock, home.Time).UseAsync(code, Token));
    }

    [Fact]
    public async Task Without_a_secret_no_code_is_good_and_a_new_secret_has_160_bits_and_an_address()
    {
        await using var home = new SafetyHome(DateTimeOffset.FromUnixTimeSeconds(1234567890));
        var (secret, address) = SecondFactor.New("robin@vega.example");

        Assert.False(await new SecondFactor(home.Secrets, home.Lock, home.Time).UseAsync("005924", Token));
        Assert.Matches("^[A-Z2-7]{32}$", secret);
        Assert.Equal(
            $"otpauth://totp/MeshClaw%3Arobin%40vega.example?secret={secret}&issuer=MeshClaw",
            address.AbsoluteUri
        );
        Assert.NotEqual(secret, SecondFactor.New("robin@vega.example").Secret);
    }

    private static string Other(string code) => (code[0] == '9' ? '0' : '9') + code[1..];
}
