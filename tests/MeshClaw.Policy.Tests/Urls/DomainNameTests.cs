using MeshClaw.Policy.Urls;

namespace MeshClaw.Policy.Tests.Urls;

public sealed class DomainNameTests
{
    [Theory]
    [InlineData("paypal.example", "paypaI.example")]
    [InlineData("paypal.example", "paypa1.example")]
    [InlineData("paypal.example", "раураl.example")]
    [InlineData("google.example", "g00gle.example")]
    [InlineData("microsoft.example", "rnicrosoft.example")]
    [InlineData("wide.example", "vvide.example")]
    [InlineData("dean.example", "clean.example")]
    [InlineData("apple.example", "xn--80ak6aa92e.example")]
    [InlineData("apple.example", "ａｐｐｌｅ.example")]
    [InlineData("apple.example", "àpplé.example")]
    [InlineData("corp.example", "corp\u200B.example")]
    [InlineData("ana@corp.example", "anа@corp.example")]
    [InlineData("support@corp.example", "supp0rt@corp.example")]
    public void Names_that_look_the_same_are_look_alikes(string one, string other) =>
        Assert.True(DomainName.LookAlike(one, other));

    [Theory]
    [InlineData("paypal.example", "PayPal.example")]
    [InlineData("corp.example", "corp.example")]
    [InlineData("corp.example", "core.example")]
    [InlineData("corp.example", "corp.test")]
    public void The_same_name_and_other_names_are_none(string one, string other) =>
        Assert.False(DomainName.LookAlike(one, other));

    [Theory]
    [InlineData("pаypal", true)]
    [InlineData("xn--pypal-4ve.example", true)]
    [InlineData("Ωmega", true)]
    [InlineData("почта", false)]
    [InlineData("почта.example", false)]
    [InlineData("bücher", false)]
    [InlineData("東京tower", false)]
    [InlineData("corp-24", false)]
    [InlineData("", false)]
    public void Mixed_scripts_are_told(string name, bool isMixed) =>
        Assert.Equal(isMixed, DomainName.IsMixedScript(name));
}
