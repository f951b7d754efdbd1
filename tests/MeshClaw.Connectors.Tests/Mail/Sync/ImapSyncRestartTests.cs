using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

/// <summary>A server that dies in the midst of a round, and comes back.</summary>
public sealed class ImapSyncRestartTests : IAsyncLifetime
{
    private readonly DovecotServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Killed_and_restarted_server_ends_in_what_a_fresh_index_has()
    {
        await using var box = new SyncedMailbox(_server);
        await box.FloodAsync("INBOX", 1500);
        await box.FloodAsync("Archive", 200);
        var killed = false;
        box.Index.Written = async batch =>
        {
            if (!killed && batch.Arrivals.Count > 0)
            {
                killed = true;
                await _server.KillAsync();
            }
        };

        await Assert.ThrowsAsync<ConnectorException>(() => box.SyncAsync(TestContext.Current.CancellationToken));
        await _server.StartAsync();
        await box.SyncAsync(TestContext.Current.CancellationToken);

        Assert.True(killed);
        var fresh = new NaiveMailIndex();
        await using var source = box.Open();
        await new MeshClaw.Connectors.Mail.Sync.MailSync(source, fresh).RunAsync((_, _) => Task.CompletedTask, default);
        Assert.Equal(await PlacesAsync(fresh), await PlacesAsync(box.Index));
        Assert.Equal(1700, (await PlacesAsync(box.Index)).Count);
    }

    private static async Task<List<(string Folder, IndexedPlace Place, MailMark Mark)>> PlacesAsync(
        NaiveMailIndex index
    )
    {
        var all = new List<(string, IndexedPlace, MailMark)>();
        var folders = await index.FoldersAsync(Driver.Connection, default);
        foreach (var folder in folders.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            foreach (var place in await index.PlacesAsync(Driver.Connection, folder.Name, null, int.MaxValue, default))
            {
                var at = new MeshClaw.Core.Mail.MailLocation(folder.Name, place.Id, folder.Version);
                var mail = await index.FindAsync(Driver.Connection, at, default);
                all.Add((folder.Name, place, index[mail!.Value].Mark)); // It has a place.
            }
        }

        return all;
    }
}
