using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MeshClaw.Core.Mail;

/// <summary>
/// A message for the owner's terminal: what its sender shows, and apart from it what the sender hides, where links really lead, what
/// attachments really are. Pure; nothing third-party in it can move the cursor, change a colour or turn text around.
/// </summary>
public static class MailView
{
    private const int MaxLine = 1000;
    private const int MaxParties = 20;
    private const int MaxLinks = 50;
    private const int MaxHidden = 4000;

    /// <summary>Renders a message; lines end with a line feed.</summary>
    public static string Render(MailMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var view = new StringBuilder();
        Head(view, message);
        view.Append('\n');
        foreach (var line in InvisibleText.Lines(message.Text, MailMessage.MaxText))
        {
            // Marked: else a mail could write headings of ours.
            view.Append("│ ").Append(line).Append('\n');
        }

        Links(view, message);
        Images(view, message);
        Attachments(view, message);
        Block(view, "Attached files say", message.AttachedText, MailMessage.MaxText);
        Block(view, "Not visible to a reader", message.HiddenText, MaxHidden);
        Section(view, "Wrong with it", message.Defects.Select(d => (d, (string?)null)));
        return view.ToString();
    }

    private static void Head(StringBuilder view, MailMessage message)
    {
        People(view, "From", message.From);
        if (message.Sender is { } sender)
        {
            People(view, "Sender", [sender]);
        }

        People(view, "Reply to", message.ReplyTo);
        People(view, "To", message.To);
        People(view, "Cc", message.Cc);
        Row(view, "Subject", message.Subject);
        Row(
            view,
            "Received",
            string.Create(CultureInfo.InvariantCulture, $"{message.Received.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
        );
        Row(
            view,
            "Checked",
            message.Authentication switch
            {
                MailAuthentication.Pass => "confirmed by your mail server",
                MailAuthentication.Fail => "NOT who it claims to be: your mail server's check failed",
                MailAuthentication.None => "not confirmed by anybody",
            }
        );
        Sign(view, message.Signature);
    }

    private static void Sign(StringBuilder view, MailSignature signature)
    {
        var kind = signature.Kind switch
        {
            MailProtection.None => "",
            MailProtection.Smime => "S/MIME",
            MailProtection.Pgp => "PGP",
        };
        var state = signature.State switch
        {
            MailSignatureState.None => null,
            MailSignatureState.Unverified => "unverified",
            MailSignatureState.Verified => $"verified, by {signature.Name} <{signature.Address}>",
            MailSignatureState.Mismatch => "does NOT vouch for this message",
            MailSignatureState.Broken => "BROKEN",
            MailSignatureState.Encrypted => "encrypted; cannot be read here",
        };
        if (state is not null)
        {
            Row(view, "Signature", $"{kind}: {state}. {signature.Reason}");
        }
    }

    private static void People(StringBuilder view, string name, ImmutableArray<MailParty> parties)
    {
        if (parties.IsDefaultOrEmpty)
        {
            return;
        }

        foreach (var party in parties.Take(MaxParties))
        {
            var address = party.Address is { } a ? $"<{a}>" : "(no plain address)";
            var domain = party.Address is { } full ? full[(full.LastIndexOf('@') + 1)..] : "";
            var odd = string.Concat(LinkTarget.Explain(domain).Select(w => $"  [{w}]"));
            Row(view, name, party.Name.Length == 0 ? address + odd : $"{party.Name} {address}{odd}");
        }

        if (parties.Length > MaxParties)
        {
            Row(view, name, $"and {parties.Length - MaxParties} more");
        }
    }

    private static void Links(StringBuilder view, MailMessage message)
    {
        var links = message.Links.IsDefault ? [] : message.Links;
        Section(
            view,
            "Links",
            links
                .Take(MaxLinks)
                .Select(l =>
                    (
                        $"{(l.Text.Length > 0 ? InvisibleText.Line(l.Text, 80) : "(image)")} → {InvisibleText.Line(l.Target, 300)}",
                        LinkTarget.Of(l).Warnings is { Count: > 0 } odd ? string.Join("; ", odd) : null
                    )
                )
        );
        if (links.Length > MaxLinks)
        {
            view.Append(CultureInfo.InvariantCulture, $"  and {links.Length - MaxLinks} more\n");
        }
    }

    private static void Images(StringBuilder view, MailMessage message)
    {
        if (message.RemoteImages > 0)
        {
            var images = message.RemoteImages == 1 ? "1 remote image" : $"{message.RemoteImages} remote images";
            var trackers = message.Trackers switch
            {
                0 => "",
                1 => "; 1 of them would tell the sender that you read this",
                var n => $"; {n} of them would tell the sender that you read this",
            };
            view.Append('\n').Append(images).Append(" not loaded").Append(trackers).Append('\n');
        }
    }

    private static void Attachments(StringBuilder view, MailMessage message) =>
        Section(
            view,
            "Attachments",
            (message.Attachments.IsDefault ? [] : message.Attachments).Select(a =>
                (
                    $"{(a.FileName.Length > 0 ? InvisibleText.Line(a.FileName, 120) : "(no name)")} ({a.ContentType}, {Size(a.Size)})"
                        + (a.Within is { } within ? $" in {within}" : ""),
                    AttachmentKind.Warning(a)
                )
            )
        );

    private static void Section(StringBuilder view, string title, IEnumerable<(string Text, string? Warning)> rows)
    {
        var first = true;
        foreach (var (text, warning) in rows)
        {
            view.Append(first ? $"\n{title}\n" : "");
            first = false;
            view.Append("  ").Append(InvisibleText.Line(text, MaxLine)).Append('\n');
            if (warning is not null)
            {
                view.Append("    ! ").Append(InvisibleText.Line(warning, MaxLine)).Append('\n');
            }
        }
    }

    private static void Block(StringBuilder view, string title, string text, int max)
    {
        var lines = InvisibleText.Lines(text, max).ToList();
        if (lines.Any(l => l.Length > 0))
        {
            // Each line begins with a mark: third-party text cannot pass itself off as a heading of ours.
            view.Append('\n').Append(title).Append('\n');
            lines.ForEach(l => view.Append("  ┆ ").Append(l).Append('\n'));
        }
    }

    private static void Row(StringBuilder view, string name, string value) =>
        view.Append((name + ":").PadRight(11)).Append(InvisibleText.Line(value, MaxLine)).Append('\n');

    private static string Size(long bytes) =>
        bytes switch
        {
            < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
            < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000} kB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.#} MB"),
        };
}
