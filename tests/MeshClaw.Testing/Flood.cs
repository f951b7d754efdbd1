using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MeshClaw.Testing;

/// <summary>
/// A mailbox full of newsletters and some people's mail. Some mails have no Message-ID, some share one, some are the same byte for byte.
/// </summary>
public static class Flood
{
    public static async Task FillAsync(TestMailbox mailbox, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var received = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(i);
            // Every fiftieth is the same bytes as its neighbour; only the server can tell them apart.
            var n = i % 50 == 1 ? i - 1 : i;
            await mailbox.AddAsync(
                "INBOX",
                n % 20 == 7 ? Person(n) : Newsletter(n),
                i % 3 == 0 ? "Seen" : "",
                received
            );
        }
    }

    /// <summary>Every message of every folder, by its bytes: what there is and how often.</summary>
    public static async Task<SortedDictionary<string, int>> InventoryAsync(TestMailbox mailbox)
    {
        var all = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var folder in await mailbox.FoldersAsync())
        {
            foreach (var message in await mailbox.ReadAsync(folder))
            {
                var hash = Convert.ToHexString(SHA256.HashData(Encoding.Latin1.GetBytes(message.Raw)));
                all[hash] = all.GetValueOrDefault(hash) + 1;
            }
        }

        return all;
    }

    private static string Newsletter(int n)
    {
        var list = n % 10;
        var id =
            n % 4 == 0 ? ""
            : n % 9 == 0 ? "Message-ID: <shared@list.example>\r\n"
            : Invariant($"Message-ID: <{n}@list{list}.example>\r\n");
        return Invariant($"From: Letter {list} <news@list{list}.example>\r\n")
            + "To: robin@vega.example\r\n"
            + Invariant($"Subject: Issue {n}\r\n")
            + id
            + "Date: Mon, 02 Nov 2026 08:00:00 +0000\r\n"
            + Invariant($"List-Id: Letter {list} <letter.list{list}.example>\r\n")
            + Invariant($"List-Unsubscribe: <https://list{list}.example/u>\r\n")
            + "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
            + "Precedence: bulk\r\n"
            + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            + Invariant($"Issue {n}: three things we read this week.\r\n");
    }

    private static string Person(int n) =>
        Invariant($"From: Ana Duarte <ana@corp.example>\r\nTo: robin@vega.example\r\nSubject: Question {n}\r\n")
        + Invariant($"Message-ID: <p{n}@corp.example>\r\nDate: Mon, 02 Nov 2026 08:00:00 +0000\r\n\r\n")
        + Invariant($"Robin, can you look at number {n} with me tomorrow?\r\n");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
