using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MeshClaw.Core.Mail;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>What a message's parts say: the text that a reader sees, the text that it holds besides, and what is attached.</summary>
internal sealed record MailBody
{
    /// <summary>How deep parts may be nested before the rest is left.</summary>
    public const int MaxDepth = 20;

    private const int MaxParts = 1000;
    private const int MaxAttachments = 200;
    private const int MaxPart = 4 * MailMessage.MaxText;

    public string Text { get; private init; } = "";
    public string HiddenText { get; private init; } = "";
    public string AttachedText { get; private init; } = "";
    public string? CalendarMethod { get; private init; }
    public ImmutableArray<string> SchemaTypes { get; private init; } = [];
    public ImmutableArray<MailAttachment> Attachments { get; private init; } = [];
    public ImmutableArray<string> Defects { get; private init; } = [];

    public static MailBody Read(MimeEntity? body)
    {
        var walk = new Walk();
        if (body is not null)
        {
            walk.Visit(body, 0);
        }

        return walk.End();
    }

    private sealed class Walk
    {
        private readonly StringBuilder _text = new();
        private readonly StringBuilder _hidden = new();
        private readonly StringBuilder _attached = new();
        private readonly List<MailAttachment> _attachments = [];
        private readonly SortedSet<string> _schemas = new(StringComparer.Ordinal);
        private readonly List<string> _defects = [];
        private string? _method;
        private int _parts;

        public MailBody End()
        {
            var found = new StringBuilder();
            var text = TextCleaner.Lines(_text.ToString(), MailMessage.MaxText, found);
            var attached = TextCleaner.Lines(_attached.ToString(), MailMessage.MaxText, found);
            var hidden = TextCleaner.Lines(found.ToString() + _hidden, MailMessage.MaxText, new StringBuilder());
            return new MailBody
            {
                Text = text,
                HiddenText = hidden,
                AttachedText = attached,
                CalendarMethod = _method,
                SchemaTypes = [.. _schemas],
                Attachments = [.. _attachments],
                Defects = [.. _defects.Distinct().Take(10)],
            };
        }

        public void Visit(MimeEntity entity, int depth)
        {
            if (depth > MaxDepth)
            {
                _defects.Add($"Its parts are nested more than {MaxDepth} deep; the rest was not read.");
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
                case Multipart multipart:
                    VisitAll(multipart, depth);
                    break;
                case MessagePart message:
                    VisitMessage(message, depth);
                    break;
                case TextPart text when IsInline(text):
                    AddText(text);
                    break;
                case MimePart part:
                    if (part.ContentType.IsMimeType("text", "calendar") && part is TextPart calendar)
                    {
                        AddCalendar(Decode(calendar), calendar);
                    }
                    else if (part is TextPart attached && _attached.Length < MaxPart)
                    {
                        var said = Decode(attached);
                        _attached
                            .Append(said.AsSpan(0, Math.Min(said.Length, MaxPart - _attached.Length)))
                            .Append('\n');
                    }

                    Attach(part);
                    break;
            }
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
                var before = (Text: _text.Length, Parts: _parts);
                Visit(part, depth + 1);
                if (_parts > MaxParts)
                {
                    return;
                }

                var said = _text.ToString(before.Text, _text.Length - before.Text);
                _text.Length = before.Text;
                seen.Add(part is TextPart { IsPlain: true } ? (said, "") : ("", said));
            }

            var plain = string.Concat(seen.Select(s => s.Plain));
            var html = string.Concat(seen.Select(s => s.Html));
            var (shown, other) = TextDifference.IsNearlyEmpty(plain, html) ? (html, plain) : (plain, html);
            _text.Append(shown);
            if (TextDifference.SaysMore(other, shown))
            {
                Hide("[the other version of the text:] " + other);
            }
        }

        private void VisitMessage(MessagePart part, int depth)
        {
            Attach(part);
            if (part.Message is not { } message)
            {
                return;
            }

            var header = MailHeaders.Read(message.Headers);
            var from = header.From.FirstOrDefault();
            _text.Append(
                CultureInfo.InvariantCulture,
                $"\n----- attached message: {from?.Name} {from?.Address}: {header.Subject} -----\n"
            );
            if (message.Body is { } body)
            {
                Visit(body, depth + 1);
            }

            _text.Append("\n-----\n");
        }

        private void AddText(TextPart part)
        {
            var text = Decode(part);
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

        private void Attach(MimeEntity entity)
        {
            var name = entity.ContentDisposition?.FileName ?? entity.ContentType.Name;
            if (
                !entity.IsAttachment
                && string.IsNullOrEmpty(name)
                && entity is MimePart { ContentType.MediaType: "image" or "text" }
            )
            {
                return; // Part of what is shown.
            }

            if (_attachments.Count < MaxAttachments)
            {
                var type = TextCleaner.Line(entity.ContentType.MimeType, 100);
                _attachments.Add(new MailAttachment(TextCleaner.Line(name ?? "", 200), type, SizeOf(entity)));
            }
        }

        private string Decode(TextPart part)
        {
            try
            {
                if (part.Content is null)
                {
                    return "";
                }

                using var decoded = new BoundedStream(MaxPart * 4);
                part.Content.DecodeTo(decoded);
                var text = Charset.Decode(decoded.Written, part.ContentType.Charset, out var exact);
                if (!exact)
                {
                    _defects.Add("Part of its text is not in the charset that it names.");
                }

                return text;
            }
            catch (Exception malformed) when (MailParser.IsMalformed(malformed))
            {
                _defects.Add("A part of it could not be decoded.");
                return "";
            }
        }

        private void Append(string text) =>
            _text.Append(text.AsSpan(0, Math.Min(text.Length, Math.Max(0, MaxPart - _text.Length)))).Append('\n');

        private void Hide(string text)
        {
            if (text.Length > 0)
            {
                _hidden
                    .Append(text.AsSpan(0, Math.Min(text.Length, Math.Max(0, MaxPart - _hidden.Length))))
                    .Append('\n');
            }
        }

        private static bool IsInline(TextPart part) => !part.IsAttachment && string.IsNullOrEmpty(part.FileName);

        // Of the encoded bytes: nothing is decoded to learn how large it is.
        private static long SizeOf(MimeEntity entity)
        {
            if (entity is not MimePart { Content: { Stream: { CanSeek: true } stream } content })
            {
                return 0;
            }

            return content.Encoding == ContentEncoding.Base64 ? stream.Length / 78 * 57 : stream.Length;
        }
    }
}
