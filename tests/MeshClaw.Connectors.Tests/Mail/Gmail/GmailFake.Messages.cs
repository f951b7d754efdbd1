using System.Buffers.Text;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MimeKit;

namespace MeshClaw.Connectors.Tests.Mail.Gmail;

/// <summary>The mailbox of the fake.</summary>
internal sealed partial class GmailFake
{
    private sealed record Stored(string Raw, long Date, HashSet<string> Labels);

    private sealed record Change(long Id, string Kind, string Message, string[] Labels);

    private static readonly string[] s_fixed = ["SENT", "DRAFT", "CHAT"];

    private readonly SortedDictionary<string, Stored> _messages = new(StringComparer.Ordinal);
    private readonly List<Change> _changes = [];
    private readonly Dictionary<string, string> _labels = new string[]
    {
        "INBOX",
        "SENT",
        "DRAFT",
        "TRASH",
        "SPAM",
        "UNREAD",
        "STARRED",
        "IMPORTANT",
        "CHAT",
        "CATEGORY_UPDATES",
    }.ToDictionary(l => l);
    private long _history = 9_007_199_254_740_993; // More than a double holds.
    private long _forgotten;
    private int _made;

    /// <summary>Changes up to now are forgotten: who asks for what came after an earlier id gets 404.</summary>
    public void ForgetHistory() => _forgotten = ++_history;

    public void RenameLabel(string from, string to) => _labels[_labels.Single(l => l.Value == from).Key] = to;

