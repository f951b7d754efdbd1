using CsCheck;
using MeshClaw.Core.Mail.Index;
using static MeshClaw.Storage.Tests.MailIndex.IndexHome;

namespace MeshClaw.Storage.Tests.MailIndex;

/// <summary>The index and a list in memory, told the same, answer the same: 5,000 messages in six folders, with all that happens to them.</summary>
public sealed class ModelTests
{
    private const int Messages = 5000;
    private static readonly string[] s_folders = ["INBOX", "Archive", "Archive/2024", "Archived", "Reading", "Trash"];
    private static readonly string[] s_words = ["budget", "report", "meeting", "invoice", "lunch"];

    [Fact]
    public async Task The_index_answers_as_a_list_in_memory_would()
    {
        await using var home = new IndexHome();
        var model = new Model();
        for (var from = 0; from < Messages; from += 500)
        {
            var folder = s_folders[from / 500 % s_folders.Length];
            await model.ArriveAsync(home, folder, Enumerable.Range(from, 500));
        }

        await Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, Messages - 1].HashSet[1, 20], Gen.Int[0, 31])
            .Array[30]
            .SampleAsync(
                async steps =>
                {
                    foreach (var (kind, folder, numbers, extra) in steps)
                    {
                        await model.StepAsync(home, kind, s_folders[folder], numbers, extra);
                    }

                    await model.CompareAsync(home);
                },
                iter: 8,
                threads: 1
            );
    }

    /// <summary>Where each message lies, told in the same words as the index.</summary>
    private sealed class Model
    {
        private readonly Dictionary<(string Folder, string Id), (int Number, MailMarks Marks)> _places = [];
        private readonly Dictionary<string, int> _versions = s_folders.ToDictionary(f => f, _ => 1);
        private int _nextId = 1;

        public async Task ArriveAsync(IndexHome home, string folder, IEnumerable<int> numbers)
        {
            var mails = numbers
                .Select(n =>
                    Mail(n, id: $"{_nextId++}", marks: MarksOf(n), words: WordsOf(n), received: Start.AddSeconds(n / 3))
                )
                .ToArray();
            await ApplyAsync(home, folder, Batch(folder, mails));
            foreach (var (mail, number) in mails.Zip(numbers))
            {
                _places[(folder, mail.Id)] = (number, mail.Marks);
            }
        }

        public async Task StepAsync(IndexHome home, int kind, string folder, HashSet<int> numbers, int extra)
        {
            var there = _places
                .Where(p => p.Key.Folder == folder && numbers.Contains(p.Value.Number % 97))
                .Take(50)
                .ToList();
            var marks = (MailMarks)extra;
            switch (kind)
            {
                case 0: // Twins and moves: the same messages arrive here.
                    await ArriveAsync(home, folder, numbers);
                    break;
                case 1:
                    await ApplyAsync(home, folder, Batch(folder) with { Removed = [.. there.Select(p => p.Key.Id)] });
                    there.ForEach(p => _places.Remove(p.Key));
                    break;
                case 2:
                    await ApplyAsync(
                        home,
                        folder,
                        Batch(folder) with
                        {
                            Changed = [.. there.Select(p => new IndexedPlace(p.Key.Id, marks))],
                        }
                    );
                    there.ForEach(p => _places[p.Key] = p.Value with { Marks = marks });
                    break;
                case 3 when extra < 8: // Renumbered: all leave, half are found again.
                    var all = _places.Where(p => p.Key.Folder == folder).ToList();
                    _versions[folder]++;
                    await ApplyAsync(home, folder, Batch(folder));
                    all.ForEach(p => _places.Remove(p.Key));
                    await ArriveAsync(
                        home,
                        folder,
                        all.Select(p => p.Value.Number).Distinct().Where((_, i) => i % 2 == 0).ToList()
                    );
                    break;
                case 4 when extra < 4:
                    await home.Index.RemoveFoldersExceptAsync(Work, [.. s_folders.Where(f => f != folder)], None);
                    _places.Keys.Where(p => p.Folder == folder).ToList().ForEach(p => _places.Remove(p));
                    break;
                case 5:
                    home.Time.Advance(TimeSpan.FromDays(extra / 8));
                    await home.Index.TidyAsync(None);
                    break;
            }
        }

        public async Task CompareAsync(IndexHome home)
        {
            foreach (var folder in await home.Index.FoldersAsync(Work, None))
            {
                var expected = _places
                    .Where(p => p.Key.Folder == folder.Name)
                    .OrderBy(p => int.Parse(p.Key.Id))
                    .ToList();
                var actual = await home.Index.PlacesAsync(Work, folder.Name, null, int.MaxValue, None);
                Assert.Equal(expected.Select(p => new IndexedPlace(p.Key.Id, p.Value.Marks)), actual);
                Assert.Equal(expected.Count, folder.Known);
            }

            foreach (var query in Queries())
            {
                Assert.Equal(Expected(query), await AllAsync(home, query));
            }
        }

        private static IEnumerable<MailQuery> Queries() =>
            from words in new[] { [], ["budget"], ["budget", "report"], new[] { "number budget" } }
            from without in new[] { [], new[] { "lunch" } }
            from folder in new[] { null, "Archive", "trash" }
            from marks in new[]
            {
                (MailMarks.None, MailMarks.None),
                (MailMarks.None, MailMarks.Seen),
                (MailMarks.Flagged, MailMarks.Draft),
            }
            select new MailQuery
            {
                Words = [.. words],
                Without = [.. without],
                Folder = folder,
                With = marks.Item1,
                Lacking = marks.Item2,
                Since = folder == "trash" ? Start.AddSeconds(100) : null,
                Before = without.Length > 0 ? Start.AddSeconds(1500) : null,
                Limit = 500,
            };

        private HashSet<int> Expected(MailQuery query) =>
            _places
                .Where(p =>
                    (
                        query.Folder is null
                        || $"{p.Key.Folder}/".StartsWith($"{query.Folder}/", StringComparison.OrdinalIgnoreCase)
                    )
                    && (p.Value.Marks & query.With) == query.With
                    && (p.Value.Marks & query.Lacking) == 0
                )
                .Select(p => p.Value.Number)
                .Where(n =>
                    query.Words.All(w => $" {WordsOf(n).Text} ".Contains($" {w} ", StringComparison.Ordinal))
                    && !query.Without.Any(w => $" {WordsOf(n).Text} ".Contains($" {w} ", StringComparison.Ordinal))
                    && (query.Since is null || Start.AddSeconds(n / 3) >= query.Since)
                    && (query.Before is null || Start.AddSeconds(n / 3) < query.Before)
                )
                .ToHashSet();

        private static async Task<HashSet<int>> AllAsync(IndexHome home, MailQuery query)
        {
            var found = new HashSet<int>();
            var last = DateTimeOffset.MaxValue;
            do
            {
                var page = await home.Index.SearchAsync(query, None);
                foreach (var hit in page.Hits)
                {
                    Assert.True(hit.Received <= last, "Not the newest first.");
                    Assert.True(found.Add(int.Parse(hit.Subject)), "Found twice.");
                    last = hit.Received;
                }

                query = query with { Cursor = page.Next };
            } while (query.Cursor is not null);

            return found;
        }

        /// <summary>With the words of every message that is not known, as a synchroniser does it.</summary>
        private async Task ApplyAsync(IndexHome home, string folder, FolderBatch batch)
        {
            var known = await home.Index.KnownAsync(Work, [.. batch.Arrivals.Select(a => a.Mark)], None);
            await home.ApplyAsync(
                batch with
                {
                    Version = $"{_versions[folder]}",
                    Arrivals = [.. batch.Arrivals.Select(a => known.Contains(a.Mark) ? a with { Words = null } : a)],
                }
            );
        }

        private static MailMarks MarksOf(int number) => (MailMarks)(number * 7 % 32);

        private static MailWords WordsOf(int number) =>
            new()
            {
                Subject = $"{number}",
                Text = string.Join(' ', [$"number", .. s_words.Where((_, i) => number / (i + 1) % (i + 2) == 0)]),
            };
    }
}
