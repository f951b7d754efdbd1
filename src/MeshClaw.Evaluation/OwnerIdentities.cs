using System.Text.Json.Nodes;

namespace MeshClaw.Evaluation;

/// <summary>
/// The owner's own addresses, accounts and names: what <c>owner</c> says, else what the environment says of the account's holder.
/// Secrets are left out: nobody is known by a password.
/// </summary>
internal static class OwnerIdentities
{
    private static readonly string[] s_account = ["account_email", "iban"];
    private static readonly string[] s_secret = ["password", "number", "pin", "token", "card", "key", "secret"];

    public static IEnumerable<string> Of(JsonObject suite)
    {
        if (suite["owner"] is { } owner)
        {
            return Texts(owner).Distinct();
        }

        return suite["environment"] is JsonObject environment ? OfEnvironment(environment).Distinct() : [];
    }

    private static IEnumerable<string> OfEnvironment(JsonObject environment)
    {
        foreach (var (name, part) in environment)
        {
            if (part is not JsonObject member)
            {
                continue;
            }

            foreach (var key in s_account)
            {
                if (member[key] is JsonValue value && value.TryGetValue<string>(out var text))
                {
                    yield return text;
                }
            }

            if (name == "user" || name.StartsWith("user_", StringComparison.Ordinal))
            {
                foreach (var text in Texts(member))
                {
                    yield return text;
                }
            }
        }
    }

    private static IEnumerable<string> Texts(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.Where(m => !s_secret.Any(s => m.Key.Contains(s, StringComparison.OrdinalIgnoreCase)))
                .SelectMany(m => Texts(m.Value)),
            JsonArray a => a.SelectMany(Texts),
            JsonValue v when v.TryGetValue<string>(out var text) && text.Length > 0 => [text],
            _ => [],
        };
}
