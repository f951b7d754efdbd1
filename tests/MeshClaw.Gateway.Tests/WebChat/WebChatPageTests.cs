using System.Text.RegularExpressions;
using MeshClaw.Channels.WebChat;
using MeshClaw.Core.Channels;
using MeshClaw.Storage.Channels;
using MeshClaw.Testing;
using Microsoft.Playwright;

namespace MeshClaw.Gateway.Tests.WebChat;

/// <summary>The page in a real browser. One browser serves all of these tests; each has a gateway of its own.</summary>
public sealed class WebChatPageTests(ChromiumBrowser chromium) : IClassFixture<ChromiumBrowser>
{
    private const string Evil =
        "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_answered_while_it_is_written_and_the_page_remembers()
    {
        await using var home = await new WebChatHome().StartAsync();
        var begin = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        home.Model.Before = _ => begin.Task;
        home.Model.Streams = ["Good ", "morning. ", Evil];
        home.Model.BetweenStreams = () => goOn.Task;
        await using var page = await chromium.OpenAsync(await home.LinkAsync());

        await page.SayAsync("Hello <b>there</b>");
        await Assertions.Expect(page.Page.Locator("#typing")).ToBeVisibleAsync();
        begin.SetResult();
        await page.SeesAsync("Good …"); // The rest is not written yet.
        goOn.SetResult();
        await page.SeesAsync("Good morning. " + Evil);
        await page.ShotAsync("answered");

        await page.Page.ReloadAsync();
        await page.SeesAsync("Good morning. " + Evil);
        Assert.Equal(
            ["Hello <b>there</b>", "Good morning. " + Evil],
            await page.Page.Locator("#log .text").AllInnerTextsAsync()
        );
        Assert.Equal(
            ("MeshClaw", 0),
            (await page.Page.TitleAsync(), await page.Page.Locator("#log img, #log b").CountAsync())
        );
        Assert.Equal(new Uri(home.Host.Ready.Url + "/chat"), new Uri(page.Page.Url)); // The code is gone from the address.
        page.IsClean();
    }

    [Fact]
    public async Task A_card_is_approved_by_its_button()
    {
        await using var home = await new WebChatHome().StartAsync();
        home.Home.AddMail(3, "Issue <i>x");
        await using var page = await chromium.OpenAsync(await home.LinkAsync());

        await page.SayAsync("/run inbox");
        var approve = page.Page.Locator(".card .buttons button", new() { HasText = "Approve" });
        await approve.WaitForAsync();
        await page.ShotAsync("card");
        Assert.Equal(3, home.Home.Mail.Count(m => m.StartsWith("cur/", StringComparison.Ordinal)));
        await approve.ClickAsync();

        await Eventually.HoldsAsync(() => home.Home.Mail.All(m => !m.StartsWith("cur/", StringComparison.Ordinal)));
        await page.Page.Locator(".card").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        page.IsClean();
    }

    [Fact]
    public async Task Stop_is_one_key_away_and_one_click_while_a_model_thinks()
    {
        await using var home = await new WebChatHome().StartAsync();
        var asked = new TaskCompletionSource();
        var calls = 0;
        home.Model.Before = async token =>
        {
            calls++;
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        await using var page = await chromium.OpenAsync(await home.LinkAsync(), phone: true);
        await page.SayAsync("Think long");
        await asked.Task.WaitAsync(Cancel);
        await page.ShotAsync("phone");

        await page.Page.ClickAsync("#stop");
        await page.SeesAsync("Everything is stopped.");
        Assert.True((await home.Host.Services.StopSwitch.ReadAsync(Cancel)).Stopped);
        await page.SayAsync("resume");
        await page.SeesAsync("It goes on.");
        await page.SayAsync("stopp!");
        await Eventually.HoldsAsync(async () => (await home.Host.Services.StopSwitch.ReadAsync(Cancel)).Stopped);

        Assert.Equal(1, calls);
        page.IsClean();
    }

    [Fact]
    public async Task Files_long_texts_and_the_keyboard()
    {
        await using var home = await new WebChatHome().StartAsync();
        var lines = string.Join('\n', Enumerable.Range(1, 60).Select(i => $"Line {i}"));
        home.Model.Says("I look.");
        await using var page = await chromium.OpenAsync(await home.LinkAsync(), dark: true);
        await page.Page.SetInputFilesAsync(
            "#pick",
            new FilePayload
            {
                Name = "list.txt",
                MimeType = "text/plain",
                Buffer = [104, 105],
            }
        );
        await page.Page.FillAsync("#text", "first");
        await page.Page.PressAsync("#text", "Shift+Enter");
        await page.Page.Keyboard.TypeAsync("second");
        await page.Page.Keyboard.PressAsync("Enter");

        await page.SeesAsync("I look.");
        await home.Host.Services.Channels.SendAsync(
            WebChatRoom.Name,
            new QueuedMessage(
                new Outbound
                {
                    Key = "t/file",
                    Place = WebChatRoom.Place,
                    Text = "The report:\n" + lines,
                    File = new OutboundFile("report.csv", "text/csv", [49, 44, 50]),
                },
                IsAnswer: false
            ),
            Cancel
        );
        await page.SeesAsync("The report:");
        var fold = page.Page.Locator(".agent .fold");
        await page.ShotAsync("dark");
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.ClickAsync(".agent .chip"));
        await fold.ClickAsync();

        Assert.Equal("first\nsecond", home.Room.Messages[0].Text);
        Assert.Equal("1,2", await File.ReadAllTextAsync(await download.PathAsync(), Cancel));
        Assert.Equal("Show less", await fold.InnerTextAsync());
        Assert.Equal(
            "hi",
            await File.ReadAllTextAsync(
                Assert.Single(Directory.GetFiles(Path.Join(home.Home.Home.WorkspaceFolder, "received"))),
                Cancel
            )
        );
        page.IsClean();
    }

    [Fact]
    public async Task A_browser_without_a_session_is_told_how_to_get_one_and_a_link_serves_once()
    {
        await using var home = await new WebChatHome().StartAsync();
        var link = await home.LinkAsync();
        await using (var first = await chromium.OpenAsync(link))
        {
            await Assertions.Expect(first.Page.Locator("#state-text")).ToHaveTextAsync("Connected");
            home.Host.Services.Channels.WebSessions.RevokeAll();
            await Assertions.Expect(first.Page.Locator("#door")).ToBeVisibleAsync();
        }

        await using var second = await chromium.OpenAsync(link, connects: false);
        await Assertions.Expect(second.Page.Locator("#why")).ToContainTextAsync("used before");
        await Assertions.Expect(second.Page.Locator("#stop")).ToBeDisabledAsync();
        await second.ShotAsync("door");
        Assert.Matches(new Regex("meshclaw chat --web"), await second.Page.InnerTextAsync("#door"));
    }
}
