using System.Net;
using System.Text.Json;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Mail.Gmail;

/// <summary>An answer of Gmail that is no success, and what to do about it (developers.google.com/gmail/api/guides/handle-errors).</summary>
internal sealed record GmailFailure(HttpStatusCode Status, string Reason, string Words)
{
    private static readonly string[] s_slower = ["rateLimitExceeded", "userRateLimitExceeded", "backendError"];

    /// <summary>Reads the body of an answer; one that is not Gmail's has no reason.</summary>
    public static GmailFailure Read(HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        GmailError? error = null;
        try
        {
            error = body.IsEmpty ? null : JsonSerializer.Deserialize(body, GmailJson.Default.GmailErrorBody)?.Error;
        }
        catch (JsonException)
        {
            // A proxy's page, or half of one.
        }

        var reason = error?.Errors is [var first, ..] ? first.Reason : error?.Status;
        var line = string.Concat((error?.Message ?? "").Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return new GmailFailure(status, reason ?? "", line.Length > 200 ? line[..200] + "…" : line);
    }

    /// <summary>Whether the same request may work a little later.</summary>
    public bool IsForNow =>
        Status
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.InternalServerError
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout
                or HttpStatusCode.RequestTimeout
        || (Status == HttpStatusCode.Forbidden && s_slower.Contains(Reason));

    /// <summary>As the owner should read it.</summary>
    public ConnectorException Explain(MailAccount account)
    {
        var again = $"sign in again with: meshclaw connect {account.Connection} --oauth google";
        return new ConnectorException(
            (Status, Reason) switch
            {
                (HttpStatusCode.Unauthorized, _) =>
                    $"Google no longer accepts MeshClaw's access to {account.Gmail}: {again}",
                (HttpStatusCode.Forbidden, "insufficientPermissions" or "PERMISSION_DENIED") =>
                    $"The sign-in of {account.Gmail} does not cover its mail: {again} and leave every box ticked.",
                (HttpStatusCode.Forbidden, "accessNotConfigured" or "SERVICE_DISABLED") =>
                    "The Gmail API is not switched on in the Google Cloud project of your client id: console.cloud.google.com, \"APIs & "
                        + "Services\", \"Library\", \"Gmail API\", \"Enable\".",
                (HttpStatusCode.Forbidden, "dailyLimitExceeded") =>
                    "Your Google Cloud project has used up Gmail's daily quota. It works again tomorrow.",
                _ when IsForNow => "Gmail is busy and did not answer after several tries. Try again in a few minutes.",
                (HttpStatusCode.Forbidden or HttpStatusCode.NotFound, _) =>
                    $"Whoever signed in may not read {account.Gmail}'s mail: {again} as {account.Gmail}",
                _ => $"Gmail refused ({(int)Status}): {(Words.Length == 0 ? "it gave no reason." : Words)}",
            }
        );
    }
}
