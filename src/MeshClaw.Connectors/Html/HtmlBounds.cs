namespace MeshClaw.Connectors.Html;

/// <summary>How much of a page is read.</summary>
/// <param name="MaxLength">Characters of markup.</param>
/// <param name="MaxOut">Characters of text, of what is seen and of what is not.</param>
internal sealed record HtmlBounds(int MaxLength, int MaxOut)
{
    /// <summary>For a mail.</summary>
    public static HtmlBounds OfMail { get; } = new(1 << 21, 1 << 16);

    /// <summary>For a page of the web.</summary>
    public static HtmlBounds OfPage { get; } = new(1 << 22, 1 << 20);

    /// <summary>Whether the page's style elements count for what is seen; without them only each element's own style does.</summary>
    public bool Sheets { get; init; } = true;
}
