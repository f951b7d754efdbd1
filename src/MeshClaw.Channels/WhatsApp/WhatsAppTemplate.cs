using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>
/// An approved template with one parameter in its body, for what is sent when a person's last message is older than 24 hours. It carries words
/// alone: no buttons, no file, no line breaks. What it leaves out it says, so that nobody takes the beginning for the whole, and the message itself
/// waits until the person writes: then the window is open.
/// </summary>
/// <param name="Name">Its name at Meta.</param>
/// <param name="Language">Its language there: <c>en_US</c>.</param>
internal sealed partial record WhatsAppTemplate(string Name, string Language)
{
    /// <summary>The most characters of the parameter: a body has 1024 with the template's own words, which get the rest.</summary>
    public const int MaxParameter = 700;

    private const string DefaultLanguage = "en";

    /// <summary>What is wrong with it; null for a good one.</summary>
    public static string? Check(string text) =>
        Form().IsMatch(text)
            ? null
            : "A template is its name and language at Meta, such as agent_news:en_US; its name has a-z, 0-9 and _ only.";

    /// <summary>Reads <c>name</c> or <c>name:language</c>, which was checked.</summary>
    public static WhatsAppTemplate Parse(string text) =>
        text.Split(':') is [var name, var language]
            ? new WhatsAppTemplate(name, language)
            : new WhatsAppTemplate(text, DefaultLanguage);

    /// <summary>The template with that message in it, and whether it is the whole message.</summary>
    public (TemplateBody Body, bool IsWhole) Fill(Outbound message)
    {
        var (text, isWhole) = Parameter(message);
        var component = new TemplateComponent([new TemplateParameter(text)]);
        return (new TemplateBody(Name, new TemplateLanguage(Language), [component]), isWhole);
    }

    /// <summary>
    /// The message as one line. Meta refuses "new-line/tab characters or more than 4 consecutive spaces" (code 100), and an empty one.
    /// </summary>
    public static (string Text, bool IsWhole) Parameter(Outbound message)
    {
        var words = OneLine(message.Text);
        var whole = WhatsAppText.Plain(words);
        var rest = Rest(message, 0);
        if (whole.Length + rest.Length <= MaxParameter)
        {
            return ((whole + rest).Trim(), rest.Length == 0);
        }

        // The note's length hardly depends on the number in it: room for the longest.
        var room = MaxParameter - Rest(message, words.Length).Length - 1;
        var kept = WhatsAppParts.Whole(words, Math.Min(words.Length, room));
        while (WhatsAppText.Plain(words[..kept]).Length > room)
        {
            kept = WhatsAppParts.Whole(words, kept - 1);
        }

        return (WhatsAppText.Plain(words[..kept]).TrimEnd() + "…" + Rest(message, words.Length - kept), false);
    }

    private static string Rest(Outbound message, int left)
    {
        var missing = new List<string>();
        if (left > 0)
        {
            missing.Add(string.Create(CultureInfo.InvariantCulture, $"{left} more characters"));
        }

        if (!message.Buttons.IsEmpty)
        {
            missing.Add("buttons");
        }

        if (message.File is not null)
        {
            missing.Add("a file");
        }

        return missing.Count == 0 ? "" : $" [Write to me, and the rest comes: {string.Join(", ", missing)}.]";
    }

    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text.AsSpan().Trim())
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
            {
                line.Append(c);
            }
            else if (line is [.., not ' '])
            {
                line.Append(' ');
            }
        }

        return line.ToString();
    }

    [GeneratedRegex(@"^[a-z0-9_]{1,512}(:[a-z]{2,3}(_[A-Z]{2})?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
