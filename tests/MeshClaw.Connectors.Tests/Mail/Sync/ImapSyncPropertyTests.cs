using CsCheck;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

/// <summary>Whatever another client does between rounds, in whatever order: after a round the index is what lies on the server.</summary>
[Collection<SharedDovecot>]
public sealed class ImapSyncPropertyTests(DovecotServer server)
{
    private static readonly string[] s_folders = ["INBOX", "Archive", "Work/New", "Junk"];
    private static readonly string[] s_flags = ["Seen", "Flagged", "Answered", "Draft", "Deleted"];

    private static readonly Gen<(int What, int Which, int Folder, int Flag)> s_step = Gen.Select(
        Gen.Int[0, 9],
        Gen.Int[0, 1000],
        Gen.Int[0, 3],
        Gen.Int[0, 4]
    );

    [Fact]
    public Task Index_is_the_truth_after_each_round() =>
        s_step.Array[20, 30].SampleAsync(FollowAsync, iter: 6, threads: 1);

    private async Task<bool> FollowAsync((int What, int Which, int Folder, int Flag)[] steps)
    {
        await using var box = new SyncedMailbox(server);
        var ids = s_folders.ToDictionary(f => f, _ => new List<string>());
        var count = 0;
        foreach (var (step, i) in steps.Select((s, i) => (s, i)))
        {
            await DoAsync(box, ids, step, count++);
            if (i % 6 == 5)
            {
                await box.SyncAsync();
                await box.AssertTrueAsync();
            }
        }

        await box.RestartAsync();
        await box.SyncAsync();
        await box.AssertTrueAsync();
        return true;
    }

    private static async Task DoAsync(
        SyncedMailbox box,
        Dictionary<string, List<string>> ids,
        (int What, int Which, int Folder, int Flag) step,
        int count
    )
    {
        var folder = s_folders[step.Folder];
        var there = ids[folder];
        if (step.What < 4 || there.Count == 0)
        {
            there.Add(await box.AddAsync(folder, $"m{count}", step.What == 0 ? "Seen" : "", count));
            return;
        }

        var id = there[step.Which % there.Count];
        var other = s_folders[(step.Folder + 1 + (step.Which % 3)) % s_folders.Length];
        switch (step.What)
        {
            case 4 or 5:
                await box.Mailbox.FlagAsync(folder, id, s_flags[step.Flag]);
                break;
            case 6 or 7:
                await box.Mailbox.RemoveAsync(folder, id);
                there.Remove(id);
                break;
            case 8:
                await box.Mailbox.CopyAsync(folder, id, other);
                await ReadIdsAsync(box, ids, other);
                break;
            default:
                await box.Mailbox.MoveAsync(folder, id, other);
                there.Remove(id);
                await ReadIdsAsync(box, ids, other);
                break;
        }
    }

    private static async Task ReadIdsAsync(SyncedMailbox box, Dictionary<string, List<string>> ids, string folder)
    {
        ids[folder].Clear();
        ids[folder].AddRange((await box.Mailbox.ReadAsync(folder)).Select(m => m.Id));
    }
}
