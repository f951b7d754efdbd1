using System.Text;
using MeshClaw.Connectors.Mail.Verification;
using MeshClaw.Core.Mail;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

public sealed class DkimCheckTests
{
    private static readonly AsymmetricCipherKeyPair s_rsa = Rsa(1024);
    private static readonly AsymmetricCipherKeyPair s_ed = Ed();
    private static readonly string[] s_signed =
    [
        "From",
        "To",
        "Subject",
        "Date",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
    ];
    private readonly TextRecords _dns = new();

    public DkimCheckTests()
    {
        _dns.Records["rsa._domainkey.corp.example"] = [$"v=DKIM1; k=rsa; p={Public(s_rsa)}"];
        _dns.Records["ed._domainkey.corp.example"] =
        [
            $"v=DKIM1; k=ed25519; p={Convert.ToBase64String(((Ed25519PublicKeyParameters)s_ed.Public).GetEncoded())}",
        ];
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("ed")]
    public async Task A_signature_passes_and_covers_what_it_signs(string selector)
    {
        var result = await CheckAsync(Signed(selector));

        Assert.Equal((DkimState.Pass, "corp.example"), (result.State, result.Signatures[0].Domain));
        Assert.True(result.Covers("List-Unsubscribe", "List-Unsubscribe-Post"));
        Assert.True(result.Covers("mail.corp.example", ["from"]));
        Assert.False(result.Covers("evil.example", ["from"]));
        Assert.False(result.Covers("xcorp.example", ["from"]));
        Assert.False(result.Covers("Reply-To"));
        Assert.False(result.Covers());
    }

    [Theory]
    [InlineData("Subject: Hello", "Subject: Hullo")]
    [InlineData("Good morning", "Good evening")]
    [InlineData("ana@corp.example", "eve@corp.example")]
    [InlineData("https://corp.example/u", "https://evil.example/u")]
    [InlineData("d=corp.example", "d=evil.example")]
    [InlineData("s=rsa", "s=none")]
    [InlineData("v=1;", "v=1; v=1;")]
    [InlineData("a=rsa-sha256", "a=rsa-sha1")]
    [InlineData("h=From", "h=Form")]
    public async Task A_change_fails(string from, string to)
    {
        var raw = Signed("rsa");
        Assert.Contains(from, raw, StringComparison.OrdinalIgnoreCase);

        var result = await CheckAsync(raw.Replace(from, to, StringComparison.OrdinalIgnoreCase));

        Assert.Equal(DkimState.Fail, result.State);
        Assert.False(result.Covers("from"));
    }

    [Theory]
    [InlineData("List-Unsubscribe: <https://evil.example/x>\r\n", "List-Unsubscribe")]
    [InlineData("From: eve@evil.example\r\n", "From")]
    [InlineData("Subject: Another\r\n", "Subject")]
    public async Task A_header_that_was_added_above_a_signed_one_is_not_covered(string added, string header)
    {
        var result = await CheckAsync(added + Signed("rsa"));

        Assert.Equal(DkimState.Pass, result.State); // What was signed is unchanged, and DKIM counts from the last one up.
        Assert.False(result.Covers(header));
    }

