using System.Globalization;
using System.Text;
using MeshClaw.Connectors.Html;
using MeshClaw.Connectors.Text;
using MeshClaw.Core.Mail;
using MimeKit;
using MimeKit.Cryptography;
using MimeKit.Tnef;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>Goes through a message's parts in their order; never opens an archive, never decrypts.</summary>
internal sealed class BodyWalk
{
    private const int MaxParts = 1000;
    private const int MaxPart = 4 * MailMessage.MaxText;

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _hidden = new();
    private readonly StringBuilder _attached = new();
    private readonly SortedSet<string> _schemas = new(StringComparer.Ordinal);
    private readonly List<string> _defects = [];
    private readonly List<MailLink> _links = [];
    private readonly PartReader _reader;
    private readonly AttachmentList _attachments;
    private string? _method;
    private string? _within;
    private int _parts;
    private int _images;
    private int _trackers;

    public BodyWalk()
    {
        _reader = new PartReader(_defects);
        _attachments = new AttachmentList(_reader, _defects);
    }

    public MailBody End()
    {
        var found = new StringBuilder();
        var text = TextCleaner.Lines(_text.ToString(), MailMessage.MaxText, found);
        var attached = TextCleaner.Lines(_attached.ToString(), MailMessage.MaxText, found);
        // What hidden text hides once more is told with it.
        var within = new StringBuilder();
        var hidden = TextCleaner.Lines(found.ToString() + _hidden, MailMessage.MaxText, within);
        if (within.Length > 0)
        {
            hidden = TextCleaner.Lines($"{within}{hidden}", MailMessage.MaxText, new StringBuilder());
        }

        if (_text.Length >= MailMessage.MaxText && text.Length > MailMessage.MaxText - 2)
        {
            _defects.Add("Its text is longer than what is read of it.");
        }

        return new MailBody
        {
            Text = text,
            HiddenText = hidden,
            AttachedText = attached,
            CalendarMethod = _method,
            SchemaTypes = [.. _schemas],
            Attachments = _attachments.All,
            Links = [.. _links.Take(200)],
            RemoteImages = _images,
            Trackers = _trackers,
            Defects = [.. _defects.Distinct().Take(10)],
        };
    }

    public void Visit(MimeEntity entity, int depth)
    {
        if (depth > MailBody.MaxDepth)
        {
            _defects.Add($"Its parts are nested more than {MailBody.MaxDepth} deep; the rest was not read.");
            return;
        }

        if (++_parts > MaxParts)
        {
            _defects.Add($"It has more than {MaxParts} parts; the rest was not read.");
            return;
        }

        switch (entity)
        {
            case MultipartAlternative alternative:
                VisitAlternative(alternative, depth);
                break;
            case MultipartEncrypted:
                _text.Append("[encrypted; cannot be read here]\n");
                break;
            case Multipart multipart:
                VisitAll(multipart, depth);
                break;
            case MessagePart message:
                VisitMessage(message, depth);
                break;
            case TextPart text when IsInline(text):
                AddText(text);
                break;
            case TnefPart tnef:
                VisitTnef(tnef, depth);
                break;
            case MimePart part:
                VisitPart(part, depth);
                break;
        }
    }

    private void VisitPart(MimePart part, int depth)
    {
        if (part is ApplicationPkcs7Mime smime)
        {
            if (SignedContent.Open(smime, _defects) is { } content)
            {
                Visit(content, depth + 1);
                return;
            }

            _text.Append("[encrypted; cannot be read here]\n");
        }
        else if (part.ContentType.IsMimeType("text", "calendar") && part is TextPart calendar)
        {
            AddCalendar(_reader.Text(calendar), calendar);
        }
        else if (IsOfNoType(part))
        {
            Append(_reader.Text(part));
            return;
        }
        else if (part is TextPart attached && _attached.Length < MaxPart)
        {
            var said = _reader.Text(attached);
            _attached.Append(said.AsSpan(0, Math.Min(said.Length, MaxPart - _attached.Length))).Append('\n');
        }
        else if (
            part.ContentType.MediaType.ToUpperInvariant() is "MULTIPART" or "MESSAGE"
            && depth >= MailBody.MaxDepth - 1
        )
        {
            // The parser stopped taking it apart.
            _defects.Add($"Its parts are nested more than {MailBody.MaxDepth} deep; the rest was not read.");
        }

        _attachments.Add(part, _within);
    }

