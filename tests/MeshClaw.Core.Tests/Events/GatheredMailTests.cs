using CsCheck;
using MeshClaw.Core.Events;

namespace MeshClaw.Core.Tests.Events;

public sealed class GatheredMailTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_debounce = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_atMost = TimeSpan.FromMinutes(15);

    [Fact]
    public void One_arrival_is_handed_on_after_the_debounce()
    {
        var (mail, due) = Add(null, Arrival("INBOX", "1"), s_noon);

        Assert.Equal(s_noon + s_debounce, due);
        Assert.Equal("mail.received 1 in INBOX", mail.Trigger);
        Assert.Equal(mail.ToJson(), GatheredMail.Read(mail.ToJson()).ToJson());
    }

    [Fact]
    public void What_comes_within_the_debounce_joins_and_puts_it_off()
    {
        var (first, _) = Add(null, Arrival("INBOX", "1"), s_noon);
        var (second, _) = Add(first, Arrival("Lists", "7", "8"), s_noon.AddMinutes(1));
        var (third, due) = Add(second, Arrival("INBOX", "2", "3"), s_noon.AddMinutes(2));

        Assert.Equal("mail.received 3 in INBOX, 2 in Lists", third.Trigger);
        Assert.Equal(s_noon.AddMinutes(4), due);
    }

    [Fact]
    public void An_arrival_that_is_raised_twice_counts_once()
    {
        var (first, _) = Add(null, Arrival("INBOX", "1", "2"), s_noon);
        var (second, _) = Add(first, Arrival("INBOX", "1", "2", "3"), s_noon.AddMinutes(1));

        Assert.Equal("mail.received 3 in INBOX", second.Trigger);
    }

    [Fact]
    public void A_steady_stream_is_handed_on_when_it_may_wait_no_longer()
    {
        GatheredMail? mail = null;
        var due = s_noon;
        for (var minute = 0; minute < 60 && (mail is null || s_noon.AddMinutes(minute) < due); minute++)
        {
            (mail, due) = Add(mail, Arrival("INBOX", $"{minute}"), s_noon.AddMinutes(minute));
        }

        Assert.Equal(s_noon + s_atMost, due);
    }

    [Fact]
    public void What_came_by_a_clock_that_was_a_year_ahead_does_not_wait_for_it()
    {
        var (ahead, _) = Add(null, Arrival("INBOX", "1"), s_noon.AddYears(1));
        var (mail, due) = Add(ahead, Arrival("INBOX", "2"), s_noon);

        Assert.Equal(s_noon + s_debounce, due);
        Assert.Equal(s_noon, mail.First);
    }

    [Fact]
    public void A_folders_name_cannot_pretend_to_be_more()
    {
        var (mail, _) = Add(null, Arrival("x\n\u001b[31m\"}; 9 in INBOX, \u202e" + new string('y', 99), "1"), s_noon);

        Assert.Equal("mail.received 1 in x___31m___ 9 in INBOX_ _" + new string('y', 36) + "…", mail.Trigger);
    }

    [Fact]
    public void It_is_never_due_before_it_came_nor_later_than_it_may()
    {
        var steps = Gen.Int[0, 600].List[1, 30];
        Gen.Select(steps, Gen.Int[0, 300], Gen.Int[0, 1200])
            .Sample(
                (seconds, debounce, more) =>
                {
                    var (least, most) = (TimeSpan.FromSeconds(debounce), TimeSpan.FromSeconds(debounce + more));
                    GatheredMail? mail = null;
                    var (at, begun, due) = (s_noon, s_noon, s_noon);
                    foreach (var (step, index) in seconds.Select((s, i) => (s, i)))
                    {
                        at = at.AddSeconds(step);
                        if (mail is null || at >= due)
                        {
                            (mail, begun) = (null, at); // It was handed on meanwhile.
                        }

                        (mail, due) = GatheredMail.Add(mail, Arrival("INBOX", $"{index}"), at, least, most);
                        Assert.InRange(due, at, begun + most);
                        Assert.True(due == at + least || due == begun + most);
                    }
                },
                iter: 300
            );
    }

    private static (GatheredMail Mail, DateTimeOffset Due) Add(
        GatheredMail? before,
        MailArrival arrival,
        DateTimeOffset at
    ) => GatheredMail.Add(before, arrival, at, s_debounce, s_atMost);

    private static MailArrival Arrival(string folder, params string[] ids) =>
        new("mail/work", folder, ids.Length, [.. ids]);
}
