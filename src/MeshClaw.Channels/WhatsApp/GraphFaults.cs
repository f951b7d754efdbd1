using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>What an error of the platform means for us, by its code: that is what Meta advises to go by.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes</remarks>
internal static class GraphFaults
{
    /// <summary>The window of 24 hours is over.</summary>
    public const int ReEngagement = 131047;

    /// <summary>Too many messages to the same person.</summary>
    private const int PairRate = 131056;

    // "1 message every 6 seconds" to the same person; the answer itself does not say how long.
    private static readonly TimeSpan s_pairPause = TimeSpan.FromSeconds(6);

    /// <summary>The error as an exception.</summary>
    /// <param name="error">What it says; null where the answer holds none.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="headers">Of the answer.</param>
    public static ChannelException From(GraphError? error, int status, HttpResponseHeaders headers)
    {
        if (error?.Code is not { } code)
        {
            // A 503 did nothing. Any other 5xx may have done what was asked before it failed.
            return status switch
            {
                401 => new(ChannelFault.Refused, "WhatsApp refuses the access token (401)."),
                429 => new(ChannelFault.RateLimited, "WhatsApp refuses further calls for now (429).")
                {
                    RetryAfter = WaitOf(headers, 0),
                },
                503 => new(ChannelFault.Unreachable, "WhatsApp is in trouble itself (503)."),
                _ => new(ChannelFault.Unexpected, $"WhatsApp answered {status} without saying why."),
            };
        }

        var said = Said(error);
        return FaultOf(code) switch
        {
            ChannelFault.RateLimited => new(ChannelFault.RateLimited, said) { RetryAfter = WaitOf(headers, code) },
            var fault => new(fault, said),
        };
    }

    /// <summary>Code and reason, for people.</summary>
    public static string Said(GraphError error)
    {
        var reason = error.ErrorData?.Details ?? error.Message ?? "no reason given";
        var clean = new string([.. reason.Take(300).Select(c => char.IsControl(c) ? ' ' : c)]);
        return string.Create(CultureInfo.InvariantCulture, $"WhatsApp says: {clean} (code {error.Code})");
    }

    private static ChannelFault FaultOf(int code) =>
        code switch
        {
            ReEngagement => ChannelFault.WindowClosed,
            4 or 80007 or 130429 or 131048 or PairRate or 133016 => ChannelFault.RateLimited,
            // Token, permissions, an account that is locked or restricted, a number that is not registered.
            0 or 3 or 10 or 190 or (>= 200 and <= 299) or 368 or 131005 or 131031 or 133010 => ChannelFault.Refused,
            // "Temporary due to downtime or due to being overloaded", "a service is temporarily unavailable".
            2 or 131016 or 131057 or 133004 => ChannelFault.Unreachable,
            33
            or 100
            or (>= 130472 and <= 130499)
            or (>= 131008 and <= 131062)
            or (>= 132000 and <= 132999)
            or 133009
            or 134011 => ChannelFault.Invalid,
            _ => ChannelFault.Unexpected,
        };

    private static TimeSpan? WaitOf(HttpResponseHeaders headers, int code)
    {
        if (headers.RetryAfter?.Delta is { } delta)
        {
            return delta;
        }

        if (headers.TryGetValues("X-Business-Use-Case-Usage", out var values))
        {
            try
            {
                var usage = JsonSerializer.Deserialize(
                    values.First(),
                    WhatsAppJson.Default.DictionaryStringUseCaseUsageArray
                );
                var minutes = usage?.Values.SelectMany(u => u).Max(u => u?.EstimatedTimeToRegainAccess) ?? 0;
                if (minutes > 0)
                {
                    return TimeSpan.FromMinutes(Math.Min(minutes, 24 * 60));
                }
            }
            catch (Exception unreadable) when (unreadable is JsonException or ArgumentNullException)
            {
                // Then it does not say; the outbox has waits of its own.
            }
        }

        return code == PairRate ? s_pairPause : null;
    }
}
