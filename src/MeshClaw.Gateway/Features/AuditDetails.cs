using System.Text;
using System.Text.Json;

namespace MeshClaw.Gateway.Features;

/// <summary>The JSON that goes with an entry of the audit.</summary>
internal static class AuditDetails
{
    /// <summary>An object of texts. Never secrets or mail.</summary>
    public static string Of(params ReadOnlySpan<(string Name, string Value)> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
