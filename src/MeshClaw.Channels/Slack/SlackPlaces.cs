namespace MeshClaw.Channels.Slack;

/// <summary>Where Slack is, and which of the addresses that its answers name are its own: a token goes nowhere else.</summary>
internal sealed class SlackPlaces(Uri? root)
{
    private static readonly Uri s_usual = new("https://slack.com/api/");
    private readonly Uri _root = root ?? s_usual;

    /// <summary>The address of a method.</summary>
    public Uri Method(string name) => new(_root, name);

    /// <summary>An address that an answer named; null where it is not Slack's own, or not encrypted as the Web API is.</summary>
    public Uri? Own(string? address, string scheme)
    {
        var wanted = _root.Scheme == Uri.UriSchemeHttps ? scheme + "s" : scheme;
        return
            Uri.TryCreate(address, UriKind.Absolute, out var found)
            && found.Scheme == wanted
            && found.UserInfo.Length == 0
            && (found.Host == _root.Host || found.Host.EndsWith("." + _root.Host, StringComparison.Ordinal))
            ? found
            : null;
    }
}
