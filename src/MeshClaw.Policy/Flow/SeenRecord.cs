using System.Collections.Immutable;

namespace MeshClaw.Policy.Flow;

/// <summary>What a field of a record is, as its connector declares it.</summary>
public enum FieldKind
{
    /// <summary>What identifies the record in its store.</summary>
    Id,

    /// <summary>What people call it: a title, a subject, a file name, a person's name.</summary>
    Name,

    /// <summary>What somebody calls themselves, such as the display name of a sender: names a record, never an address.</summary>
    DisplayName,

    /// <summary>Who made or sent it: an address or a handle that the store itself vouches for.</summary>
    Author,

    /// <summary>Somebody or something that it concerns: a participant, a recipient, an account.</summary>
    Address,

    /// <summary>A number, a date, a state: what a store keeps, not what somebody writes.</summary>
    Value,

    /// <summary>Running text.</summary>
    Prose,
}

/// <summary>One labelled field of what a tool returned.</summary>
/// <param name="Name">Its name in the record, such as <c>subject</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The value as text.</param>
/// <param name="Label">Who wrote it, and who may see it.</param>
public sealed record SeenField(string Name, FieldKind Kind, string Text, Label Label);

/// <summary>One thing that a tool returned: a message, an event, a file, a page, an entry of the address book.</summary>
/// <param name="Kinds">What kinds of thing it is, in the words of <see cref="Calls.CallValue.Kinds"/>.</param>
/// <param name="Id">What identifies it; null where it has none.</param>
/// <param name="Fields">Its fields; one that holds a list stands there once for each item.</param>
public sealed record SeenRecord(ImmutableArray<string> Kinds, string? Id, ImmutableArray<SeenField> Fields)
{
    /// <summary>
    /// It is the owner's own copy, such as a message in the mailbox: it names people, but what is done to it none of them sees.
    /// </summary>
    public bool IsOwnCopy { get; init; }

    /// <summary>Whether it is of one of these kinds.</summary>
    public bool IsOneOf(ImmutableArray<string> kinds)
    {
        foreach (var kind in kinds)
        {
            if (Kinds.Contains(kind))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What one call gave back.</summary>
public sealed record Observation
{
    /// <summary>The things that it returned.</summary>
    public required ImmutableArray<SeenRecord> Records { get; init; }

    /// <summary>
    /// The text arguments of the read, such as the name of the folder: what was looked for. A single thing that was read by name
    /// goes by that name.
    /// </summary>
    public ImmutableArray<string> LookedFor { get; init; } = [];

    /// <summary>It came from outside the owner's own systems: a page of the web.</summary>
    public bool Outside { get; init; }

    /// <summary>Whether anybody but the owner and the owner's systems wrote any of it.</summary>
    public bool HasThirdPartyText => Records.Any(r => r.Fields.Any(f => f.Label.Origin == Origin.ThirdParty));
}
