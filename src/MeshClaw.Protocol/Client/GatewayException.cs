namespace MeshClaw.Protocol.Client;

/// <summary>The gateway refused, failed, or cannot be reached. The message and <see cref="Detail"/> are for the owner.</summary>
public sealed class GatewayException : Exception
{
    /// <summary>What a gateway answered, or what kept it from answering.</summary>
    /// <param name="code">For scripts, as <see cref="Problem.Code"/>; <see cref="Unreachable"/> where nothing answered.</param>
    /// <param name="message">What went wrong, one sentence.</param>
    /// <param name="detail">What to do; null where there is nothing to say.</param>
    /// <param name="status">HTTP status; 0 where nothing answered.</param>
    /// <param name="inner">The failure behind it.</param>
    public GatewayException(string code, string message, string? detail = null, int status = 0, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Detail = detail;
        Status = status;
    }

    /// <summary>With a message alone.</summary>
    public GatewayException(string message)
        : this("failed", message) { }

    /// <summary>With the failure behind it.</summary>
    public GatewayException(string message, Exception inner)
        : this("failed", message, inner: inner) { }

    /// <summary>For serializers.</summary>
    public GatewayException() { }

    /// <summary>The code of an answer that never came.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>For scripts: <c>not-found</c>, <c>stopped</c>, <c>hash-mismatch</c>, <c>unreachable</c> …</summary>
    public string Code { get; } = "failed";

    /// <summary>What to do.</summary>
    public string? Detail { get; }

    /// <summary>HTTP status; 0 where nothing answered.</summary>
    public int Status { get; }
}
