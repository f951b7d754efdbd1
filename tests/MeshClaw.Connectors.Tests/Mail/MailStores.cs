using MeshClaw.Connectors.Mail;
using MeshClaw.Core.Secrets;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail;

/// <summary>How the tests open each store.</summary>
internal static class MailStores
{
    public static MailAccount Account(DovecotServer server, string user, int? port = null) =>
        new()
        {
            Connection = Driver.Connection,
            Imap = new Uri($"imap://127.0.0.1:{port ?? server.ImapPort}"),
            User = user,
            CaFile = server.CertificateFile,
        };

    public static MailConnector Connect(MailAccount account) =>
        MailConnectorFactory.Create(account, new Secret(DovecotServer.Password));

    public static (TestMailbox, MailConnector) Open(DovecotServer server)
    {
        var mailbox = server.NewMailbox();
        return (mailbox, Connect(Account(server, mailbox.User)));
    }

    public static MailAccount Account(CyrusServer server, string user) =>
        new()
        {
            Connection = Driver.Connection,
            Jmap = server.Jmap,
            User = user,
        };

    public static (TestMailbox, MailConnector) Open(CyrusServer server)
    {
        var mailbox = server.NewMailbox();
        return (mailbox, Connect(Account(server, mailbox.User)));
    }
}

[Collection<SharedDovecot>]
public sealed class ImapStoreTests(DovecotServer server) : MailStoreContract
{
    private protected override bool Copies => false;

    private protected override (TestMailbox, MailConnector) Open() => MailStores.Open(server);
}

[Collection<SharedDovecotWithoutMove>]
public sealed class ImapStoreWithoutMoveTests(DovecotWithoutMove server) : MailStoreContract
{
    private protected override (TestMailbox, MailConnector) Open() => MailStores.Open(server);
}

public sealed class MaildirStoreTests : MailStoreContract
{
    private protected override (TestMailbox, MailConnector) Open()
    {
        var mailbox = new MaildirMailbox();
        var account = new MailAccount { Connection = Driver.Connection, MaildirPath = mailbox.Root };
        return (mailbox, MailConnectorFactory.Create(account, password: null));
    }
}

[Collection<SharedCyrus>]
public sealed class JmapStoreTests(CyrusServer server) : MailStoreContract
{
    private protected override bool Copies => false;

    private protected override bool TwinsAreOne => true;

    private protected override Task IndexAsync() => server.IndexAsync();

    private protected override (TestMailbox, MailConnector) Open() => MailStores.Open(server);
}

[Collection<SharedCyrusWithSmallLimits>]
public sealed class JmapStoreWithSmallLimitsTests(CyrusWithSmallLimits server) : MailStoreContract
{
    private protected override bool Copies => false;

    private protected override bool TwinsAreOne => true;

    private protected override Task IndexAsync() => server.IndexAsync();

    private protected override (TestMailbox, MailConnector) Open() => MailStores.Open(server);
}

[CollectionDefinition]
public sealed class SharedDovecot : ICollectionFixture<DovecotServer>;

[CollectionDefinition]
public sealed class SharedDovecotWithoutMove : ICollectionFixture<DovecotWithoutMove>;

[CollectionDefinition]
public sealed class SharedCyrus : ICollectionFixture<CyrusServer>;

[CollectionDefinition]
public sealed class SharedCyrusWithSmallLimits : ICollectionFixture<CyrusWithSmallLimits>;
