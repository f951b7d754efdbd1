namespace MeshClaw.Core.Calendar;

/// <summary>Where an account's calendars are. No secret is part of it.</summary>
public abstract record CalendarPlace
{
    private CalendarPlace() { }

    /// <summary>A CalDAV server (RFC 4791).</summary>
    /// <param name="Server">Where discovery begins (RFC 6764): <c>https://HOST/</c>, with a path where it is known; <c>http</c> on this machine only.</param>
    /// <param name="User">The login's name.</param>
    public sealed record CalDav(Uri Server, string User) : CalendarPlace
    {
        /// <summary>A full path to certificates (PEM) that are trusted for this account, beside the system's.</summary>
        public string? CaFile { get; init; }
    }

    /// <summary>Google Calendar, through its own interface (v3).</summary>
    /// <param name="Address">Whose, normalised.</param>
    public sealed record Google(string Address) : CalendarPlace
    {
        /// <summary>Where it is; null for where everybody's is.</summary>
        public Uri? Root { get; init; }
    }

    /// <summary>Microsoft 365 and Outlook, through Microsoft Graph (v1.0).</summary>
    /// <param name="Address">Whose, normalised.</param>
    public sealed record Microsoft(string Address) : CalendarPlace
    {
        /// <summary>Where it is; null for where everybody's is.</summary>
        public Uri? Root { get; init; }
    }

    /// <summary>One iCalendar file of this device, or at an address: read only.</summary>
    /// <param name="Path">A full path, or null.</param>
    /// <param name="Address"><c>https</c> (or <c>webcal</c>, which is the same), or null; <c>http</c> on this machine only. May itself be a secret: then it is null, and kept as one.</param>
    public sealed record Ics(string? Path, Uri? Address) : CalendarPlace;
}
