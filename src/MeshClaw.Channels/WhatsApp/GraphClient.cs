using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>
/// Calls of the Cloud API for one phone number. Tries nothing twice. What was cut off after it may have reached the platform is
/// <see cref="ChannelFault.Unexpected"/>, what never reached it <see cref="ChannelFault.Unreachable"/>.
/// </summary>
internal sealed class GraphClient : IDisposable
{
    /// <summary>The version of the Graph API whose documentation this was written from.</summary>
    private const string Version = "v26.0";

    private const int MaxAnswer = 1024 * 1024;
    private static readonly Uri s_root = new("https://graph.facebook.com/");
    private const double SlowestBytesPerSecond = 64 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly Uri _root;
    private readonly string _number;
    private readonly Func<Secret?> _token;

    /// <param name="root">Where the platform is; null for Meta's.</param>
    /// <param name="number">The phone number's id.</param>
    /// <param name="token">The access token, asked for each call.</param>
    public GraphClient(Uri? root, string number, Func<Secret?> token)
    {
        (_root, _number, _token) = (root ?? s_root, number, token);
        // Redirects are not followed: the token would go along.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = s_patience / 4,
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }; // Each call has its own patience.
        _http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "MeshClaw");
    }

    /// <summary>Who the number is.</summary>
    public Task<PhoneNumber> ReadNumberAsync(CancellationToken cancellationToken) =>
        CallAsync(
            new HttpRequestMessage(HttpMethod.Get, At($"{_number}?fields=id,display_phone_number,verified_name")),
            WhatsAppJson.Default.PhoneNumber,
            cancellationToken
        );

    /// <summary>Sends a message; returns its id.</summary>
    public async Task<string> SendAsync(SendRequest message, CancellationToken cancellationToken)
    {
        var answer = await PostAsync(
            message,
            WhatsAppJson.Default.SendRequest,
            WhatsAppJson.Default.SendResponse,
            cancellationToken
        );
        return answer.Messages is [{ Id: { Length: > 0 } id }] ? id : throw Undocumented();
    }

    /// <summary>Marks a message as read, and shows that an answer is being written.</summary>
    public async Task ShowTypingAsync(string message, CancellationToken cancellationToken)
    {
        var answer = await PostAsync(
            new TypingRequest(message),
            WhatsAppJson.Default.TypingRequest,
            WhatsAppJson.Default.SuccessResponse,
            cancellationToken
        );
        _ = answer.Success is true ? answer : throw Undocumented();
    }

    /// <summary>Gives the platform a file; returns its id.</summary>
    public async Task<string> UploadAsync(
        string name,
        string mediaType,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    )
    {
        using var file = new ReadOnlyMemoryContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("whatsapp"), "messaging_product" },
            { new StringContent(mediaType), "type" },
            { file, "file", name },
        };
        var request = new HttpRequestMessage(HttpMethod.Post, At($"{_number}/media")) { Content = form };
        var answer = await CallAsync(request, WhatsAppJson.Default.UploadResponse, cancellationToken);
        return answer.Id is { Length: > 0 } id ? id : throw Undocumented();
    }

    /// <summary>Fetches a file that somebody sent, and checks it against the hash that the platform tells.</summary>
    public async Task<byte[]> DownloadAsync(string media, long atMost, CancellationToken cancellationToken)
    {
        var about = await CallAsync(
            new HttpRequestMessage(
                HttpMethod.Get,
                At($"{Uri.EscapeDataString(media)}?phone_number_id={Uri.EscapeDataString(_number)}")
            ),
            WhatsAppJson.Default.MediaResponse,
            cancellationToken
        );
        if (about.FileSize > atMost)
        {
            throw TooLarge(atMost);
        }

        if (!Uri.TryCreate(about.Url, UriKind.Absolute, out var url) || !IsOfPlatform(url))
        {
            throw Undocumented(); // The token goes along: to Meta's own hosts alone.
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        var content = await SendRawAsync(
            request,
            (response, ending) => ReadAsync(response, atMost, () => TooLarge(atMost), ending),
            about.FileSize ?? atMost,
            cancellationToken
        );
        var hash = SHA256.HashData(content);
        // Documented as a hash without its form: answers have hex, webhooks have base64.
        return
            about.Sha256 is null
            || about.Sha256.Equals(Convert.ToHexString(hash), StringComparison.OrdinalIgnoreCase)
            || about.Sha256 == Convert.ToBase64String(hash)
            ? content
            : throw new ChannelException(ChannelFault.Unexpected, "The file is not the one that WhatsApp announced.");
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private Uri At(string path) => new(_root, $"{Version}/{path}");

    // lookaside.fbsbx.com serves files; the others are Meta's as well.
    private bool IsOfPlatform(Uri url) =>
        url.Authority == _root.Authority && url.Scheme == _root.Scheme
        || url.Scheme == Uri.UriSchemeHttps
            && url.IsDefaultPort
            && url.UserInfo.Length == 0
            && (
                url.IdnHost.EndsWith(".fbsbx.com", StringComparison.OrdinalIgnoreCase)
                || url.IdnHost.EndsWith(".facebook.com", StringComparison.OrdinalIgnoreCase)
                || url.IdnHost.EndsWith(".whatsapp.net", StringComparison.OrdinalIgnoreCase)
            );

    private Task<TAnswer> PostAsync<TBody, TAnswer>(
        TBody body,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<TAnswer> answerType,
        CancellationToken cancellationToken
    )
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, At($"{_number}/messages")) { Content = content };
        return CallAsync(request, answerType, cancellationToken);
    }

    private async Task<TAnswer> CallAsync<TAnswer>(
        HttpRequestMessage request,
        JsonTypeInfo<TAnswer> type,
        CancellationToken cancellationToken
    )
    {
        using var sending = request;
        var body = await SendRawAsync(
            request,
            (response, ending) => ReadAsync(response, MaxAnswer, Undocumented, ending),
            request.Content?.Headers.ContentLength ?? 0,
            cancellationToken
        );
        return Parse(body, type) ?? throw Undocumented();
    }

    private async Task<byte[]> SendRawAsync(
        HttpRequestMessage request,
        Func<HttpResponseMessage, CancellationToken, Task<byte[]>> read,
        long bytes,
        CancellationToken cancellationToken
    )
    {
        // Real time: how long a network takes is no matter of the injected clock.
        using var late = new CancellationTokenSource(s_patience + TimeSpan.FromSeconds(bytes / SlowestBytesPerSecond));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var token =
            _token() ?? throw new ChannelException(ChannelFault.Refused, "There is no access token for WhatsApp.");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return await read(response, either.Token);
            }

            var body = await ReadAsync(response, MaxAnswer, Undocumented, either.Token);
            var error = Parse(body, WhatsAppJson.Default.ErrorResponse)?.Error;
            throw GraphFaults.From(error, (int)response.StatusCode, response.Headers);
        }
        catch (HttpRequestException failure)
        {
            throw failure.HttpRequestError
                is HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ProxyTunnelError
                ? new ChannelException(ChannelFault.Unreachable, "WhatsApp cannot be reached.", failure)
                : CutOff(failure);
        }
        catch (IOException failure)
        {
            throw CutOff(failure);
        }
        catch (OperationCanceledException gone) when (!cancellationToken.IsCancellationRequested)
        {
            throw CutOff(gone);
        }
    }

    private static async Task<byte[]> ReadAsync(
        HttpResponseMessage response,
        long atMost,
        Func<ChannelException> tooLarge,
        CancellationToken cancellationToken
    )
    {
        if (response.Content.Headers.ContentLength > atMost)
        {
            throw tooLarge();
        }

        using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var all = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (all.Length + read > atMost)
                {
                    throw tooLarge();
                }

                all.Write(buffer, 0, read);
            }

            return all.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static T? Parse<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return default; // Whoever asked says what that means.
        }
    }

    private static ChannelException Undocumented() =>
        new(ChannelFault.Unexpected, "WhatsApp answered with something that it does not document.");

    private static ChannelException CutOff(Exception why) =>
        new(ChannelFault.Unexpected, "The connection to WhatsApp ended before its answer.", why);

    private static ChannelException TooLarge(long atMost) =>
        new(ChannelFault.Invalid, $"The file is larger than {atMost} bytes.");
}
