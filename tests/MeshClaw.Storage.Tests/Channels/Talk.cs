using System.Globalization;
using MeshClaw.Core.Channels;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Storage.Tests.Channels;

/// <summary>What people say and are told in these tests.</summary>
internal static class Talk
{
    public static readonly ChannelName Chat = new("chat");
    public static readonly ChannelName Other = new("chat/other");

    private static int s_last;

    public static Delivery Says(string text, string by = "1001", string chat = "direct", string? id = null) =>
        new()
        {
            Id = id ?? Interlocked.Increment(ref s_last).ToString(CultureInfo.InvariantCulture),
            Place = new ChatPlace(chat),
            Sender = by,
            SenderName = "Robin",
            Text = text,
            Sent = Home.Start,
        };

    public static QueuedMessage Message(string key, string text = "Hello", string chat = "direct") =>
        new(
            new Outbound
            {
                Key = key,
                Place = new ChatPlace(chat),
                Text = text,
            },
            IsAnswer: true
        );

    /// <summary>Somebody who was paired as people are.</summary>
    public static async Task<ChannelPerson> PairAsync(
        Home home,
        ChannelName? channel = null,
        string by = "1001",
        ChannelRights rights = ChannelRights.All
    )
    {
        var people = new SqlitePeople(home.Database);
        var code = await people.NewCodeAsync(channel ?? Chat, rights, Home.None);
        return (await people.PairAsync(channel ?? Chat, Says(code, by, by), Home.None))!; // It is the code.
    }

    /// <summary>Everything that was audited.</summary>
    public static string Audit(Home home) =>
        (string)Home.Sql(home.Folder, "SELECT coalesce(group_concat(body), '') FROM audit")!; // Never null.
}
