using MimeKit;
using MimeKit.Tnef;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>What Outlook wrapped in a winmail.dat (MS-OXTNEF): a text and files. What is wrapped once more is listed, not opened.</summary>
internal sealed class TnefContent : IDisposable
{
    private const int MaxSize = 8 * 1024 * 1024;
    private const int MaxParts = 200;

    private readonly MimeMessage _message;

    private TnefContent(MimeMessage message) => _message = message;

    /// <summary>The text of its body where that is in rich text alone.</summary>
    public string Text { get; private set; } = "";

    public List<MimeEntity> Parts { get; } = [];

    /// <summary>Opens it; null where it is too large or is none, which the defects say.</summary>
    public static TnefContent? Open(TnefPart part, List<string> defects)
    {
        if (part.Content?.Stream is not { Length: <= MaxSize })
        {
            defects.Add("Its winmail.dat is too large to look into.");
            return null;
        }

        try
        {
            var content = new TnefContent(part.ConvertToMessage());
            content.Gather(content._message.Body, 0);
            return content;
        }
        catch (Exception malformed) when (malformed is TnefException || MailParser.IsMalformed(malformed))
        {
            defects.Add("Its winmail.dat could not be read.");
            return null;
        }
    }

    public void Dispose() => _message.Dispose();

    private void Gather(MimeEntity? entity, int depth)
    {
        if (entity is Multipart multipart && depth < 4)
        {
            foreach (var part in multipart.Take(MaxParts))
            {
                Gather(part, depth + 1);
            }
        }
        else if (entity is TextPart { IsAttachment: false } text && text.ContentType.IsMimeType("text", "rtf"))
        {
            Text += RtfText.Read(text.Text);
        }
        else if (entity is not null && Parts.Count < MaxParts)
        {
            Parts.Add(entity);
        }
    }
}
