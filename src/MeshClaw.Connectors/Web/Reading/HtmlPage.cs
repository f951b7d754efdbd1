using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MeshClaw.Connectors.Html;
using MeshClaw.Connectors.Text;
using SmartReader;

namespace MeshClaw.Connectors.Web.Reading;

/// <summary>
/// A page of HTML made text. What is hidden goes first, by the same reading as for mail; of the rest a plain outline is made, and only that is
/// given to SmartReader, which finds the article in it. So its parser never sees markup that was made to be slow or deep, nor what a reader
/// of the page would not see. Style sheets that lie elsewhere are not fetched: what only they hide is not known to be hidden.
/// </summary>
internal static class HtmlPage
{
    private const int MaxLine = 300;
    private const int MaxLinks = 200;
    private const int MaxTarget = 2_000;
    private const int ShortArticle = 400;
    private const int MaxOutline = 1 << 21;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Reads it. Never throws but when cancelled.</summary>
    public static async Task<PageText> ReadAsync(string html, Uri address, CancellationToken cancellationToken)
    {
        var outline = new HtmlOutline();
        var all = HtmlText.Read(html, HtmlBounds.OfPage, outline);
        if (all.IsSheetExhausted)
        {
            // Then what comes late on the page counts as hidden, to be safe; of a page that is too much lost.
            outline = new HtmlOutline();
            all = HtmlText.Read(html, HtmlBounds.OfPage with { Sheets = false }, outline);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var markup = outline.Html;
        var article =
            markup.Length <= MaxOutline && !outline.IsFull
                ? await ArticleInAsync(markup, address, cancellationToken)
                : null;
        var whole = HtmlText.Read(markup, HtmlBounds.OfPage with { Sheets = false }).Visible;
        var inArticle = article is null
            ? null
            : HtmlText.Read(article.Content, HtmlBounds.OfPage with { Sheets = false }).Visible;
        var isArticle =
            inArticle is not null && (inArticle.Length >= ShortArticle || inArticle.Length * 2 > whole.Length);
        var (text, links) = WithLinks(isArticle ? inArticle! : whole, outline.Links, address); // Not null where it is one.
        var hidden = new StringBuilder();
        return new PageText
        {
            Text = TextCleaner.Lines(text, PageReader.MaxText, hidden),
            Title = Line(article?.Title is { Length: > 0 } title ? title : outline.Title),
            Byline = Line(article?.Byline),
            Published = article?.PublicationDate is { } date
                ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : "",
            Links = links,
            IsArticle = isArticle,
            Hidden = all.Hidden.Length + hidden.Length,
            IsCut = all.IsCut,
        };
    }

    private static async Task<Article?> ArticleInAsync(string markup, Uri address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        try
        {
            using var reader = new Reader(address.AbsoluteUri, markup) { DisableJSONLD = true };
            var article = await reader.GetArticleAsync(limit.Token);
            return article.IsReadable ? article : null;
        }
        catch (Exception failure)
            when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            return null; // Somebody else's code on somebody else's page: without it the whole page is given.
        }
    }

    /// <summary>Numbers the links that are left, in order, and says where they lead.</summary>
    private static (string Text, ImmutableArray<string> Links) WithLinks(
        string marked,
        IReadOnlyList<string> targets,
        Uri address
    )
    {
        var text = new StringBuilder(marked.Length);
        var links = new List<string>();
        var pieces = marked.Split(HtmlOutline.Mark);
        for (var i = 0; i < pieces.Length; i++)
        {
            if (
                i % 2 == 1
                && int.TryParse(pieces[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= 1
                && number <= targets.Count
            )
            {
                if (Target(targets[number - 1], address) is { } target && NumberOf(target, links) is { } shown)
                {
                    text.Append(CultureInfo.InvariantCulture, $" [{shown}]");
                }
            }
            else if (i % 2 == 0)
            {
                text.Append(pieces[i]);
            }
        }

        return (text.ToString(), [.. links]);
    }

    private static int? NumberOf(string target, List<string> links)
    {
        if (links.IndexOf(target) is var known and >= 0)
        {
            return known + 1;
        }

        if (links.Count >= MaxLinks)
        {
            return null;
        }

        links.Add(target);
        return links.Count;
    }

    private static string? Target(string href, Uri address) =>
        href.Length <= MaxTarget
        && Uri.TryCreate(address, href.Trim(), out var target)
        && target.Scheme is "http" or "https"
        && target.GetLeftPart(UriPartial.Query) != address.GetLeftPart(UriPartial.Query)
            ? TextCleaner.Line(target.AbsoluteUri, MaxTarget)
            : null;

    private static string Line(string? text) => TextCleaner.Line(text ?? "", MaxLine);
}
