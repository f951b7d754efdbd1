using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;
using MeshClaw.Storage.MailIndex;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Storage.Tests.MailIndex;

/// <summary>A folder of its own with an index on a real file.</summary>
internal sealed class IndexHome : IAsyncDisposable
{
    public static readonly ConnectionName Work = new("mail/work");
    public static readonly ConnectionName Second = new("mail/home");
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 6, 30, 0, TimeSpan.Zero);
    public static CancellationToken None => TestContext.Current.CancellationToken;

    public IndexHome() => Index = Open();

    public string Folder { get; } = Tests.Home.NewFolder();
    public FakeTimeProvider Time { get; } = new(Start);
    public SqliteMailIndex Index { get; private set; }
    public string File => HomeFiles.MailIndex(Folder);

    public SqliteMailIndex Open() => new(Folder, Time);

    public async Task ReopenAsync()
    {
        await Index.DisposeAsync();
        Index = Open();
    }

    public async ValueTask DisposeAsync()
    {
        await Index.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A message whose mark is its number; received as many minutes after the start.</summary>
    public static IndexedMail Mail(
        int number,
        string text = "",
        string? id = null,
        MailMarks marks = MailMarks.None,
        MailWords? words = null,
        DateTimeOffset? received = null
    ) =>
        new()
        {
            Id = id ?? $"{number}",
            Mark = Mark(number),
            Marks = marks,
            Received = received ?? Start.AddMinutes(number),
            Words =
                words
                ?? new MailWords
                {
                    Text = text,
                    Subject = $"Subject {number}",
                    From = "ana@corp.example",
                    FromName = "Ana",
                },
        };

    public static MailMark Mark(int number) => new($"{number:x64}", 100 + number);

    public static FolderBatch Batch(string folder, params IndexedMail[] arrivals) =>
        new()
        {
            Connection = Work,
            Folder = folder,
            Version = "1",
            Arrivals = arrivals,
        };

    public Task<IndexedBatch> ApplyAsync(FolderBatch batch) => Index.ApplyAsync(batch, None);

    public Task<IndexedBatch> ArriveAsync(string folder, params IndexedMail[] arrivals) =>
        ApplyAsync(Batch(folder, arrivals));

    public async Task<string[]> SubjectsAsync(MailQuery query) =>
        [.. (await Index.SearchAsync(query, None)).Hits.Select(h => h.Subject)];

    /// <summary>The ids of what a typed search finds, newest first.</summary>
    public async Task<string> FindAsync(string typed) =>
        string.Join(
            ' ',
            (await Index.SearchAsync(MailQueryText.Parse(typed, TimeZoneInfo.Utc), None)).Hits.Select(h =>
                h.Location.Id
            )
        );
}
