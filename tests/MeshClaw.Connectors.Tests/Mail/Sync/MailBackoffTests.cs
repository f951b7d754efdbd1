using MeshClaw.Connectors.Mail.Sync;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

public sealed class MailBackoffTests
{
    [Fact]
    public void Pauses_grow_to_five_minutes_and_no_further()
    {
        var backoff = new MailBackoff(() => 0.999999);

        var pauses = Enumerable
            .Range(0, 12)
            .Select(_ => Math.Round(backoff.Next(refused: false).TotalSeconds))
            .ToList();

        Assert.Equal([2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300], pauses);
    }

    [Fact]
    public void Jitter_is_full_but_for_a_second()
    {
        var backoff = new MailBackoff(() => 0);
        Assert.All(Enumerable.Range(0, 9), _ => Assert.Equal(MailBackoff.Shortest, backoff.Next(refused: false)));
    }

    [Fact]
    public void Refused_login_is_left_alone_for_long()
    {
        var backoff = new MailBackoff(() => 0);

        var pauses = Enumerable.Range(0, 7).Select(_ => backoff.Next(refused: true).TotalMinutes).ToList();

        Assert.Equal([7.5, 15, 30, 60, 120, 120, 120], pauses); // Half of 15, 30, 60, 120, 240, 240, 240.
    }

    [Fact]
    public void Success_begins_anew()
    {
        var backoff = new MailBackoff(() => 0.5);
        var first = (backoff.Next(false), backoff.Next(true));
        backoff.Next(false);
        backoff.Reset();

        Assert.Equal(first, (backoff.Next(false), backoff.Next(true)));
    }
}
