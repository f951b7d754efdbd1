namespace MeshClaw.Connectors.Html;

/// <summary>
/// As much of an element's computed style as decides whether a reader sees its text. What a child can take back (a font size, a colour,
/// <c>visibility</c>) is kept apart from what it cannot (<see cref="IsGone"/>).
/// </summary>
internal sealed record HtmlStyle
{
    private const double Tiny = 2;
    private const double Away = -90;
    private const double FarAway = 3000;
    private const double FaintOpacity = 0.05;

    /// <summary>Black on white, 16 pixels.</summary>
    public static HtmlStyle Page { get; } = new();

    /// <summary>Nothing inside is shown, whatever it says.</summary>
    public bool IsGone { get; private init; }

    private bool IsUnseen { get; init; }
    private double FontSize { get; init; } = 16;
    private double Indent { get; init; }
    private double Spacing { get; init; }
    private double Opacity { get; init; } = 1;
    private CssColor Color { get; init; } = CssColor.Black;

    // Null where it is an image or not known.
    private CssColor? Ground { get; init; } = CssColor.White;

    /// <summary>Whether a reader does not see text of this style.</summary>
    public bool IsHidden =>
        IsGone
        || IsUnseen
        || FontSize <= Tiny
        || Indent < Away
        || Spacing < -0.4 * FontSize
        || Opacity <= FaintOpacity
        || Color.Alpha * Opacity <= FaintOpacity
        || (Ground is { } ground && (Color with { Alpha = Color.Alpha * Opacity }).IsLostOn(ground));

    public HtmlStyle Gone() => IsGone ? this : this with { IsGone = true };

    /// <summary>The attributes of old HTML: <c>bgcolor</c>, <c>background</c>, and those of font and body.</summary>
    public HtmlStyle WithAttributes(string name, string? bgcolor, string? background, string? color)
    {
        var inner = this;
        if (bgcolor is not null && CssColor.Parse(bgcolor) is { } ground)
        {
            inner = inner with { Ground = ground };
        }

        if (background is not null)
        {
            inner = inner with { Ground = null };
        }

        return name is "font" or "body" or "basefont" && color is not null && CssColor.Parse(color) is { } own
            ? inner with
            {
                Color = own,
            }
            : inner;
    }

    /// <summary>The style of an element inside this one with these declarations.</summary>
    public HtmlStyle With(CssDeclarations declared)
    {
        if (declared.IsEmpty || IsGone)
        {
            return this;
        }

        var size = FontOf(declared) ?? FontSize;
        var inner = this with
        {
            FontSize = size,
            Indent = declared["text-indent"] is { } indent ? CssLength.Pixels(indent, size, 600) ?? Indent : Indent,
            Spacing = declared["letter-spacing"] is { } gap ? CssLength.Pixels(gap, size, size) ?? 0 : Spacing,
            IsUnseen = declared["visibility"]?.ToLowerInvariant() switch
            {
                "hidden" or "collapse" => true,
                "visible" or "initial" => false,
                _ => IsUnseen,
            },
            Opacity = Opacity * OpacityOf(declared),
            Ground = GroundOf(declared),
        };
        if ((declared["-webkit-text-fill-color"] ?? declared["color"]) is { } color && CssColor.Parse(color) is { } own)
        {
            inner = inner with { Color = own };
        }

        return CssBox.IsAway(declared, size, Away, FarAway) ? inner.Gone() : inner;
    }

    private double? FontOf(CssDeclarations declared)
    {
        if (declared["font-size"] is { } size)
        {
            return CssLength.FontSize(size, FontSize);
        }

        // Shorthand: the size is the first word that is a length; its line height follows a slash.
        return declared["font"]
            ?.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(w => !int.TryParse(w, out var weight) || weight is < 100)
            .Select(w => CssLength.FontSize(w.Split('/')[0], FontSize))
            .FirstOrDefault(s => s is not null);
    }

    private static double OpacityOf(CssDeclarations declared)
    {
        var least = declared["opacity"] is { } own ? CssLength.Pixels(own, 1, 1) ?? 1 : 1;
        if (declared["filter"]?.Replace(" ", "", StringComparison.Ordinal) is { } filter)
        {
            var open = filter.IndexOf("opacity", StringComparison.OrdinalIgnoreCase);
            if (open >= 0)
            {
                var number = filter[(open + 7)..].TrimStart('(', '=').Split(')', 2)[0];
                var isAlpha = filter.Contains("alpha", StringComparison.OrdinalIgnoreCase);
                least = Math.Min(least, CssLength.Pixels(isAlpha ? number + "%" : number, 1, 1) ?? 1);
            }
        }

        return Math.Clamp(least, 0, 1);
    }

    private CssColor? GroundOf(CssDeclarations declared)
    {
        var ground = Ground;
        if (declared["background"] is { } background)
        {
            var isImage =
                background.Contains("url(", StringComparison.OrdinalIgnoreCase)
                || background.Contains("gradient", StringComparison.OrdinalIgnoreCase);
            ground = isImage
                ? null
                : Painted(
                    CssDeclarations
                        .Split(background.Trim(), ' ')
                        .Select(CssColor.Parse)
                        .FirstOrDefault(c => c is not null)
                );
        }

        if (declared["background-color"] is { } color && CssColor.Parse(color) is { } own)
        {
            ground = Painted(own);
        }

        return declared["background-image"] is { } image && !image.Equals("none", StringComparison.OrdinalIgnoreCase)
            ? null
            : ground;
    }

    private CssColor? Painted(CssColor? paint) =>
        paint is not { } color ? Ground
        : color.Alpha >= 1 ? color
        : Ground is { } below ? color.Over(below)
        : null;
}
