using System.Collections.Immutable;

namespace MeshClaw.Core.Channels;

/// <summary>
/// A channel whose platform calls us. The calls reach the second listener, which serves <c>/hooks/*</c> alone; they are anybody's until the channel has
/// checked the platform's signature over the bytes of the body.
/// </summary>
public interface IHookChannel : IChannel
{
    /// <summary>
    /// Answers a call of the platform. A call that is not the platform's own (bad or missing signature, another account, too old) is answered 401
    /// or 403, one that cannot be read 400, and neither reaches the inbox. Answers 200 only after the inbox has returned; where that throws, so does this,
    /// which is 503 to the platform: it calls again.
    /// </summary>
    Task<HookAnswer> ReceiveAsync(HookRequest request, IChannelInbox inbox, CancellationToken cancellationToken);
}

/// <summary>A call of a platform. At most <see cref="MaxBody"/>; what is larger was answered 413 before.</summary>
/// <param name="Method"><c>GET</c> or <c>POST</c>; all others were refused before.</param>
/// <param name="Query">By name; the last of those that came twice.</param>
/// <param name="Headers">By name, in any case; those that came twice are joined by commas.</param>
/// <param name="Body">Its bytes, as they came.</param>
public sealed record HookRequest(
    string Method,
    ImmutableDictionary<string, string> Query,
    ImmutableDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body
)
{
    /// <summary>The most bytes of a body: WhatsApp documents webhooks of up to 3 MB.</summary>
    public const int MaxBody = 3 * 1024 * 1024;
}

/// <summary>What to answer a platform.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">Text; mostly empty.</param>
public sealed record HookAnswer(int Status, string Body = "");
