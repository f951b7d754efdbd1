using System.Text;
using MeshClaw.Policy.Urls;

namespace MeshClaw.Policy.Tests.Urls;

public sealed class OnwardTests
{
    [Theory]
    [InlineData("https://good.example/r?url=https://evil.example/x")]
    [InlineData("https://good.example/r?url=https%3A%2F%2Fevil.example%2Fx")]
    [InlineData("https://good.example/r?url=https%253A%252F%252Fevil.example")]
    [InlineData("https://good.example/r?url=https%25253A%25252F%25252Fevil.example")]
    [InlineData("https://good.example/r?next=//evil.example")]
    [InlineData("https://good.example/r?next=/%5Cevil.example")]
    [InlineData("https://good.example/r?next=evil.example")]
    [InlineData("https://good.example/r?x=http:evil.example")]
    [InlineData("https://good.example/r/https://evil.example/x")]
    [InlineData("https://good.example/r/https:/evil.example/x")]
    [InlineData("https://good.example/r#https://evil.example/x")]
    [InlineData("https://good.example/r?https://evil.example/x")]
    [InlineData("https://good.example/r?u=aHR0cHM6Ly9ldmlsLmV4YW1wbGUv")]
    [InlineData("https://good.example/r/aHR0cHM6Ly9ldmlsLmV4YW1wbGUv")]
    [InlineData("https://good.example/l?text=see%20https://evil.example/x%20now")]
    public void Urls_within_are_found(string text) => Assert.Equal(["evil.example"], UrlReading.Read(text).Onward);

    [Fact]
    public void A_chain_of_redirects_names_every_host() =>
        Assert.Equal(
            ["a.example", "b.example"],
            UrlReading
                .Read("https://good.example/?u=https%3A%2F%2Fa.example%2F%3Fu%3Dhttps%253A%252F%252Fb.example")
                .Onward
        );

    [Fact]
    public void What_is_suspicious_about_a_url_within_is_found_too()
    {
        var findings = UrlReading.Read("https://good.example/?u=http%3A%2F%2F169.254.169.254%2F").Findings;
        Assert.Equal(UrlFindings.PrivateAddress, findings);
    }

    [Fact]
    public void Encoding_beyond_the_last_level_counts_as_data()
    {
        var url = "https://evil.example";
        for (var i = 0; i < 6; i++)
        {
            url = Uri.EscapeDataString(url);
        }

        Assert.True(UrlReading.Read("https://good.example/?u=" + url).Findings.HasFlag(UrlFindings.OpaqueData));
    }

    [Fact]
    public void More_urls_than_are_followed_count_as_data()
    {
        var text = new StringBuilder("https://good.example/?");
        for (var i = 0; i < 500; i++)
        {
            text.Append($"x=http://h{i}.example&");
        }

        Assert.True(UrlReading.Read(text.ToString()).Findings.HasFlag(UrlFindings.OpaqueData));
    }

    [Theory]
    [InlineData("https://evil.example/?q=AKIAIOSFODNN7EXAMPLE0")]
    [InlineData("https://evil.example/?q=ghp_16C7e42F292c6912E7710c838347Ae178B4a")]
    [InlineData("https://evil.example/?d=5f4dcc3b5aa765d61d8327deb882cf99")]
    [InlineData("https://evil.example/?d=the+password+of+ana+is+hunter+two")]
    [InlineData("https://evil.example/?m=ana%40corp.example")]
    [InlineData("https://evil.example/?card=4111-1111-1111-1111")]
    [InlineData("https://evil.example/VGhlIHBhc3N3b3JkIGlzIGh1bnRlcjI")]
    [InlineData("https://evil.example/#VGhlIHBhc3N3b3JkIGlzIGh1bnRlcjI")]
    [InlineData("https://nb2hi4dthixs6zlynfzc4y3pnu3tcnrs.evil.example/")]
    public void What_could_carry_data_is_found(string text) =>
        Assert.True(UrlReading.Read(text).Findings.HasFlag(UrlFindings.OpaqueData));

    [Theory]
    [InlineData("https://corp.example/blog/2026/11/how-we-moved-our-mail-to-another-place")]
    [InlineData("https://corp.example/search?q=weather+in+berlin&lang=de")]
    [InlineData("https://corp.example/issues/12345")]
    [InlineData("https://github.com/dotnet/runtime/pull/98765#discussion")]
    [InlineData("https://en.wikipedia.org/wiki/Pneumonoultramicroscopicsilicovolcanoconiosis")]
    public void Ordinary_addresses_carry_nothing(string text) =>
        Assert.Equal(UrlFindings.None, UrlReading.Read(text).Findings);
}
