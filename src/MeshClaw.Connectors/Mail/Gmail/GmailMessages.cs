using System.Collections.Immutable;
using System.Text;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Gmail;

/// <summary>Messages as Gmail gives them, made into what the rest of mail knows. Reads no more of a message than is wanted.</summary>
internal sealed class GmailMessages(GmailApi api, MailParser parser)
{
    /// <summary>How much of a listed message is read.</summary>
    public const int MaxListed = 256 * 1024;

    /// <summary>How much of a message is read when it is read alone.</summary>
    public const int MaxRead = 4 * 1024 * 1024;

    private static readonly ParserOptions s_options = new() { CharsetEncoding = Encoding.UTF8 };

    /// <summary>
    /// What a message is known by: its id, which is its own for as long as it exists, in whatever folder it lies. Gmail's size is an
    /// estimate, so it is no part of it.
    /// </summary>
    public static MailMark Mark(string id) => new(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(id)), 0);

    /// <summary>The id in a mark; null for a mark of another store.</summary>
    public static string? IdOf(MailMark mark)
    {
        try
        {
            return mark.Size == 0 ? Encoding.UTF8.GetString(Convert.FromHexString(mark.Fingerprint)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public static DateTimeOffset Received(GmailMessage message) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(message.InternalDate, 0, 253_402_300_799_999));

    /// <summary>Messages with their beginnings, from outlines that were read before; those that went meanwhile are left out.</summary>
    public async Task<ImmutableArray<MailMessage>> ReadAsync(
        string folder,
        IReadOnlyList<GmailMessage> outlines,
        CancellationToken cancellationToken
    )
    {
        var small = outlines.Where(o => o.SizeEstimate <= MaxListed).Select(o => o.Id).ToList();
        var whole = new Dictionary<string, byte[]>(outlines.Count);
        foreach (var message in await api.MessagesAsync(small, $"{GmailApi.Whole}&fields=id,raw", cancellationToken))
        {
            if (message?.Raw is { } raw)
            {
                whole[message.Id] = GmailRaw.Decode(Encoding.ASCII.GetBytes(raw));
            }
        }

        var messages = ImmutableArray.CreateBuilder<MailMessage>(outlines.Count);
        foreach (var outline in outlines)
        {
            var bytes =
                whole.GetValueOrDefault(outline.Id) ?? await api.BytesAsync(outline.Id, MaxListed, cancellationToken);
            if (bytes is not null)
            {
                messages.Add(Parse(folder, "", outline, bytes, MaxListed));
            }
        }

        return messages.ToImmutable();
    }

    /// <summary>One message, read alone; null where it is gone.</summary>
    public async Task<MailMessage?> ReadAsync(
        MailLocation location,
        GmailMessage outline,
        CancellationToken cancellationToken
    ) =>
        await api.BytesAsync(location.Id, MaxRead, cancellationToken) is { } bytes
            ? Parse(location.Folder, location.Version, outline, bytes, MaxRead)
            : null;

    /// <summary>A message's header alone, out of its outline.</summary>
    public MailMessage Header(string folder, GmailMessage outline) =>
        parser.Parse(Headers(outline), Stored(folder, "", outline, outline.SizeEstimate));

    /// <summary>A message's facts, out of its outline.</summary>
    public static MailFacts Facts(GmailMessage outline) =>
        MailFacts.Of(Headers(outline), outline.Payload is { } top && HasFile(top), Received(outline));

    private MailMessage Parse(string folder, string version, GmailMessage outline, byte[] bytes, int max)
    {
        // What was read whole says its size; of the rest Gmail's estimate is the best there is.
        var size = bytes.Length < max ? bytes.Length : Math.Max(outline.SizeEstimate, bytes.Length);
        using var raw = new MemoryStream(bytes);
        return parser.Parse(raw, Stored(folder, version, outline, size));
    }

    private static StoredMail Stored(string folder, string version, GmailMessage message, long size) =>
        new(
            new MailLocation(folder, message.Id, version),
            Received(message),
            size,
            GmailFolder.Flags(message.LabelIds)
        );

    private static HeaderList Headers(GmailMessage outline)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in outline.Payload?.Headers ?? [])
        {
            if (name is { Length: > 0 } && name.All(c => c is > ' ' and < (char)0x7f and not ':'))
            {
                text.Append(name).Append(": ").Append((value ?? "").ReplaceLineEndings(" ")).Append("\r\n");
            }
        }

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text.Append("\r\n").ToString()));
        return HeaderList.Load(s_options, stream);
    }

    private static bool HasFile(GmailPart part) =>
        !string.IsNullOrEmpty(part.Filename) || (!part.Parts.IsDefault && part.Parts.Any(HasFile));
}
