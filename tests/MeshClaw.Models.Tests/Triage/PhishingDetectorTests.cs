using MeshClaw.Core.Mail;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Safety;

namespace MeshClaw.Models.Tests.Triage;

public sealed class PhishingDetectorTests
{
    [Theory]
    [InlineData("it@c0rp.example")]
    [InlineData("it@corp-example.test")]
    [InlineData("it@corp.example.evil.test")]
    [InlineData("it@xn--crp-sed.example")]
    [InlineData("it@northvvind.example")]
    [InlineData("it@northwnd.example")]
    [InlineData("it@norhtwind.example")]
    public void Suspects_a_domain_that_looks_like_one_of_the_owners_or_their_partners(string address) =>
        Assert.True(Examine(Mails.From(address, "Hello")).Suspected);

    [Theory]
    [InlineData("it@corp.example")]
    [InlineData("it@mail.corp.example")]
    [InlineData("tom@northwind.example")]
    [InlineData("tom@news.northwind.example")]
    [InlineData("tom@southwind.example")]
    [InlineData("tom@harbor.example")]
    public void Does_not_suspect_other_domains(string address) =>
        Assert.False(Examine(Mails.From(address, "Hello")).Suspected);

    [Fact]
    public void Suspects_a_known_name_with_another_address_that_asks_for_gift_cards()
    {
        var message = Mails.From(
            "office77@mail.test",
            "quick one",
            "I need gift cards, keep this confidential.",
            "Ana Silva"
        );

        var finding = Examine(message);

        Assert.True(finding.Suspected);
        Assert.Contains(finding.Evidence, e => e.Words.Contains("Ana Silva", StringComparison.Ordinal));
        Assert.False(Examine(message with { From = [new MailParty("Ana Silva", "ana@northwind.example")] }).Suspected);
    }

    [Fact]
    public void Suspects_a_name_that_shows_another_address() =>
        Assert.True(Examine(Mails.From("x@evil.test", "Invoice", "Act now", "it@corp.example")).Suspected);

    [Fact]
    public void Suspects_failed_authentication_with_answers_to_another_domain_and_haste()
    {
        var message = Mails.From("billing@shop.example", "Receipt", "Send us your card number in 24 hours.") with
        {
            ReplyTo = [new MailParty("", "refunds@other.test")],
        };

        Assert.True(Examine(message).Suspected);
        Assert.False(Examine(message with { ReplyTo = [] }).Suspected);
    }

    private static PhishingFinding Examine(MailMessage message)
    {
        var builder = new MailboxHistoryBuilder(Mails.Robin);
        for (var i = 0; i < 3; i++)
        {
            builder.AddSent(Mails.Sent("ana@northwind.example", "Ana Silva", Mails.Now.AddDays(-i)));
        }

        return PhishingDetector.Examine(message, builder.Build(), Mails.Robin);
    }
}
