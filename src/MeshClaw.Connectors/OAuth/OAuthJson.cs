using System.Text.Json.Serialization;

namespace MeshClaw.Connectors.OAuth;

/// <summary>What the endpoints answer: RFC 6749 5.1 and 5.2, RFC 8628 3.2. Holds secrets: never printed.</summary>
internal sealed class OAuthAnswer
{
    public string? AccessToken { get; init; }

    public string? RefreshToken { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? ExpiresIn { get; init; }

    public string? Error { get; init; }

    public string? ErrorDescription { get; init; }

    public string? DeviceCode { get; init; }

    public string? UserCode { get; init; }

    public string? VerificationUri { get; init; }

    /// <summary>Google's word for the one above.</summary>
    public string? VerificationUrl { get; init; }

    public string? VerificationUriComplete { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? Interval { get; init; }

    public override string ToString() => Error ?? "***";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OAuthAnswer))]
internal sealed partial class OAuthJson : JsonSerializerContext;
