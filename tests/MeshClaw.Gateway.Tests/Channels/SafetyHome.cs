using System.Collections.Concurrent;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Secrets;
using MeshClaw.Storage;
using MeshClaw.Storage.Channels;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Gateway.Tests.Channels;

/// <summary>A database in a folder of its own, secrets in memory, and a clock that is set.</summary>
internal sealed class SafetyHome : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mcs-").FullName;

    public SafetyHome(DateTimeOffset? now = null)
    {
        Time = new FakeTimeProvider(now ?? new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        Database = Database.Open(new DatabaseOptions { Home = _folder }, Time);
    }

    public FakeTimeProvider Time { get; }

    public Database Database { get; }

    public MemorySecrets Secrets { get; } = new();

    public SqliteLock Lock => new(Database);

    public static Delivery Says(string text, string by = "1001") =>
        new()
        {
            Id = text,
            Place = new ChatPlace("direct"),
            Sender = by,
            SenderName = "Robin",
            Text = text,
            Sent = DateTimeOffset.UnixEpoch,
        };

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal sealed class MemorySecrets : ISecretStore
    {
        public ConcurrentDictionary<string, Secret> All { get; } = new();

        public Secret? Find(string name) => All.GetValueOrDefault(name);

        public void Put(string name, Secret secret) => All[name] = secret;

        public void Remove(string name) => All.TryRemove(name, out _);
    }
}
