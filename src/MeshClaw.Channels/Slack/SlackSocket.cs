using System.Net.WebSockets;
using System.Text.Json;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Slack;

/// <summary>A frame that came.</summary>
/// <param name="Bytes">Its bytes; of one that is too large only the beginning.</param>
/// <param name="IsWhole">False for one that is too large.</param>
internal readonly record struct SlackBytes(ReadOnlyMemory<byte> Bytes, bool IsWhole);

/// <summary>One connection of Socket Mode. One reader at a time; acknowledgements from any thread.</summary>
internal sealed class SlackSocket : IDisposable
{
    /// <summary>The most bytes of a frame: 64 KB of text in every spelling that JSON has for it, twice, with room.</summary>
    public const int MaxFrame = 2 * 1024 * 1024;

    private const int KeptOfTooLarge = 64 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly byte[] _buffer = new byte[16 * 1024];

    private SlackSocket()
    {
        // Finds out that the other side is gone without a word, as after a laptop slept.
        _socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(20);
        _socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
    }

    /// <summary>Connects.</summary>
    public static async Task<SlackSocket> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var made = new SlackSocket();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            await made._socket.ConnectAsync(address, patience.Token);
            return made;
        }
        catch (Exception broken) when (SlackErrors.IsBroken(broken, cancellationToken))
        {
            made.Dispose();
            throw SlackErrors.Away(broken);
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>The first frame, which Slack sends at once.</summary>
    public async Task<SlackBytes?> ReceiveFirstAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            return await ReceiveAsync(patience.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw SlackErrors.Away(late);
        }
    }

    /// <summary>The next frame; null when the other side has closed. A connection that broke is a <see cref="ChannelException"/>.</summary>
    public async Task<SlackBytes?> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var kept = new MemoryStream();
            long length = 0;
            while (true)
            {
                var part = await _socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                length += part.Count;
                if (length <= MaxFrame)
                {
                    kept.Write(_buffer, 0, part.Count);
                }
                else if (kept.Length > KeptOfTooLarge)
                {
                    kept.SetLength(KeptOfTooLarge);
                }

                if (part.EndOfMessage)
                {
                    return new SlackBytes(kept.ToArray(), length <= MaxFrame);
                }
            }
        }
        catch (Exception broken) when (SlackErrors.IsBroken(broken, cancellationToken))
        {
            throw SlackErrors.Away(broken);
        }
    }

    /// <summary>Acknowledges an envelope. False where the connection is gone: then Slack delivers it again, under the same ids of what is in it.</summary>
    public async Task<bool> AcknowledgeAsync(string envelope, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("envelope_id", envelope);
            writer.WriteEndObject();
        }

        try
        {
            await _sending.WaitAsync(cancellationToken);
            try
            {
                await _socket.SendAsync(
                    bytes.ToArray(),
                    WebSocketMessageType.Text,
                    endOfMessage: true,
                    cancellationToken
                );
                return true;
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception gone) when (gone is InvalidOperationException || SlackErrors.IsBroken(gone, cancellationToken))
        {
            return false;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _socket.Dispose();
}
