using System.Net;
using MeshClaw.Core.Usage;
using MeshClaw.Policy;
using MeshClaw.Policy.Urls;

namespace MeshClaw.Core.Models;

/// <summary>A connected model, as config.yaml says it. Its key is no part of it: that is in the secret store.</summary>
/// <param name="Name"><c>model/work</c>.</param>
/// <param name="Provider">Its kind of interface.</param>
/// <param name="Endpoint">Where it is; <c>http</c> only where <see cref="ModelEndpoint.IsPrivate(Uri)"/> or <see cref="Insecure"/>.</param>
/// <param name="Model">The provider's id of it; with Azure the deployment's name.</param>
public sealed record ModelConfig(ConnectionName Name, ModelProvider Provider, Uri Endpoint, string Model)
{
    /// <summary>What the connector's part of such a name is.</summary>
    public const string Connector = "model";

    /// <summary>It runs on a machine of the owner's: its tokens cost nothing.</summary>
    public bool Local { get; init; }

    /// <summary>The owner accepts that the way to it is not encrypted.</summary>
    public bool Insecure { get; init; }

    /// <summary>Tokens that a prompt and its answer may have together; null where nobody said.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>What the owner says that it costs; null where they do not.</summary>
    public TokenRates? Price { get; init; }

    /// <summary>Whether it takes tools; null where nobody said.</summary>
    public bool? Tools { get; init; }

    /// <summary>Whether it takes images; null where nobody said.</summary>
    public bool? Images { get; init; }

    /// <summary>The name of its key in the secret store.</summary>
    public static string KeyName(ConnectionName model) => $"{model.Value}/key";

    /// <summary>The word for a kind of interface: the key of config.yaml, and the option of <c>connect</c>.</summary>
    public static string WordFor(ModelProvider provider) =>
        provider switch
        {
            ModelProvider.OpenAICompatible => "openai-compatible",
            ModelProvider.Anthropic => "anthropic",
            ModelProvider.Azure => "azure",
        };

    /// <summary>What agents may know of it.</summary>
    public ModelTraits Traits =>
        new(Name, Model, Provider, Endpoint.Host, Local)
        {
            ContextWindow = ContextWindow,
            Price = Price,
            Tools = Tools,
            Images = Images,
        };
}

/// <summary>Addresses of models as people write them.</summary>
public static class ModelEndpoint
{
    private static readonly string[] s_localZones = [".local", ".localhost", ".internal", ".lan", ".home.arpa"];

    /// <summary>Where Anthropic's own is.</summary>
    public static Uri Anthropic { get; } = new("https://api.anthropic.com");

    /// <summary>Reads an address; with what is wrong where it is none. What was written is not repeated: it may hold a key.</summary>
    public static (Uri? Endpoint, string? Error) Parse(string text, bool insecure)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme is not ("https" or "http")
            || url.Host.Length == 0
            || url.UserInfo.Length > 0
            || url.Query.Length > 0
            || url.Fragment.Length > 0
        )
        {
            return (null, "Write the address as https://HOST/PATH, without a key, a query or a fragment in it.");
        }

        return url.Scheme == "https" || insecure || IsPrivate(url)
            ? (url, null)
            : (
                null,
                "http:// is not encrypted, and this host is not on this machine or a private network: everybody on the way could read"
                    + " your mail and the key. Use https://, or say that you accept it: --insecure (in config.yaml insecure: true)."
            );
    }

    /// <summary>
    /// Whether a host is this machine or on a private network by its name: a private address, a name of a local zone, or one without
    /// dots. That a name's address is private too is checked when it is connected to.
    /// </summary>
    public static bool IsPrivate(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var host = endpoint.IdnHost.Trim('[', ']').TrimEnd('.');
        return IPAddress.TryParse(host, out var address)
            ? IsPrivate(address)
            : endpoint.IsLoopback
                || !host.Contains('.')
                || s_localZones.Any(zone => host.EndsWith(zone, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether an address is this machine's, or of a private network (RFC 1918, RFC 4193, RFC 6598, link-local): no other that merely carries one.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return AddressReach.OfItself(address) switch
        {
            UrlReach.Loopback or UrlReach.Private or UrlReach.LinkLocal => true,
            UrlReach.None or UrlReach.Public or UrlReach.Reserved => false,
        };
    }
}
