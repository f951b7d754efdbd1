using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

[Collection<SharedDovecot>]
public sealed class ImapSyncTests(DovecotServer server) : ImapSyncContract
{
    private protected override SyncedMailbox Open() => new(server);
}

[Collection<SharedDovecotWithoutQresync>]
public sealed class ImapSyncWithoutQresyncTests(DovecotWithoutQresync server) : ImapSyncContract
{
    private protected override SyncedMailbox Open() => new(server);
}

[Collection<SharedDovecotWithoutCondstore>]
public sealed class ImapSyncWithoutCondstoreTests(DovecotWithoutCondstore server) : ImapSyncContract
{
    private protected override SyncedMailbox Open() => new(server);
}

[CollectionDefinition]
public sealed class SharedDovecotWithoutQresync : ICollectionFixture<DovecotWithoutQresync>;

[CollectionDefinition]
public sealed class SharedDovecotWithoutCondstore : ICollectionFixture<DovecotWithoutCondstore>;
