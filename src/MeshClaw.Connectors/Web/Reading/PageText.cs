using System.Collections.Immutable;

namespace MeshClaw.Connectors.Web.Reading;

/// <summary>A page made text. All of it is what others wrote.</summary>
internal sealed record PageText
{
    /// <summary>In lines, without anything that a reader would not see. Links stand as <c>[1]</c> behind their words.</summary>
    public required string Text { get; init; }

    /// <summary>Empty where it has none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Who wrote it, as the page says; empty where it does not.</summary>
    public string Byline { get; init; } = "";

    /// <summary>When, as the page says; empty where it does not.</summary>
    public string Published { get; init; } = "";

    /// <summary>Where the links of <see cref="Text"/> lead, in their order; absolute, http and https only.</summary>
    public ImmutableArray<string> Links { get; init; } = [];

    /// <summary>It is the page's article alone, without what stands around it.</summary>
    public bool IsArticle { get; init; }

    /// <summary>How many characters the page holds that a reader does not see.</summary>
    public int Hidden { get; init; }

    /// <summary>It was too long or too entangled to be read to its end.</summary>
    public bool IsCut { get; init; }
}
