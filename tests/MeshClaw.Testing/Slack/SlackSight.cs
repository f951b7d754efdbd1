using System.Text;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <summary>A message as people see it in Slack, with what it did to them.</summary>
/// <param name="Text">The words; what is markup to Slack is not among them.</param>
/// <param name="Buttons">Labels.</param>
/// <param name="Woken">Who was mentioned: <c>U…</c>, <c>S…</c>, <c>channel</c>, <c>here</c>, <c>everyone</c>.</param>
/// <param name="Links">Where one can click.</param>
public sealed record SlackSeen(
    string Text,
    IReadOnlyList<string> Buttons,
    IReadOnlyList<string> Woken,
    IReadOnlyList<string> Links
);

/// <summary>
/// Draws messages as Slack's clients do: blocks where there are some, else the text, with mentions, links and marks of its markup taking effect
/// (docs.slack.dev/messaging/formatting-message-text). So what is not escaped shows.
/// </summary>
public sealed class SlackSight
{
    private readonly StringBuilder _text = new();
    private readonly List<string> _buttons = [];
    private readonly List<string> _woken = [];
    private readonly List<string> _links = [];

    /// <summary>Draws a message.</summary>
    public static SlackSeen Of(JsonObject message)
    {
        var sight = new SlackSight();
        if (message["blocks"] is JsonArray { Count: > 0 } blocks)
        {
            foreach (var block in blocks)
            {
                sight.Block(block!.AsObject());
            }
        }
        else
        {
            sight.Markup((string?)message["text"] ?? "", (bool?)message["mrkdwn"] != false);
        }

        return new SlackSeen(sight._text.ToString(), sight._buttons, sight._woken, sight._links);
    }

    private void Block(JsonObject block)
    {
        switch ((string?)block["type"])
        {
            case "rich_text":
                Rich(block["elements"]!.AsArray());
                break;
            case "section":
                TextObject(block["text"]!.AsObject());
                break;
            case "actions":
                _buttons.AddRange(block["elements"]!.AsArray().Select(e => (string)e!["text"]!["text"]!));
                break;
            default:
                _text.Append('?');
                break;
        }
    }

    private void Rich(JsonArray elements)
    {
        foreach (var element in elements)
        {
            switch ((string?)element!["type"])
            {
                case "text":
                    _text.Append((string)element["text"]!);
                    break;
                case "link":
                    _links.Add((string)element["url"]!);
                    _text.Append((string?)element["text"] ?? (string)element["url"]!);
                    break;
                case "user":
                    Wake((string)element["user_id"]!);
                    break;
                case "usergroup":
                    Wake((string)element["usergroup_id"]!);
                    break;
                case "broadcast":
                    Wake((string)element["range"]!);
                    break;
                case "emoji":
                    _text.Append(':').Append((string)element["name"]!).Append(':');
                    break;
                default:
                    Rich(element["elements"]?.AsArray() ?? []);
                    break;
            }
        }
    }

    private void TextObject(JsonObject text)
    {
        if ((string?)text["type"] == "mrkdwn")
        {
            Markup((string)text["text"]!, marks: true);
        }
        else
        {
            _text.Append((string)text["text"]!);
        }
    }

    private void Markup(string text, bool marks)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var close = text[at] == '<' ? text.IndexOf('>', at) : -1;
            if (close > 0)
            {
                Special(text[(at + 1)..close]);
                at = close;
            }
            else if (!marks || text[at] is not ('*' or '_' or '`' or '~'))
            {
                _text.Append(text[at]);
            }
        }

        _text.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&amp;", "&");
    }

    private void Special(string inner)
    {
        var target = inner.Split('|')[0];
        switch (target)
        {
            case ['@', .. var user]:
                Wake(user);
                break;
            case ['!', .. var command]:
                Wake(command.Replace("subteam^", "", StringComparison.Ordinal));
                break;
            case ['#', ..]:
                _links.Add(target);
                _text.Append(target);
                break;
            default:
                _links.Add(target);
                _text.Append(inner.Split('|')[^1]);
                break;
        }
    }

    private void Wake(string whom)
    {
        _woken.Add(whom);
        _text.Append("(mention)");
    }
}