    [Fact]
    public async Task A_signature_of_the_beginning_alone_is_none()
    {
        var raw = Signed("rsa").Replace("v=1;", "v=1; l=5;", StringComparison.Ordinal);

        var signature = Assert.Single((await CheckAsync(raw)).Signatures);

        Assert.Equal(DkimState.Fail, signature.State);
        Assert.Contains("beginning", signature.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x=1700000000;", "expired")]
    [InlineData("t=4000000000;", "future")]
    [InlineData("i=@evil.example;", "another domain")]
    public async Task Signatures_that_say_that_they_do_not_hold_do_not(string tag, string told)
    {
        var raw = Signed("rsa");
        raw = raw.Replace("v=1;", "v=1; " + tag, StringComparison.Ordinal);
        raw = tag[0] == 't' ? System.Text.RegularExpressions.Regex.Replace(raw, @"t=1\d{9};", "") : raw;

        var signature = Assert.Single((await CheckAsync(raw)).Signatures);

        Assert.Equal(DkimState.Fail, signature.State);
        Assert.Contains(told, signature.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_are_gone_revoked_doubled_or_short_fail()
    {
        foreach (
            var records in new string[][]
            {
                [],
                ["v=DKIM1; p="],
                [$"v=DKIM1; p={Public(s_rsa)}", $"v=DKIM1; p={Public(s_rsa)}"],
                [$"v=DKIM2; p={Public(s_rsa)}"],
                [$"v=DKIM1; s=tlsrpt; p={Public(s_rsa)}"],
                ["v=DKIM1; p=!!!"],
                [$"v=DKIM1; p={Public(Rsa(512))}"],
                [new string('x', 100_000)],
            }
        )
        {
            _dns.Records["rsa._domainkey.corp.example"] = records;
            Assert.Equal(DkimState.Fail, (await CheckAsync(Signed("rsa"))).State);
        }
    }

    [Fact]
    public async Task What_the_DNS_does_not_answer_is_not_known()
    {
        _dns.Fails = true;

        Assert.Equal(DkimState.NotChecked, (await CheckAsync(Signed("rsa"))).State);
    }

    [Theory]
    [InlineData("From: a@b.example\n\nx")]
    [InlineData("")]
    public async Task A_message_without_a_signature_has_none(string raw) =>
        Assert.Equal(DkimState.None, (await CheckAsync(raw)).State);

    [Theory]
    [InlineData("")]
    [InlineData("v=1")]
    [InlineData("v=1; a=rsa-sha256; d=corp.example; s=rsa; h=from; bh=; b=")]
    [InlineData("v=1; a=rsa-sha256; d=..; s=rsa; h=from; bh=x; b=y")]
    [InlineData("v=1; a=rsa-sha256; d=corp.example; s=rsa\0x; h=from; bh=x; b=y")]
    [InlineData(";;;;====")]
    public async Task Malformed_signatures_fail(string signature) =>
        Assert.Equal(DkimState.Fail, (await CheckAsync($"DKIM-Signature: {signature}\nFrom: a@b.example\n\nx")).State);

    [Fact]
    public async Task No_more_than_a_few_signatures_are_asked_for()
    {
        var one = "DKIM-Signature: v=1; a=rsa-sha256; d=corp.example; s=rsa; h=from; bh=x; b=y\n";

        var result = await CheckAsync(string.Concat(Enumerable.Repeat(one, 500)) + "From: a@b.example\n\nx");

        Assert.Equal(5, result.Signatures.Length);
        Assert.InRange(_dns.Asked, 0, 5);
    }

    private async Task<DkimResult> CheckAsync(string raw)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(raw));
        return await new DkimCheck(new DnsDkimKeys(_dns), TimeProvider.System).CheckAsync(
            stream,
            TestContext.Current.CancellationToken
        );
    }

    private static string Signed(string selector)
    {
        var message = MimeMessage.Load(
            new MemoryStream(
                Encoding.ASCII.GetBytes(
                    "From: ana@corp.example\r\nTo: robin@corp.example\r\nSubject: Hello\r\nDate: Mon, 16 Nov 2026 08:30:00 +0100\r\n"
                        + "List-Unsubscribe: <https://corp.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nGood morning\r\n"
                )
            )
        );
        var signer = new DkimSigner(
            selector == "rsa" ? s_rsa.Private : s_ed.Private,
            "corp.example",
            selector,
            selector == "rsa" ? DkimSignatureAlgorithm.RsaSha256 : DkimSignatureAlgorithm.Ed25519Sha256
        )
        {
            HeaderCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
            BodyCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
        };
        signer.Sign(message, s_signed);
        using var written = new MemoryStream();
        message.WriteTo(written);
        return Encoding.ASCII.GetString(written.ToArray());
    }

    private static AsymmetricCipherKeyPair Rsa(int bits)
    {
        var generator = new RsaKeyPairGenerator();
        generator.Init(new KeyGenerationParameters(new SecureRandom(), bits));
        return generator.GenerateKeyPair();
    }

    private static AsymmetricCipherKeyPair Ed()
    {
        var generator = new Ed25519KeyPairGenerator();
        generator.Init(new Ed25519KeyGenerationParameters(new SecureRandom()));
        return generator.GenerateKeyPair();
    }

    private static string Public(AsymmetricCipherKeyPair pair) =>
        Convert.ToBase64String(SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(pair.Public).GetDerEncoded());

    /// <summary>TXT records of a DNS that is not there.</summary>
    private sealed class TextRecords : ITextRecords
    {
        public Dictionary<string, string[]> Records { get; } = new(StringComparer.Ordinal);
        public bool Fails { get; set; }
        public int Asked { get; private set; }

        public Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken cancellationToken)
        {
            Asked++;
            return Fails
                ? throw new DkimKeyException("no answer")
                : Task.FromResult<IReadOnlyList<string>>(Records.GetValueOrDefault(name, []));
        }
    }
}
