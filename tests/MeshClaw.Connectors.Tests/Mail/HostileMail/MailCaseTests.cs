using CsCheck;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage;
using MeshClaw.Models.Triage.History;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

public sealed class MailCaseTests
{
    private static readonly Owner s_robin = new("Robin Vega", ["robin@corp.example"]);
    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 6, 30, 0, TimeSpan.Zero);

    public static TheoryData<string> Names => [.. MailCase.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reads_each_kind_of_message_as_it_is_meant(string name)
    {
        var one = MailCase.All.Single(c => c.Name == name);

        var message = MailParserTests.Parse(one.Bytes);

        MailParserTests.AssertBounded(message);
        Assert.Equal(one.Expected, one.Read(message));
    }

    [Fact]
    public void Mutated_messages_go_the_whole_way_to_triage_and_report()
    {
        var seeds = MailCase.All.Select(c => c.Bytes).Where(b => b.Length > 0).ToArray();
        var change = Gen.Select(
            Gen.Int[0, 5],
            Gen.Int[0, 100_000],
            Gen.Int[1, 60],
            Gen.Byte,
            Gen.Int[0, seeds.Length - 1]
        );
        Gen.Select(Gen.Int[0, seeds.Length - 1], change.List[1, 8])
            .Sample(
                (seed, changes) =>
                {
                    var bytes = seeds[seed].ToList();
                    changes.ForEach(c => Mutate(bytes, c, seeds[c.Item5]));
                    WholeWay([.. bytes]);
                },
                iter: 3000
            );
    }

    private static void WholeWay(byte[] raw)
    {
        var message = MailParserTests.Parse(raw);
        MailParserTests.AssertBounded(message);
        var decision = TriageClassifier.Decide(message, MailboxHistory.Empty, [], s_robin, s_now);
        var report = new TriageReport(s_robin, s_now);
        report.Add(message, decision, true);
        foreach (var line in report.Build().Lines)
        {
            Assert.All(line.Items, i => Assert.DoesNotContain(i.Title, char.IsControl));
        }

        Assert.DoesNotContain(MailView.Render(message), c => char.IsControl(c) && c != '\n');
    }

    // Cuts, flips, splices of another message, doubled headers, long runs.
    private static void Mutate(
        List<byte> bytes,
        (int Kind, int Where, int Length, byte Value, int Other) change,
        byte[] other
    )
    {
        var at = change.Where % (bytes.Count + 1);
        var count = Math.Min(change.Length, bytes.Count - at);
        switch (change.Kind)
        {
            case 0:
                bytes.RemoveRange(at, count);
                break;
            case 1:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 2:
                bytes.InsertRange(at, other.AsSpan(0, change.Length * other.Length / 60).ToArray());
                break;
            case 3:
                var line = bytes.IndexOf((byte)'\n') + 1;
                bytes.InsertRange(at, bytes.GetRange(0, line));
                break;
            case 4:
                bytes.InsertRange(at, Enumerable.Repeat(change.Value, change.Length * 20));
                break;
            default:
                for (var i = at; i < at + Math.Min(count, 3); i++)
                {
                    bytes[i] ^= (byte)(1 << (change.Value % 8));
                }

                break;
        }
    }
}