    private HttpResponseMessage MakeLabel(string name)
    {
        if (_labels.Values.Any(l => l.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            return Error(HttpStatusCode.Conflict, "aborted");
        }

        var id = $"Label_{++_made}";
        _labels[id] = name;
        return Ok(Label(new(id, name), counts: false));
    }

    private JsonObject Label(KeyValuePair<string, string> label, bool counts)
    {
        var json = new JsonObject
        {
            ["id"] = label.Key,
            ["name"] = label.Value,
            ["type"] = label.Key.StartsWith("Label_", StringComparison.Ordinal) ? "user" : "system",
        };
        if (counts)
        {
            var has = _messages.Values.Where(m => m.Labels.Contains(label.Key)).ToList();
            json["messagesTotal"] = has.Count;
            json["messagesUnread"] = has.Count(m => m.Labels.Contains("UNREAD"));
        }

        return json;
    }

    private HttpResponseMessage List(NameValueCollection query)
    {
        var labels = query.GetValues("labelIds") ?? [];
        var all = _messages
            .Where(m => labels.All(m.Value.Labels.Contains))
            .Where(m => query["includeSpamTrash"] == "true" || !m.Value.Labels.Overlaps(["TRASH", "SPAM"]))
            .Where(m => Matches(m.Value, query["q"] ?? ""))
            .OrderByDescending(m => m.Value.Date)
            .ThenByDescending(m => m.Key, StringComparer.Ordinal)
            .Select(m => m.Key)
            .ToList();
        var from = query["pageToken"] is { } token ? int.Parse(token[1..], CultureInfo.InvariantCulture) : 0;
        var limit = int.Parse(query["maxResults"] ?? "100", CultureInfo.InvariantCulture);
        Assert.InRange(limit, 1, 500);
        var page = all.Skip(from).Take(limit).ToList();
        var json = new JsonObject { ["resultSizeEstimate"] = all.Count == 0 ? 0 : 201 };
        if (page.Count > 0) // Gmail leaves an empty list out.
        {
            json["messages"] = new JsonArray([.. page.Select(id => new JsonObject { ["id"] = id, ["threadId"] = id })]);
        }

        if (from + limit < all.Count)
        {
            json["nextPageToken"] = $"p{from + limit}";
        }

        return Ok(json);
    }

    // Of Gmail's language: a phrase in quotes, and one label that must be missing.
    private static bool Matches(Stored message, string q)
    {
        if (q.StartsWith("-label:inbox", StringComparison.Ordinal))
        {
            return !message.Labels.Contains("INBOX") && Matches(message, q["-label:inbox".Length..].Trim());
        }

        return q.Length == 0
            || (q is ['"', .., '"'] && Latin1(message.Raw).Contains(q[1..^1], StringComparison.OrdinalIgnoreCase));
    }

    private HttpResponseMessage Get(string id, string format)
    {
        if (!_messages.TryGetValue(id, out var message))
        {
            return Missing();
        }

        var bytes = Base64Url.DecodeFromChars(message.Raw);
        var json = new JsonObject
        {
            ["id"] = id,
            ["threadId"] = id,
            ["labelIds"] = new JsonArray([.. message.Labels.Select(l => JsonValue.Create(l))]),
            ["snippet"] = "not \"raw\": \"AAAA\" here",
            ["historyId"] = Text(_changes.Last(c => c.Message == id).Id),
            ["internalDate"] = Text(message.Date),
            ["sizeEstimate"] = bytes.Length + 17, // An estimate.
        };
        if (format == "raw")
        {
            json["raw"] = message.Raw + new string('=', (4 - (message.Raw.Length % 4)) % 4);
        }
        else if (format is "full" or "metadata")
        {
            using var mime = MimeMessage.Load(new MemoryStream(bytes));
            json["payload"] = new JsonObject
            {
                ["headers"] = new JsonArray([
                    .. mime.Headers.Select(h => new JsonObject { ["name"] = h.Field, ["value"] = h.Value }),
                ]),
                ["filename"] = "",
                ["parts"] = new JsonArray([
                    .. mime.Attachments.Select(a => new JsonObject { ["filename"] = a.ContentDisposition?.FileName }),
                ]),
            };
        }

        return Ok(json);
    }

    private HttpResponseMessage Insert(JsonObject json)
    {
        var id = (++_history).ToString("x16", CultureInfo.InvariantCulture);
        var date = long.Parse(json["internalDate"]!.GetValue<string>(), CultureInfo.InvariantCulture); // The test gives it.
        _messages[id] = new Stored(json["raw"]!.GetValue<string>(), date, [.. Strings(json, "labelIds")]); // And this.
        Note("messagesAdded", id, [.. _messages[id].Labels]);
        return Get(id, "minimal");
    }

    private HttpResponseMessage Modify(string id, JsonObject json)
    {
        var (add, remove) = (Strings(json, "addLabelIds"), Strings(json, "removeLabelIds"));
        if (add.Concat(remove).Any(l => !_labels.ContainsKey(l) || s_fixed.Contains(l)))
        {
            return Error(HttpStatusCode.BadRequest, "invalidArgument");
        }

        if (!_messages.TryGetValue(id, out var message))
        {
            return Missing();
        }

        string[] added = [.. add.Where(message.Labels.Add)];
        string[] removed = [.. remove.Where(message.Labels.Remove)];
        if (added.Length > 0)
        {
            Note("labelsAdded", id, added);
        }

        if (removed.Length > 0)
        {
            Note("labelsRemoved", id, removed);
        }

        return Get(id, "minimal");
    }

    // "Provides no guarantees that messages were not already deleted or even existed at all."
    private HttpResponseMessage BatchModify(JsonObject json)
    {
        var ids = Strings(json, "ids");
        Assert.InRange(ids.Length, 1, 1000);
        foreach (var id in ids)
        {
            var done = Modify(id, json);
            if (done.StatusCode == HttpStatusCode.BadRequest)
            {
                return done;
            }
        }

        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private HttpResponseMessage Delete(string id)
    {
        if (!_messages.Remove(id, out var message))
        {
            return Missing();
        }

        Note("messagesDeleted", id, [.. message.Labels]);
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private HttpResponseMessage History(NameValueCollection query)
    {
        var start = long.Parse(query["startHistoryId"]!, CultureInfo.InvariantCulture); // Required.
        if (start < _forgotten)
        {
            return Missing();
        }

        const int Page = 3; // So that tests turn pages.
        var all = _changes.Where(c => c.Id > start).ToList();
        var from = query["pageToken"] is { } token ? int.Parse(token[1..], CultureInfo.InvariantCulture) : 0;
        var json = new JsonObject { ["historyId"] = Text(_history) };
        if (all.Count > 0)
        {
            json["history"] = new JsonArray([
                .. all.Skip(from)
                    .Take(Page)
                    .Select(c => new JsonObject
                    {
                        ["id"] = Text(c.Id),
                        ["messages"] = new JsonArray(new JsonObject { ["id"] = c.Message }),
                        [c.Kind] = new JsonArray(
                            new JsonObject
                            {
                                ["message"] = new JsonObject { ["id"] = c.Message },
                                ["labelIds"] = new JsonArray([.. c.Labels.Select(l => JsonValue.Create(l))]),
                            }
                        ),
                    }),
            ]);
        }

        if (from + Page < all.Count)
        {
            json["nextPageToken"] = $"h{from + Page}";
        }

        return Ok(json);
    }

    private void Note(string kind, string message, string[] labels) =>
        _changes.Add(new Change(++_history, kind, message, labels));

    private static string[] Strings(JsonObject json, string name) =>
        json[name] is JsonArray list ? [.. list.Select(i => i!.GetValue<string>())] : []; // Texts.

    private static string Latin1(string raw) => Encoding.Latin1.GetString(Base64Url.DecodeFromChars(raw));
}
