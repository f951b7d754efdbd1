using System.Buffers;
using System.Net;
using System.Text.Json;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.OAuth;

/// <summary>
/// Speaks with a provider's endpoints: forms out, JSON back, at most 64 KiB, in at most 30 seconds. What was sent never stands in an
/// exception. Redirects are the caller's <see cref="HttpClient"/>'s affair: it should follow none, since forms hold secrets.
/// </summary>
internal sealed class OAuthWire(HttpClient http, TimeProvider time)
{
    private const int MaxAnswer = 64 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public TimeProvider Time => time;

    /// <summary>Posts a form; the answer of an endpoint that refuses has an <see cref="OAuthAnswer.Error"/>.</summary>
    /// <exception cref="ConnectorException">There was no answer, or one that is none.</exception>
    public async Task<OAuthAnswer> PostAsync(
        OAuthProvider provider,
        Uri endpoint,
        IReadOnlyList<(string Name, string? Value)> form,
        CancellationToken cancellationToken
    )
    {
        var (status, body) = await SendAsync(provider, endpoint, form, cancellationToken);
        OAuthAnswer? answer = null;
        try
        {
            answer = body.Length == 0 ? null : JsonSerializer.Deserialize(body, OAuthJson.Default.OAuthAnswer);
        }
        catch (JsonException)
        {
            // Said below; the failure itself would quote the answer.
        }

        if (answer is null || (status != HttpStatusCode.OK && answer.Error is null))
        {
            throw new ConnectorException(
                $"{provider.Title} answered {(int)status} where it should have signed in. Try again later."
            );
        }

        return answer;
    }

    /// <summary>Gives a token back (RFC 7009 2.1); false where the provider did not take it.</summary>
    public async Task<bool> RevokeAsync(OAuthProvider provider, Secret token, CancellationToken cancellationToken)
    {
        if (provider.RevocationEndpoint is not { } endpoint)
        {
            return false;
        }

        var (status, _) = await SendAsync(
            provider,
            endpoint,
            [("token", token.Reveal()), ("token_type_hint", "refresh_token")],
            cancellationToken
        );
        // An invalid token is a success by RFC 7009 2.2, and 400 with invalid_token at Google: either way it no longer works.
        return status is HttpStatusCode.OK or HttpStatusCode.BadRequest;
    }

    /// <summary>The tokens of an answer that has them.</summary>
    public OAuthTokens Tokens(OAuthProvider provider, OAuthAnswer answer)
    {
        if (string.IsNullOrEmpty(answer.AccessToken))
        {
            throw new ConnectorException($"{provider.Title} said yes but gave no access token. Try again.");
        }

        // A minute early: the token has to live until the service has seen it.
        var expires = answer.ExpiresIn is { } seconds
            ? time.GetUtcNow().AddSeconds(Math.Clamp(seconds, 0, 86_400 * 365L))
            : (DateTimeOffset?)null;
        var refresh = string.IsNullOrEmpty(answer.RefreshToken) ? null : new Secret(answer.RefreshToken);
        return new OAuthTokens(new Secret(answer.AccessToken), expires, refresh);
    }

    /// <summary>A refusal in the provider's words: one line, bounded, without anything that was sent.</summary>
    public static string Words(OAuthAnswer answer, IReadOnlyList<(string Name, string? Value)> form)
    {
        var line = string.Concat((answer.ErrorDescription ?? "").Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        var echoes = form.Any(f =>
            f.Name is "client_secret" or "refresh_token" or "code" or "device_code" or "code_verifier" or "token"
            && f.Value is { Length: > 0 } secret
            && line.Contains(secret, StringComparison.Ordinal)
        );
        var code = string.Concat((answer.Error ?? "").Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'));
        return line.Length == 0 || echoes ? code
            : line.Length > 300 ? $"{code}: {line[..300]}…"
            : $"{code}: {line}";
    }

    private async Task<(HttpStatusCode, byte[])> SendAsync(
        OAuthProvider provider,
        Uri endpoint,
        IReadOnlyList<(string Name, string? Value)> form,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
            request.Headers.Accept.ParseAdd("application/json");
            request.Content = new FormUrlEncodedContent(
                form.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Name, f.Value!)) // Filtered.
            );
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            return (response.StatusCode, await ReadAsync(stream, either.Token));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new ConnectorException($"{provider.Title} ({endpoint.Host}) does not answer. Look at the network.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectorException($"{provider.Title} ({endpoint.Host}) did not answer within 30 seconds.");
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxAnswer);
        try
        {
            var length = await stream.ReadAtLeastAsync(
                buffer.AsMemory(0, MaxAnswer),
                MaxAnswer,
                throwOnEndOfStream: false,
                cancellationToken
            );
            return buffer[..length];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
