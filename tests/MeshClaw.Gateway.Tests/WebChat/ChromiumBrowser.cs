using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace MeshClaw.Gateway.Tests.WebChat;

/// <summary>Debian's Chromium, started once. Nothing is downloaded.</summary>
public sealed class ChromiumBrowser : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException($"{Program} is missing. Run eng/install-test-parts.sh.");
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Program,
                Args = Environment.UserName == "root" ? ["--no-sandbox"] : [], // Its sandbox refuses root.
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    internal async Task<ChatPage> OpenAsync(Uri link, bool phone = false, bool dark = false, bool connects = true)
    {
        var context = await _browser!.NewContextAsync( // InitializeAsync set it.
            new BrowserNewContextOptions
            {
                ViewportSize = phone
                    ? new ViewportSize { Width = 390, Height = 780 }
                    : new ViewportSize { Width = 1000, Height = 720 },
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            }
        );
        var page = new ChatPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync(link.AbsoluteUri);
        if (connects)
        {
            await Assertions.Expect(page.Page.Locator("#state-text")).ToHaveTextAsync("Connected");
        }

        return page;
    }
}

/// <summary>The page of the chat, as its user has it.</summary>
internal sealed class ChatPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    public ChatPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    public async Task SayAsync(string text)
    {
        await Page.FillAsync("#text", text);
        await Page.PressAsync("#text", "Enter");
    }

    /// <summary>Waits for a message of an agent that says this.</summary>
    public async Task SeesAsync(string words)
    {
        try
        {
            await Page.Locator(".agent .text", new() { HasText = words })
                .First.WaitForAsync(new() { Timeout = 20_000 });
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"The page does not show \"{words}\". It shows: {await Page.InnerTextAsync("body")}"
            );
        }
    }

    /// <summary>No script failed, and the browser has refused nothing: a violation of the page's policy is an error in its console.</summary>
    public void IsClean() => Assert.Empty(_complaints);

    /// <summary>For people to look at, where <c>MESHCLAW_SCREENSHOTS</c> names a folder.</summary>
    public async Task ShotAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("MESHCLAW_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Join(folder, $"{name}.png") });
        }
    }

    public ValueTask DisposeAsync() => new(_context.CloseAsync());
}
