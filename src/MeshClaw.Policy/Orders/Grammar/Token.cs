namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>What a piece of an order is, before anything is known of its meaning.</summary>
internal enum TokenKind
{
    /// <summary>Any run of characters that is nothing else: a word, a time, a date.</summary>
    Word,

    /// <summary>What stood in quotes, as it stood.</summary>
    Quoted,

    /// <summary>A normalised address.</summary>
    Address,

    /// <summary>A normalised domain.</summary>
    Domain,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A comma.</summary>
    Comma,

    /// <summary>A full stop or exclamation mark.</summary>
    Stop,

    /// <summary>A colon.</summary>
    Colon,

    /// <summary>A question mark.</summary>
    Question,

    /// <summary>A picture that adds nothing, such as folded hands.</summary>
    Decoration,

    /// <summary>Any other mark: no order has a place for it.</summary>
    Other,
}

/// <summary>One piece of an order.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What the grammar compares: lower case, one kind of apostrophe.</param>
/// <param name="Raw">What the owner wrote.</param>
internal sealed record Token(TokenKind Kind, string Text, string Raw)
{
    /// <summary>Whose, for <c>ana's</c> and <c>boris'</c>: the owner's name in the same form as <see cref="Text"/>; else null.</summary>
    public string? Owner { get; init; }
}
