using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace MeshClaw.Testing;

/// <summary>
/// A mailbox at something that speaks as Gmail does, through requests of its own. A folder is a label; <c>Archive</c> is what is not in
/// the inbox. Another program's copy into a folder is a second label on the same message.
/// </summary>
public sealed class GmailMailbox(HttpClient http, Uri root, string address, string token) : TestMailbox
{
    /// <summary>The label that mail.delete puts on: what has it lies nowhere else.</summary>
    private const string Holding = "MeshClaw Holding";

    private static readonly Dictionary<string, string> s_system = new()
    {
        ["INBOX"] = "INBOX",
        ["Sent"] = "SENT",
        ["Trash"] = "TRASH",
        ["Spam"] = "SPAM",
    };

    /// <summary>Whose.</summary>
    public string Address => address;

    /// <summary>An access token.</summary>
    public string Token => token;

    /// <summary>Where the interface is.</summary>
    public Uri Root => root;

    /// <inheritdoc />
    public override async Task<string> AddAsync(string folder, string message, string flags, DateTimeOffset received)
    {
        List<string> labels = [.. await LabelsOfAsync(folder)];
        labels.AddRange(flags.Contains("Seen", StringComparison.Ordinal) ? [] : ["UNREAD"]);
        labels.AddRange(flags.Contains("Flagged", StringComparison.Ordinal) ? ["STARRED"] : []);
        var made = await SendAsync(
            HttpMethod.Post,
            "messages?internalDateSource=dateHeader",
            new Dictionary<string, object>
            {
                ["raw"] = Base64Url.EncodeToString(Encoding.Latin1.GetBytes(message)),
                ["labelIds"] = labels,
                ["internalDate"] = received.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            }
        );
        return made.GetProperty("id").GetString()!; // A message has one.
    }

    /// <inheritdoc />
    public override async Task<ImmutableArray<StoredMessage>> ReadAsync(string folder)
    {
        var label = folder == "Archive" ? null : await FindAsync(folder);
        if (label is null && folder != "Archive")
        {
            return [];
        }

        var held = await FindAsync(Holding);
        var messages = ImmutableArray.CreateBuilder<StoredMessage>();
        foreach (var id in await IdsAsync(label))
        {
            var message = await SendAsync(HttpMethod.Get, $"messages/{id}?format=raw");
            var labels = message.GetProperty("labelIds").EnumerateArray().Select(l => l.GetString()!).ToList(); // Texts.
            var isHeld = held is not null && labels.Contains(held);
            if (label is null ? !labels.Contains("INBOX") && !isHeld : label == held || !isHeld)
            {
                messages.Add(Stored(message, labels));
            }
        }

        return [.. messages.OrderBy(m => m.Received).ThenBy(m => m.Id, StringComparer.Ordinal)];
    }

    /// <inheritdoc />
    public override async Task<ImmutableArray<string>> FoldersAsync() =>
        [.. (await LabelsAsync()).Select(l => l.Name).Order(StringComparer.Ordinal)];

    /// <inheritdoc />
    public override Task RemoveAsync(string folder, string id) => SendAsync(HttpMethod.Delete, $"messages/{id}");

    /// <inheritdoc />
    public override async Task CopyAsync(string folder, string id, string to) =>
        await ModifyAsync(id, await LabelsOfAsync(to), []);

    /// <inheritdoc />
    public override async Task MoveAsync(string folder, string id, string to) =>
        await ModifyAsync(id, await LabelsOfAsync(to), await LabelsOfAsync(folder));

    /// <inheritdoc />
    public override Task FlagAsync(string folder, string id, string flag) =>
        flag switch
        {
            "Seen" => ModifyAsync(id, [], ["UNREAD"]),
            "Flagged" => ModifyAsync(id, ["STARRED"], []),
            _ => throw new ArgumentException($"Gmail has no {flag}.", nameof(flag)),
        };

    /// <summary>A message's labels.</summary>
    public async Task<ImmutableArray<string>> LabelsAsync(string id)
    {
        var message = await SendAsync(HttpMethod.Get, $"messages/{id}?format=minimal");
        return [.. message.GetProperty("labelIds").EnumerateArray().Select(l => l.GetString()!)]; // Texts.
    }

    /// <summary>The id of a folder's label, made where it is missing; none for the archive.</summary>
    public async Task<string[]> LabelsOfAsync(string folder)
    {
        if (folder == "Archive")
        {
            return [];
        }

        if (await FindAsync(folder) is { } known)
        {
            return [known];
        }

        var made = await SendAsync(HttpMethod.Post, "labels", new Dictionary<string, object> { ["name"] = folder });
        return [made.GetProperty("id").GetString()!]; // A label has one.
    }

    private static StoredMessage Stored(JsonElement message, List<string> labels)
    {
        string[] flags =
        [
            .. labels.Contains("STARRED") ? ["Flagged"] : Array.Empty<string>(),
            .. labels.Contains("UNREAD") ? Array.Empty<string>() : ["Seen"],
        ];
        var at = long.Parse(message.GetProperty("internalDate").GetString()!, CultureInfo.InvariantCulture); // A text.
        return new StoredMessage(
            message.GetProperty("id").GetString()!, // A message has one.
            Encoding.Latin1.GetString(Base64Url.DecodeFromChars(message.GetProperty("raw").GetString())),
            string.Join(' ', flags),
            DateTimeOffset.FromUnixTimeMilliseconds(at)
        );
    }

    private async Task<List<string>> IdsAsync(string? label)
    {
        var away = label is "TRASH" or "SPAM" ? "&includeSpamTrash=true" : "";
        var query = label is null ? "" : $"&labelIds={Uri.EscapeDataString(label)}";
        var list = await SendAsync(HttpMethod.Get, $"messages?maxResults=500{query}{away}");
        return list.TryGetProperty("messages", out var found)
            ? [.. found.EnumerateArray().Select(m => m.GetProperty("id").GetString()!)] // A message has one.
            : [];
    }

    private Task<JsonElement> ModifyAsync(string id, string[] add, string[] remove) =>
        SendAsync(
            HttpMethod.Post,
            $"messages/{id}/modify",
            new Dictionary<string, object> { ["addLabelIds"] = add, ["removeLabelIds"] = remove }
        );

    private async Task<string?> FindAsync(string folder) =>
        s_system.GetValueOrDefault(folder) ?? (await LabelsAsync()).FirstOrDefault(l => l.Name == folder).Id;

    private async Task<List<(string Id, string Name)>> LabelsAsync() =>
        [
            .. (await SendAsync(HttpMethod.Get, "labels"))
                .GetProperty("labels")
                .EnumerateArray()
                .Select(l => (l.GetProperty("id").GetString()!, l.GetProperty("name").GetString()!)), // A label has both.
        ];

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, Dictionary<string, object>? body = null)
    {
        using var request = new HttpRequestMessage(
            method,
            new Uri(root, $"gmail/v1/users/{Uri.EscapeDataString(address)}/{path}")
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
        }

        return answer.StatusCode == HttpStatusCode.NoContent || text.Length == 0 ? default : JsonElement.Parse(text);
    }
}
