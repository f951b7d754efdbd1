using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace MeshClaw.Testing;

/// <summary>
/// Google's interfaces in memory (@emulators/google): sign-in, Gmail, calendar. It has no batches, no users.profile and no errors to order;
/// its history ids have 21 digits.
/// </summary>
public sealed class GmailEmulator() : NodeServer("google.mjs")
{
    private static int s_users;
    private readonly HttpClient _http = new();

    /// <summary>A mailbox that nobody has used yet.</summary>
    public async Task<GmailMailbox> NewMailboxAsync()
    {
        var address = await NewUserAsync();
        return new GmailMailbox(_http, Root, address.Address, address.Token);
    }

    /// <summary>A user, with an access token.</summary>
    public async Task<(string Address, string Token)> NewUserAsync()
    {
        var address = string.Create(
            CultureInfo.InvariantCulture,
            $"user{Interlocked.Increment(ref s_users)}@gmail.example"
        );
        return (address, (await PostAsync("users", "email", address)).GetProperty("token").GetString()!); // The adapter answers it.
    }

    /// <summary>Ends an access token, as time would.</summary>
    public Task ExpireAsync(string token) => PostAsync("expire", "token", token);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _http.Dispose();
    }

    private async Task<JsonElement> PostAsync(string path, string name, string value)
    {
        using var answer = await _http.PostAsJsonAsync(
            new Uri(Root, $"_test/{path}"),
            new Dictionary<string, string> { [name] = value }
        );
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
