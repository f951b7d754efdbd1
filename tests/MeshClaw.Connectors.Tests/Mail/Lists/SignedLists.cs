using System.Net;
using System.Text;
using MeshClaw.Connectors.Mail.Lists;
using MeshClaw.Connectors.Mail.Verification;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Security;

namespace MeshClaw.Connectors.Tests.Mail.Lists;

/// <summary>Messages of a list, with real signatures of shop.example.</summary>
internal static class SignedLists
{
    public const string Url = "https://list.shop.example/u?t=1";
    public const string Click = $"List-Unsubscribe: <{Url}>, <mailto:leave@mail.test?subject=leave%20news>\r\n" + Post;
    public const string Post = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
    public static readonly string[] Both = ["From", "Subject", "Date", "List-Unsubscribe", "List-Unsubscribe-Post"];

    private static readonly AsymmetricCipherKeyPair s_key = MakeKey();

    public static IDkimPublicKeyLocator Keys { get; } = new OneKey();

    public static string Message(string headers, string to = "robin@mail.test") =>
        "From: News <news@shop.example>\r\n"
        + $"To: {to}\r\nSubject: Week 47\r\nDate: Mon, 16 Nov 2026 08:30:00 +0100\r\nList-Id: <news.shop.example>\r\n"
        + $"{headers}\r\nGood morning\r\n";

    public static string Sign(string message, params string[] headers)
    {
        var mime = MimeMessage.Load(new MemoryStream(Encoding.ASCII.GetBytes(message)));
        var signer = new DkimSigner(s_key.Private, "shop.example", "k", DkimSignatureAlgorithm.RsaSha256)
        {
            HeaderCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
            BodyCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
        };
        signer.Sign(mime, headers);
        using var written = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        mime.WriteTo(format, written);
        return Encoding.ASCII.GetString(written.ToArray());
    }

    public static ListReach Reach(ListServer server, Func<IPAddress, bool>? allowed = null) =>
        new()
        {
            Keys = () => Keys,
            Resolve = (_, _) => Task.FromResult<IReadOnlyList<IPEndPoint>>([server.EndPoint]),
            IsAllowed = allowed ?? IPAddress.IsLoopback,
            Certificates = (_, certificate, _, _) => server.IsMine(certificate),
            Patience = TimeSpan.FromSeconds(5),
        };

    private static AsymmetricCipherKeyPair MakeKey()
    {
        var generator = new RsaKeyPairGenerator();
        generator.Init(new KeyGenerationParameters(new SecureRandom(), 1024));
        return generator.GenerateKeyPair();
    }

    private sealed class OneKey : DkimPublicKeyLocatorBase
    {
        public override AsymmetricKeyParameter LocatePublicKey(
            string methods,
            string domain,
            string selector,
            CancellationToken cancellationToken = default
        ) => s_key.Public;

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(
            string methods,
            string domain,
            string selector,
            CancellationToken cancellationToken = default
        ) => Task.FromResult(s_key.Public);
    }
}

/// <summary>A DNS that does not answer.</summary>
internal sealed class NoKeys : DkimPublicKeyLocatorBase
{
    public override AsymmetricKeyParameter LocatePublicKey(
        string methods,
        string domain,
        string selector,
        CancellationToken cancellationToken = default
    ) => throw new DkimKeyException("The DNS did not answer.");

    public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(
        string methods,
        string domain,
        string selector,
        CancellationToken cancellationToken = default
    ) => throw new DkimKeyException("The DNS did not answer.");
}

/// <summary>An index that knows one list.</summary>
internal sealed class OneList(Func<IReadOnlyList<MailLocation>> newest) : IMailLists
{
    public IndexedLists Known { get; set; } = new([], 0, 0);

    public Task<IndexedLists> ListsAsync(
        ConnectionName connection,
        DateTimeOffset since,
        int limit,
        CancellationToken cancellationToken
    ) => Task.FromResult(Known);

    public Task<IReadOnlyList<MailLocation>> NewestOfListAsync(
        ConnectionName connection,
        string list,
        int limit,
        CancellationToken cancellationToken
    ) => Task.FromResult(list == "news.shop.example" ? newest() : []);
}
