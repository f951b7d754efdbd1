using System.Globalization;
using System.Text;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Benchmarks;

/// <summary>
/// A made-up mailbox of twenty years: 40 folders of uneven sizes, 3,000 senders, 60,000 words as frequent as words are, a fifth of the
/// messages with <c>meeting</c> and a fifth with <c>report</c> (never both in Lists/dotnet), 2% with <c>quarterly report</c>, one in
/// 50,000 with <c>xylophone</c>; <c>alpha</c> and <c>omega</c> in a fifth each and never together; one in a hundred in Chinese.
/// The same for everyone, whatever the machine.
/// </summary>
internal sealed class MailIndexMessages(int count)
{
    public static readonly string[] Queries =
    [
        "",
        "meeting",
        "xylophone",
        "nothingofthekind",
        "meeting report",
        "alpha omega",
        "\"quarterly report\"",
        "\"report quarterly\"",
        "meeting -report",
        "-meeting",
        "from:ana77",
        "from:ana77 in:INBOX",
        "from:corp.example meeting",
        "to:me in:INBOX report",
        "subject:meeting",
        "in:INBOX",
        "meeting in:INBOX",
        "meeting in:Lists/dotnet",
        "meeting in:Lists",
        "from:ana77 meeting in:INBOX after:2016",
        "is:unread",
        "is:unread in:INBOX",
        "meeting is:unread",
        "meeting is:unread in:INBOX",
        "is:flagged",
        "meeting is:flagged",
        "xylophone is:read",
        "meeting after:2012 before:2012-03",
        "meeting has:attachment account:mail/work",
        "会议",
        "会议记录",
        "meet*",
        "con*",
    ];

    private static readonly ConnectionName s_work = new("mail/work");
    private static readonly DateTimeOffset s_start = new(2006, 11, 23, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] s_folders =
    [
        "INBOX",
        "Archive",
        "Sent",
        "Lists/dotnet",
        "Lists/sqlite",
        .. Enumerable.Range(0, 35).Select(i => string.Create(CultureInfo.InvariantCulture, $"Projects/p{i}")),
    ];

    private readonly string[] _words = Words();

    public int Count => count;

    public long Characters { get; private set; }

    /// <summary>Folder by folder, as a first synchronisation goes, each from its oldest message on.</summary>
    public IEnumerable<FolderBatch> Batches(int size)
    {
        for (var folder = 0; folder < s_folders.Length; folder++)
        {
            var (first, total) = Range(folder);
            for (var at = 0; at < total; at += size)
            {
                yield return new FolderBatch
                {
                    Connection = s_work,
                    Folder = s_folders[folder],
                    Version = "1",
                    Cursor = string.Create(CultureInfo.InvariantCulture, $"{at}"),
                    Complete = at + size >= total,
                    Total = total,
                    Arrivals =
                    [
                        .. Enumerable.Range(first + at, Math.Min(size, total - at)).Select(i => Message(i, folder)),
                    ],
                };
            }
        }
    }