    private void VisitAll(Multipart multipart, int depth)
    {
        foreach (var part in multipart)
        {
            Visit(part, depth + 1);
            if (_parts > MaxParts)
            {
                return;
            }
        }
    }

    // A reader sees one of the alternatives; what the others say in other words is hidden from that reader.
    private void VisitAlternative(MultipartAlternative alternative, int depth)
    {
        var seen = new List<(string Plain, string Html)>();
        foreach (var part in alternative)
        {
            var before = _text.Length;
            Visit(part, depth + 1);
            if (_parts > MaxParts)
            {
                return;
            }

            var said = _text.ToString(before, _text.Length - before);
            _text.Length = before;
            seen.Add(part is TextPart { IsPlain: true } ? (said, "") : ("", said));
        }

        // Of several of one kind the last is the best (RFC 2046, 5.1.4).
        var plain = seen.LastOrDefault(s => !string.IsNullOrWhiteSpace(s.Plain)).Plain ?? "";
        var html = seen.LastOrDefault(s => !string.IsNullOrWhiteSpace(s.Html)).Html ?? "";
        var shown = TextDifference.IsNearlyEmpty(plain, html) ? html : plain;
        var other = string.Concat(seen.Select(s => s.Plain + s.Html).Where(s => s != shown));
        _text.Append(shown);
        var (saysMore, newLines) = TextDifference.Of(other, shown);
        if (saysMore)
        {
            Hide("[the other version of the text:] " + other);
        }
        else if (newLines.Length > 0)
        {
            Hide("[only in the other version of the text:] " + newLines);
        }
    }

    private void VisitMessage(MessagePart part, int depth)
    {
        _attachments.Add(part, _within);
        if (part.Message is not { } message)
        {
            return;
        }

        var (from, subject) = MailHeaders.Summary(message.Headers);
        _text.Append(
            CultureInfo.InvariantCulture,
            $"\n----- attached message: {from?.Name} {from?.Address}: {subject} -----\n"
        );
        if (message.Body is { } body)
        {
            Visit(body, depth + 1);
        }

        _text.Append("\n-----\n");
    }

    private void VisitTnef(TnefPart tnef, int depth)
    {
        _attachments.Add(tnef, _within);
        if (_within is not null || TnefContent.Open(tnef, _defects) is not { } content)
        {
            return; // One inside another is not opened.
        }

        _within = TextCleaner.Line(tnef.FileName ?? "winmail.dat", 200);
        using (content)
        {
            foreach (var part in content.Parts)
            {
                Visit(part, depth + 1);
            }
        }

        Append(content.Text);
        _within = null;
    }

    private void AddText(TextPart part)
    {
        var text = _reader.Text(part);
        if (part.ContentType.IsMimeType("text", "calendar"))
        {
            AddCalendar(text, part);
        }
        else if (part.IsHtml)
        {
            var html = HtmlText.Read(text);
            Append(html.Visible);
            Hide(html.Hidden);
            _schemas.UnionWith(html.SchemaTypes);
            _links.AddRange(html.Links.Links.Take(Math.Max(0, 200 - _links.Count)));
            _images += html.Links.Images;
            _trackers += html.Links.Trackers;
            if (html.IsCut)
            {
                _defects.Add("Its HTML is too long or too entangled; what could not be judged counts as not visible.");
            }
        }
        else
        {
            Append(text);
        }
    }

    private void AddCalendar(string text, TextPart part)
    {
        var calendar = CalendarText.Read(text);
        var method = part.ContentType.Parameters["method"] ?? calendar.Method;
        _method ??= method is null ? null : TextCleaner.Line(method, 20).ToUpperInvariant();
        Append(calendar.Words);
    }

    private void Append(string text) =>
        _text.Append(text.AsSpan(0, Math.Min(text.Length, Math.Max(0, MaxPart - _text.Length)))).Append('\n');

    private void Hide(string text)
    {
        if (text.Length > 0)
        {
            _hidden.Append(text.AsSpan(0, Math.Min(text.Length, Math.Max(0, MaxPart - _hidden.Length)))).Append('\n');
        }
    }

    // A type that is none is taken for text (RFC 2045, 5.2), as other programs do.
    private static bool IsOfNoType(MimePart part) =>
        !part.IsAttachment
        && string.IsNullOrEmpty(part.FileName)
        && part.Headers.FirstOrDefault(h => h.Id == HeaderId.ContentType) is { } header
        && !ContentType.TryParse(header.RawValue, out _);

    private static bool IsInline(TextPart part) => !part.IsAttachment && string.IsNullOrEmpty(part.FileName);
}
