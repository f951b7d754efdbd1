using System.Collections.Immutable;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>One message over the wire.</summary>
/// <param name="Text">What it says, markup taken out of effect; the caption where it is a file.</param>
/// <param name="File">The file.</param>
/// <param name="Buttons">The buttons; empty for none.</param>
internal sealed record WhatsAppPart(string Text, OutboundFile? File, ImmutableArray<OutboundButton> Buttons);

/// <summary>
/// An outbound message as the platform takes it: mostly one part. It is several where a text is longer than what WhatsApp lets stand beside buttons or a
/// file (1024 characters), or grew over 4096 when its markup was taken out of effect. The buttons are always in the last part.
/// </summary>
internal static class WhatsAppParts
{
    /// <summary>The most characters of a text.</summary>
    public const int MaxText = 4096;

    /// <summary>The most characters beside buttons, and of a caption.</summary>
    public const int MaxBeside = 1024;

    /// <summary>How much of a long card stands again above its buttons, which quote the whole.</summary>
    private const int MaxHeading = 160;

    /// <summary>The parts, in order; at least one.</summary>
    public static ImmutableArray<WhatsAppPart> Of(Outbound message)
    {
        var text = WhatsAppText.Plain(message.Text);
        var parts = ImmutableArray.CreateBuilder<WhatsAppPart>();
        var (file, buttons) = (message.File, message.Buttons);
        if (file is not null)
        {
            var isAll = buttons.IsEmpty && text.Length <= MaxBeside;
            parts.Add(new WhatsAppPart(isAll ? text : "", file, []));
            if (isAll)
            {
                return parts.ToImmutable();
            }
        }

        if (!buttons.IsEmpty && text.Length is > 0 and <= MaxBeside)
        {
            parts.Add(new WhatsAppPart(text, null, buttons));
            return parts.ToImmutable();
        }

        foreach (var piece in Pieces(text))
        {
            parts.Add(new WhatsAppPart(piece, null, []));
        }

        if (!buttons.IsEmpty)
        {
            parts.Add(new WhatsAppPart(Heading(message), null, buttons));
        }

        return parts.ToImmutable();
    }

    // Buttons must stand under some words: the first line of the text, or the file's name.
    private static string Heading(Outbound message)
    {
        var words = message.Text.Length > 0 ? message.Text : message.File?.Name ?? "?";
        var line = words.AsSpan().Trim();
        var end = line.IndexOf('\n');
        line = (end < 0 ? line : line[..end]).TrimEnd();
        var text = line.Length <= MaxHeading ? line.ToString() : string.Concat(line[..Whole(line, MaxHeading)], "…");
        return WhatsAppText.Plain(text);
    }

    private static IEnumerable<string> Pieces(string text)
    {
        while (text.Length > MaxText)
        {
            var end = Whole(text, MaxText);
            var newline = text.LastIndexOf('\n', end - 1, MaxText / 4);
            end = newline > 0 ? newline + 1 : end;
            yield return text[..end];
            text = text[end..];
        }

        if (text.Length > 0)
        {
            yield return text;
        }
    }

    /// <summary>At most this many characters, without cutting one that is two long.</summary>
    public static int Whole(ReadOnlySpan<char> text, int atMost) =>
        text.Length <= atMost ? text.Length
        : char.IsHighSurrogate(text[atMost - 1]) ? atMost - 1
        : atMost;
}
