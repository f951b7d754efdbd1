namespace MeshClaw.Policy.Urls;

/// <summary>What is suspicious about a URL, or about one that it carries. None of them proves anything; none missing proves the contrary.</summary>
[Flags]
public enum UrlFindings
{
    /// <summary>Nothing noticed.</summary>
    None = 0,

    /// <summary>Something stands before an <c>@</c> in the authority: a credential, or a host that is none.</summary>
    UserInfo = 1,

    /// <summary>A label of the host has letters of several scripts.</summary>
    MixedScript = 1 << 1,

    /// <summary>A label of the host is written in another script and looks like ASCII letters.</summary>
    Confusable = 1 << 2,

    /// <summary>A control, tab, line break, direction mark or other invisible character stands in it; browsers drop some of them.</summary>
    ControlOrFormatCharacter = 1 << 3,

    /// <summary>A backslash, which browsers read as a slash and other readers do not.</summary>
    Backslash = 1 << 4,

    /// <summary>The host is not written as itself: percent-encoded, compatibility characters, or an IP address in an unusual form.</summary>
    EncodedHost = 1 << 5,

    /// <summary>A port other than 80 and 443.</summary>
    UnusualPort = 1 << 6,

    /// <summary>The host is this device, or lies in a private, link-local or reserved network.</summary>
    PrivateAddress = 1 << 7,

    /// <summary>A part of it (host label, path segment, query, fragment) could carry data out: long, dense, an address or a long number.</summary>
    OpaqueData = 1 << 8,

    /// <summary>Neither http nor https.</summary>
    NonHttpScheme = 1 << 9,

    /// <summary>Browsers mend it: missing or too many slashes, no scheme.</summary>
    Irregular = 1 << 10,
}
