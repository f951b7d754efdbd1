using System.Text;
using MeshClaw.Demo;

namespace MeshClaw.Cli.Tests.Demo;

public sealed class MailDatesTests
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1.5);

    [Fact]
    public void Dates_move_in_their_own_zone_and_every_other_byte_stays()
    {
        var mail =
            "Received: from a by b\r\n\tfor <x@y>; Tue, 3 Nov 2026 14:22:15 +0000 (UTC)\r\n"
            + "Received: by c; Mon, 2 Nov 2026 14:22:15 +0900\r\nX-Date: Tue, 3 Nov 2026 14:22:15 +0000\r\n"
            + "DATE: Tue, 03 Nov 2026 10:00:00 -0530\r\nSubject: caf\u00e9; Tue, 3 Nov 2026 14:22:15 +0000\r\n\r\nDate: Tue, 3 Nov 2026 14:22:15 +0000\r\n\u00ff";
        var (shifted, arrived) = MailDates.Shift(Encoding.Latin1.GetBytes(mail), s_day);
        var expected =
            "Received: from a by b\r\n\tfor <x@y>; Thu, 5 Nov 2026 02:22:15 +0000\r\n"
            + "Received: by c; Wed, 4 Nov 2026 02:22:15 +0900\r\nX-Date: Tue, 3 Nov 2026 14:22:15 +0000\r\n"
            + "DATE: Wed, 4 Nov 2026 22:00:00 -0530\r\nSubject: caf\u00e9; Tue, 3 Nov 2026 14:22:15 +0000\r\n\r\nDate: Tue, 3 Nov 2026 14:22:15 +0000\r\n\u00ff";
        Assert.Equal(expected, Encoding.Latin1.GetString(shifted));
        Assert.Equal(new DateTimeOffset(2026, 11, 5, 2, 22, 15, TimeSpan.Zero), arrived);
    }

    [Theory]
    [InlineData("Date: whenever\n\nbody")]
    [InlineData("Date:\n\nbody")]
    [InlineData("Received: no semicolon\n\n")]
    [InlineData("no headers at all")]
    [InlineData("")]
    public void What_is_no_date_stays(string mail)
    {
        var (shifted, arrived) = MailDates.Shift(Encoding.Latin1.GetBytes(mail), s_day);
        Assert.Equal(mail, Encoding.Latin1.GetString(shifted));
        Assert.Null(arrived);
    }
}
