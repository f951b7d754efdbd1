using System.Text;
using MeshClaw.Connectors.Text;
using MeshClaw.Connectors.Web.Fetching;

namespace MeshClaw.Connectors.Web.Reading;

/// <summary>What a page comes to.</summary>
internal abstract record ReadAnswer
{
    private ReadAnswer() { }

    /// <summary>Text.</summary>
    public sealed record Read(PageText Page) : ReadAnswer;

    /// <summary>Something that is not read.</summary>
    /// <param name="Why">A sentence for the owner and the model.</param>
    public sealed record Unread(string Why) : ReadAnswer;
}

/// <summary>Makes text of what was fetched, by what it is: HTML readable, plain text, JSON and XML as they are, and nothing else.</summary>
internal static class PageReader
{
    /// <summary>The most characters that are kept of one page.</summary>
    public const int MaxText = 1 << 20;

    private const int MaxShown = 60;

    /// <summary>Reads it. Never throws, whatever the bytes are, but when cancelled.</summary>
    public static async Task<ReadAnswer> ReadAsync(FetchAnswer.Page page, CancellationToken cancellationToken)
    {
        var type = TypeOf(page.Type?.MediaType, page.Body);
        return type switch
        {
            "text/html" or "application/xhtml+xml" => new ReadAnswer.Read(
                (
                    await HtmlPage.ReadAsync(
                        PageCharset.Decode(page.Body, page.Type?.CharSet, isMarkup: true),
                        page.Address,
                        cancellationToken
                    )
                ).OrCut(page.IsCut)
            ),
            "application/pdf" => new ReadAnswer.Unread("It is a PDF, which is not read."),
            _ when IsText(type) => new ReadAnswer.Read(Plain(page)),
            _ => new ReadAnswer.Unread($"It is {TextCleaner.Line(type, MaxShown)}, which is not read."),
        };
    }

    private static PageText OrCut(this PageText page, bool isCut) => page with { IsCut = page.IsCut || isCut };

    private static PageText Plain(FetchAnswer.Page page)
    {
        var hidden = new StringBuilder();
        var whole = PageCharset.Decode(page.Body, page.Type?.CharSet, isMarkup: false);
        var text = TextCleaner.Lines(whole, MaxText, hidden);
        return new PageText
        {
            Text = text,
            Hidden = hidden.Length,
            IsCut = page.IsCut || whole.Length > MaxText,
        };
    }

    private static string TypeOf(string? said, byte[] body)
    {
        var type = said?.Trim().ToLowerInvariant() ?? "";
        if (type is not ("" or "application/octet-stream" or "*/*"))
        {
            return type;
        }

        var start = Encoding.Latin1.GetString(body, 0, Math.Min(512, body.Length)).TrimStart();
        return start.StartsWith("%PDF-", StringComparison.Ordinal) ? "application/pdf"
            : start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
                ? "text/html"
            : start.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t' or '\f')) ? "of no known kind"
            : "text/plain";
    }

    private static bool IsText(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal)
        || type
            is "application/json"
                or "application/xml"
                or "application/javascript"
                or "application/x-ndjson"
                or "application/yaml"
        || type.EndsWith("+json", StringComparison.Ordinal)
        || type.EndsWith("+xml", StringComparison.Ordinal) && type != "image/svg+xml";
}
