using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MeshClaw.Core.Channels;

/// <summary>Makes messages of a text of any length: as few as can be, cut where a reader would, never within a character.</summary>
public static class MessageParts
{
    /// <summary>Above so many messages the rest is a file, where the platform takes files.</summary>
    private const int MostParts = 5;
    private const string More = "\n(The whole text is in the file.)";

    /// <summary>The messages: keys are <paramref name="first"/>'s, then <c>KEY/2</c> and so on; buttons stand under the last one.</summary>
    /// <param name="first">The message, its text of any length.</param>
    /// <param name="traits">What the platform takes.</param>
    public static ImmutableArray<Outbound> Of(Outbound first, ChannelTraits traits)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(traits);
        if (first.File is not null && first.Text.Length > (traits.MaxCaption ?? traits.MaxText))
        {
            var words = Of(first with { File = null, Buttons = [] }, traits);
            return [.. words, first with { Key = $"{first.Key}/file", Text = "", ReplyTo = null }];
        }

        if (first.Text.Length <= traits.MaxText)
        {
            return [first];
        }

        var parts = Cut(first.Text, traits.MaxText).ToList();
        var bytes = Encoding.UTF8.GetBytes(first.Text);
        if (parts.Count > MostParts && bytes.Length <= traits.MaxFile)
        {
            var beginning = Cut(first.Text, traits.MaxText - More.Length).First() + More;
            return
            [
                first with
                {
                    Text = beginning,
                },
                first with
                {
                    Key = $"{first.Key}/2",
                    Text = "",
                    Buttons = [],
                    File = new OutboundFile("message.txt", "text/plain", [.. bytes]),
                },
            ];
        }

        return
        [
            .. parts.Select(
                (part, i) =>
                    first with
                    {
                        Key = i == 0 ? first.Key : string.Create(CultureInfo.InvariantCulture, $"{first.Key}/{i + 1}"),
                        Text = part,
                        Buttons = i == parts.Count - 1 ? first.Buttons : [],
                        ReplyTo = i == 0 ? first.ReplyTo : null,
                    }
            ),
        ];
    }

    /// <summary>The text in pieces of at most <paramref name="max"/> UTF-16 units; put together they are the text again.</summary>
    public static IEnumerable<string> Cut(string text, int max)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 2);
        var start = 0;
        while (text.Length - start > max)
        {
            var length = Best(text.AsSpan(start, max), max);
            if (char.IsHighSurrogate(text[start + length - 1]) && length > 1)
            {
                length--;
            }

            yield return text.Substring(start, length);
            start += length;
        }

        if (start < text.Length || text.Length == 0)
        {
            yield return text[start..];
        }
    }

    // After a paragraph, a line, a sentence or a word, whichever of them is not too far before the end.
    private static int Best(ReadOnlySpan<char> piece, int max)
    {
        foreach (var end in (ReadOnlySpan<string>)["\n\n", "\n", ". ", " "])
        {
            var at = piece.LastIndexOf(end, StringComparison.Ordinal);
            if (at + end.Length > max / 2)
            {
                return at + end.Length;
            }
        }

        return max;
    }
}
