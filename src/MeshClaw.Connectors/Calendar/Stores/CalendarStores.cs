using MeshClaw.Core.Calendar;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Calendar.Stores;

/// <summary>What an account is entered with.</summary>
/// <param name="Password">Of CalDAV, or an address that is itself a secret; null where there is none.</param>
/// <param name="Token">Gives a token that holds now (OAuth 2.0); null with a password. Asked again after a 401, with <c>true</c> for a new one.</param>
public sealed record CalendarAccess(Secret? Password, Func<bool, CancellationToken, Task<Secret>>? Token);

/// <summary>Opens stores. Touches no network.</summary>
internal static class CalendarStores
{
    /// <summary>The store of a place.</summary>
    public static ICalendarStore Create(CalendarPlace place, CalendarAccess access, TimeProvider time) =>
        throw new NotSupportedException($"No store for {place.GetType().Name} yet ({access}, {time}).");
}
