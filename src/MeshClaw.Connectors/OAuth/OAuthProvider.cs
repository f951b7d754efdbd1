using System.Collections.Immutable;

namespace MeshClaw.Connectors.OAuth;

/// <summary>What MeshClaw asks access for.</summary>
public enum OAuthUse
{
    /// <summary>Reading mail over IMAP and sending it over SMTP.</summary>
    ImapAndSmtp,

    /// <summary>Mail through Gmail's own interface.</summary>
    GmailApi,
}

/// <summary>How the owner says yes.</summary>
public enum OAuthFlow
{
    /// <summary>A code that is typed in on any device (RFC 8628).</summary>
    Device,

    /// <summary>A browser that comes back to this machine (RFC 8252, with PKCE, RFC 7636).</summary>
    Loopback,
}

/// <summary>A service that signs owners in: where, and with which scopes. The client's id and secret are the owner's own.</summary>
public sealed record OAuthProvider
{
    /// <summary>As config.yaml names it.</summary>
    public required string Name { get; init; }

    /// <summary>As people call it.</summary>
    public required string Title { get; init; }

    /// <summary>Where codes for devices are given out (RFC 8628 3.1); null where there are none.</summary>
    public Uri? DeviceEndpoint { get; init; }

    /// <summary>Where the browser is sent to.</summary>
    public required Uri AuthorizationEndpoint { get; init; }

    /// <summary>Where tokens are given out.</summary>
    public required Uri TokenEndpoint { get; init; }

    /// <summary>Where tokens are given back (RFC 7009); null where the service has none.</summary>
    public Uri? RevocationEndpoint { get; init; }

    /// <summary>Where the owner sees and ends what MeshClaw may do, by hand.</summary>
    public required string AccountPage { get; init; }

    /// <summary>Scopes for each use; a use that is missing is not offered.</summary>
    public required ImmutableDictionary<OAuthUse, ImmutableArray<string>> Scopes { get; init; }

    /// <summary>How the owner says yes to these scopes here.</summary>
    public required OAuthFlow Flow { get; init; }

    /// <summary>What else the authorization endpoint wants.</summary>
    public ImmutableArray<(string Name, string Value)> Extras { get; init; } = [];
}

/// <summary>The providers that MeshClaw knows.</summary>
public static class OAuthProviders
{
    /// <summary>
    /// Google (developers.google.com/identity/protocols/oauth2/native-app). Its device flow refuses Gmail's scopes
    /// (…/oauth2/limited-input-device#allowedscopes), hence the loopback. A refresh token comes only with offline access and consent.
    /// </summary>
    public static OAuthProvider Google { get; } =
        new()
        {
            Name = "google",
            Title = "Google",
            DeviceEndpoint = new Uri("https://oauth2.googleapis.com/device/code"),
            AuthorizationEndpoint = new Uri("https://accounts.google.com/o/oauth2/v2/auth"),
            TokenEndpoint = new Uri("https://oauth2.googleapis.com/token"),
            RevocationEndpoint = new Uri("https://oauth2.googleapis.com/revoke"),
            AccountPage = "myaccount.google.com/connections",
            Scopes = ImmutableDictionary.CreateRange<OAuthUse, ImmutableArray<string>>([
                new(OAuthUse.ImapAndSmtp, ["https://mail.google.com/"]),
                new(
                    OAuthUse.GmailApi,
                    ["https://www.googleapis.com/auth/gmail.modify", "https://www.googleapis.com/auth/gmail.send"]
                ),
            ]),
            Flow = OAuthFlow.Loopback,
            Extras = [("access_type", "offline"), ("prompt", "consent")],
        };

    /// <summary>
    /// Microsoft, for accounts of work, school and home alike
    /// (learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth).
    /// It has no endpoint for giving tokens back.
    /// </summary>
    public static OAuthProvider Microsoft { get; } =
        new()
        {
            Name = "microsoft",
            Title = "Microsoft",
            DeviceEndpoint = new Uri("https://login.microsoftonline.com/common/oauth2/v2.0/devicecode"),
            AuthorizationEndpoint = new Uri("https://login.microsoftonline.com/common/oauth2/v2.0/authorize"),
            TokenEndpoint = new Uri("https://login.microsoftonline.com/common/oauth2/v2.0/token"),
            AccountPage = "account.live.com/consent/Manage (work or school: myapps.microsoft.com)",
            Scopes = ImmutableDictionary.CreateRange<OAuthUse, ImmutableArray<string>>([
                new(
                    OAuthUse.ImapAndSmtp,
                    [
                        "https://outlook.office.com/IMAP.AccessAsUser.All",
                        "https://outlook.office.com/SMTP.Send",
                        "offline_access",
                    ]
                ),
            ]),
            Flow = OAuthFlow.Device,
        };

    /// <summary>All of them.</summary>
    public static ImmutableArray<OAuthProvider> All { get; } = [Google, Microsoft];

    /// <summary>By its name in config.yaml; null where there is none of that name.</summary>
    public static OAuthProvider? Find(string name) => All.FirstOrDefault(p => p.Name == name);
}
