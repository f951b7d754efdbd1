using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

/// <summary>Anybody may write an Authentication-Results: only the topmost one of the owner's own server counts, and only for From.</summary>
public sealed class ForgedResultsTests
{
    private const string Mx = "mx.corp.example";

    [Theory]
    [InlineData(
        "Authentication-Results: mx.corp.example;\n dmarc=pass\n\theader.from=b.example\n",
        MailAuthentication.Pass
    )]
    [InlineData("Authentication-Results: MX.Corp.Example. 1; dmarc=pass\n", MailAuthentication.Pass)]
    [InlineData("Authentication-Results: (by us) mx.corp.example; dmarc=pass\n", MailAuthentication.Pass)]
    [InlineData("Authentication-Results: evil.example (mx.corp.example); dmarc=pass\n", MailAuthentication.None)]
    [InlineData("Authentication-Results: evil.example; x=\"; mx.corp.example; dmarc=pass\"\n", MailAuthentication.None)]
    [InlineData("Authentication-Results: mx.corp.example.evil.example; dmarc=pass\n", MailAuthentication.None)]
    [InlineData("Authentication-Results: xmx.corp.example; dmarc=pass\n", MailAuthentication.None)]
    [InlineData("Authentication-Results: mx.c\u043erp.example; dmarc=pass\n", MailAuthentication.None)]
    [InlineData(
        "Authentication-Results:\n mx.corp.example\n ;\n dmarc=fail\nAuthentication-Results: mx.corp.example; dmarc=pass\n",
        MailAuthentication.Fail
    )]
    [InlineData(
        "Authentication-Results: mx.corp.example; none\nAuthentication-Results: mx.corp.example; dmarc=pass\n",
        MailAuthentication.None
    )]
    [InlineData("ARC-Authentication-Results: i=1; mx.corp.example; dmarc=pass\n", MailAuthentication.None)]
    [InlineData("Authentication-Results: i=1; mx.corp.example; dmarc=pass\n", MailAuthentication.None)]
    [InlineData("X-Authentication-Results: mx.corp.example; dmarc=pass\n", MailAuthentication.None)]
    [InlineData("Authentication-Results: mx.corp.example; dmarc=(=pass)fail\n", MailAuthentication.Fail)]
    [InlineData("Authentication-Results: mx.corp.example; dmarc=fail (dmarc=pass)\n", MailAuthentication.Fail)]
    [InlineData(
        "Authentication-Results: mx.corp.example; dmarc=pass header.from=evil.example\n",
        MailAuthentication.None
    )]
    [InlineData(
        "Authentication-Results: mx.corp.example; dkim=pass header.d=b.example.evil.example\n",
        MailAuthentication.None
    )]
    [InlineData("Authentication-Results: mx.corp.example; dkim=pass header.d=example\n", MailAuthentication.None)]
    [InlineData(
        "Authentication-Results: mx.corp.example; dkim=pass header.d=evil.example reason=\"header.d=b.example\"\n",
        MailAuthentication.None
    )]
    [InlineData("Authentication-Results: mx.corp.example; spf=pass smtp.helo=b.example\n", MailAuthentication.None)]
    [InlineData("Authentication-Results: mx.corp.example; dmarc=pass\nFrom: c@c.example\n", MailAuthentication.None)]
    [InlineData(
        "Received: from a by mx.corp.example; x\nAuthentication-Results: mx.corp.example; dmarc=pass\n",
        MailAuthentication.Pass
    )]
    public void Only_our_server_is_believed_and_for_the_sender_alone(string headers, MailAuthentication expected) =>
        Assert.Equal(expected, Hostile.Parse(headers + "From: a@b.example\n\nx\n", Mx).Authentication);

    [Theory]
    [InlineData("mx.m\u00fcnchen.example", "mx.xn--mnchen-3ya.example", MailAuthentication.Pass)]
    [InlineData("mx.m\u00fcnchen.example", "mx.munchen.example", MailAuthentication.None)]
    public void A_name_in_any_script_is_compared_in_its_ascii_form(
        string trusted,
        string named,
        MailAuthentication expected
    ) =>
        Assert.Equal(
            expected,
            Hostile
                .Parse($"Authentication-Results: {named}; dmarc=pass\nFrom: a@b.example\n\nx\n", trusted)
                .Authentication
        );
}
