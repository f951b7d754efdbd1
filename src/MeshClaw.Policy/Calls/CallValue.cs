using System.Collections.Immutable;

namespace MeshClaw.Policy.Calls;

/// <summary>What an argument is for, as the tool's connector declares it.</summary>
public enum ValueRole
{
    /// <summary>Where something goes: a recipient, a URL, an account.</summary>
    Destination,

    /// <summary>What is acted upon, and what identifies or measures it: a record's id, an amount, a title.</summary>
    Target,

    /// <summary>What is written or sent.</summary>
    Content,

    /// <summary>Anything else.</summary>
    Parameter,
}

/// <summary>The JSON form that a value had.</summary>
public enum ValueForm
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A number; the text is its JSON form.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,
}

/// <summary>
/// One scalar in the arguments of a call, with its role. Nulls and empty strings are left out: they say nothing.
/// </summary>
/// <param name="Path">JSON Pointer (RFC 6901) into the arguments, such as <c>/recipients/0</c>.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Form">The JSON form.</param>
/// <param name="Text">The value as text, exactly.</param>
public sealed record CallValue(string Path, ValueRole Role, ValueForm Form, string Text)
{
    /// <summary>
    /// The kinds of record that a <see cref="ValueRole.Target"/> or <see cref="ValueRole.Destination"/> refers to (<c>file</c>,
    /// <c>mail/work/message</c>), so that file 13 is never event 13. Empty where it refers to none.
    /// </summary>
    public ImmutableArray<string> Kinds { get; init; } = [];

    /// <summary>The kinds of record that the other values of the call refer to.</summary>
    internal ImmutableArray<string> OtherKinds { get; init; } = [];

    /// <summary>
    /// The connector read it out of what the call is about, such as an address in a mail's header: it is that author's, whoever makes the
    /// call, the owner too.
    /// </summary>
    public bool IsFound { get; init; }

    /// <summary>The tool does not require it: what the owner did not speak of could have been left out.</summary>
    public bool Optional { get; init; }

    /// <summary>
    /// Its words, links and numbers, read when the value is described: the guard only compares. A copy with another text reads again.
    /// </summary>
    internal ValueParts Parts
    {
        get =>
            ReferenceEquals(field.Text, Text) && ReferenceEquals(field.Path, Path)
                ? field
                : field = new ValueParts(Path, Text);
        private set;
    } = new(Path, Text);

    /// <summary>The argument's name: the first step of <see cref="Path"/>.</summary>
    public string Argument => Parts.Argument;

    /// <summary>The name of the value itself: the last step of <see cref="Path"/> that is no index.</summary>
    public string Name => Parts.Name;
}