    /// <summary>Each round as the batches that write it: new messages, flags, and moves from the inbox into the archive.</summary>
    public IEnumerable<List<FolderBatch>> Changes(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var moved = Enumerable.Range(round * 6, 6).Select(i => Message(i, 0)).ToList();
            var inbox = new FolderBatch
            {
                Connection = s_work,
                Folder = "INBOX",
                Version = "1",
                Arrivals = [.. Enumerable.Range(count + round * 4, 4).Select(i => Message(i, 0))],
                Changed = [.. moved.Skip(3).Select(m => new IndexedPlace(m.Id, MailMarks.Seen | MailMarks.Flagged))],
                Removed = [.. moved.Take(3).Select(m => m.Id)],
            };
            var archive = inbox with
            {
                Folder = "Archive",
                Arrivals = [.. moved.Take(3).Select(m => m with { Id = $"9{m.Id}", Words = null })],
                Changed = [],
                Removed = [],
            };
            yield return [inbox, archive];
        }
    }

    /// <summary>The first folders hold most.</summary>
    private (int First, int Total) Range(int folder)
    {
        var (from, to) = (Part(folder), Part(folder + 1));
        return (from, to - from);
        int Part(int i) => (int)(count * Math.Cbrt(i / (double)s_folders.Length));
    }

    private IndexedMail Message(int number, int folder)
    {
        var random = new Random(number);
        var sender = (int)(Math.Pow(random.NextDouble(), 2) * 3000);
        var text = TextOf(number, s_folders[folder], random);
        Characters += text.Length;
        var subject =
            $"{Word(random)} {Word(random)} {(random.Next(50) == 0 ? "meeting" : Word(random))} {Word(random)}";
        var (first, total) = Range(folder);
        var received = s_start.AddSeconds((number - first) * (20 * 365.25 * 86400 / total) + random.Next(3600));
        var marks = random.Next(100) < 97 ? MailMarks.Seen : MailMarks.None;
        marks |= random.Next(5) == 0 ? MailMarks.Answered : MailMarks.None;
        marks |= random.Next(300) == 0 ? MailMarks.Flagged : MailMarks.None;
        return new IndexedMail
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{number + 1}"),
            Mark = new MailMark(string.Create(CultureInfo.InvariantCulture, $"{number:x64}"), 2000 + number % 5000),
            Marks = marks,
            Received = received,
            Words = new MailWords
            {
                MessageId = string.Create(CultureInfo.InvariantCulture, $"{number}.{sender}@corp.example"),
                From = string.Create(CultureInfo.InvariantCulture, $"ana{sender}@corp.example"),
                FromName = string.Create(CultureInfo.InvariantCulture, $"Ana{sender} {_words[sender]}"),
                Recipients = "Me Myself me@own.example",
                Subject = subject,
                Text = text,
                Attachments = random.Next(10) == 0 ? "plan.pdf" : "",
            },
        };
    }

    private string TextOf(int number, string folder, Random random)
    {
        var text = new StringBuilder(1000);
        if (number % 100 == 0)
        {
            text.Append("各位好，今天的会议记录在附件里，请大家查收。谢谢！");
        }

        var length = 10 + (int)(Math.Pow(random.NextDouble(), 2) * 200);
        for (var i = 0; i < length; i++)
        {
            text.Append(Word(random)).Append(i % 12 == 11 ? ".\n" : " ");
        }

        var (meeting, report) = (random.Next(5) == 0, random.Next(5) == 0);
        text.Append(meeting && folder != "Lists/dotnet" ? "meeting " : "").Append(report ? "the report " : "");
        text.Append(random.Next(50) == 0 ? "our quarterly report " : "")
            .Append(random.Next(50_000) == 0 ? "xylophone " : "");
        return text.Append(
                number % 5 == 1 ? "alpha"
                : number % 5 == 3 ? "omega"
                : ""
            )
            .ToString();
    }

    private string Word(Random random) => _words[(int)Math.Pow(_words.Length, random.NextDouble()) - 1];

    /// <summary>Of syllables, so that many words begin alike, as they do.</summary>
    private static string[] Words()
    {
        string[] syllables =
        [
            "con",
            "re",
            "in",
            "de",
            "ta",
            "ment",
            "tion",
            "er",
            "pro",
            "ver",
            "sta",
            "li",
            "no",
            "per",
            "ca",
            "mi",
            "su",
            "ter",
            "la",
            "ple",
        ];
        var random = new Random(7);
        var words = new HashSet<string>(StringComparer.Ordinal)
        {
            "the",
            "of",
            "and",
            "to",
            "a",
            "in",
            "for",
            "is",
            "on",
            "that",
        };
        while (words.Count < 60_000)
        {
            words.Add(
                string.Concat(
                    Enumerable.Range(0, 1 + random.Next(5)).Select(_ => syllables[random.Next(syllables.Length)])
                )
            );
        }

        return [.. words];
    }
}
