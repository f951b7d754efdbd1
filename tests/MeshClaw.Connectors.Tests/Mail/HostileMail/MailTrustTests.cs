using System.Text;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Verification;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

/// <summary>From the owner's files to what a message that was read says of its signature.</summary>
public sealed class MailTrustTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mailtrust-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_mail_signed_under_a_named_authority_is_verified_and_without_the_file_it_is_not()
    {
        var mail = SignatureCheckTests.Smime("ana@corp.example", detached: true);
        var file = Write("ca.pem", SignatureCheckTests.AuthorityPem);

        var trusting = await ReadAsync(mail, MailTrust.Read(file, null));
        var plain = await ReadAsync(mail, MailTrust.Read(null, null));

        Assert.Equal(
            (MailProtection.Smime, MailSignatureState.Verified, "ana@corp.example"),
            (trusting.Kind, trusting.State, trusting.Address)
        );
        Assert.Equal(MailSignatureState.Unverified, plain.State);
    }

    [Fact]
    public async Task A_mail_signed_by_a_key_of_the_owners_file_is_verified()
    {
        var file = Path.Join(_folder, "keys.gpg");
        await File.WriteAllBytesAsync(file, SignatureCheckTests.PublicPgpKey, TestContext.Current.CancellationToken);

        var signature = await ReadAsync(SignatureCheckTests.Pgp("ana@corp.example"), MailTrust.Read(null, file));

        Assert.Equal((MailProtection.Pgp, MailSignatureState.Verified), (signature.Kind, signature.State));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_that_says_what_to_do()
    {
        var missing = Path.Join(_folder, "none.pem");

        foreach (var read in (Action[])[() => MailTrust.Read(missing, null), () => MailTrust.Read(null, missing)])
        {
            var refused = Assert.Throws<ConnectorException>(read);
            Assert.Contains(missing, refused.Message, StringComparison.Ordinal);
            Assert.Contains("'trust' in config.yaml", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n")]
    public void A_file_of_something_else_is_an_error_and_never_an_empty_trust(string text)
    {
        var file = Write("file", text);

        Assert.Contains(
            "no certificates",
            Assert.Throws<ConnectorException>(() => MailTrust.Read(file, null)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "gpg --armor --export",
            Assert.Throws<ConnectorException>(() => MailTrust.Read(null, file)).Message,
            StringComparison.Ordinal
        );
    }

    private static async Task<MailSignature> ReadAsync(string raw, MailTrust trust)
    {
        await using var mailbox = new MaildirMailbox();
        var file = Path.Join(mailbox.Root, "cur", "17000.1.host:2,");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!); // A folder of the mailbox.
        await File.WriteAllBytesAsync(file, Encoding.Latin1.GetBytes(raw));
        // While the certificates are valid, whatever day it is.
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 11, 16, 7, 30, 0, DateTimeKind.Utc));
        var account = new MailAccount
        {
            Connection = Driver.Connection,
            MaildirPath = mailbox.Root,
            Trust = trust,
        };
        await using var connector = MailConnectorFactory.Create(account, password: null);
        return Assert.Single((await new Driver(connector).ListAsync()).Messages).Signature;
    }

    private string Write(string name, string text)
    {
        var file = Path.Join(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
