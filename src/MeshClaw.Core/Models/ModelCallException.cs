using MeshClaw.Policy;

namespace MeshClaw.Core.Models;

/// <summary>What went wrong with a call of a model.</summary>
public enum ModelFault
{
    /// <summary>No model is connected, or none of that name.</summary>
    NoModel,

    /// <summary>It cannot be reached, or the connection broke before an answer began.</summary>
    Unreachable,

    /// <summary>It did not answer in time.</summary>
    TimedOut,

    /// <summary>Too many calls, or the provider has no room for more (429, 529).</summary>
    Busy,

    /// <summary>The provider failed (5xx, an error inside a stream that had not begun).</summary>
    ProviderFailed,

    /// <summary>The key is wrong or missing (401), or may not do this (403).</summary>
    NotAllowed,

    /// <summary>The account has no money or quota left (402, or 429 that says so).</summary>
    NothingLeft,

    /// <summary>The model or the address is not there (404).</summary>
    NotFound,

    /// <summary>What was sent is longer than the model takes.</summary>
    ContextOverflow,

    /// <summary>The provider did not accept the request otherwise (other 4xx).</summary>
    BadRequest,

    /// <summary>What came is nothing that this interface answers: a web page, broken text, a line without end.</summary>
    BadAnswer,

    /// <summary>The answer broke off after it had begun. What had come was handed over; nothing was tried again.</summary>
    Cut,
}

/// <summary>
/// A model did not answer. The message is for the owner and for logs: it holds no key, and of what the provider wrote only a short,
/// cleaned piece.
/// </summary>
public sealed class ModelCallException : Exception
{
    /// <summary>With its kind.</summary>
    public ModelCallException(ModelFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>For serializers.</summary>
    public ModelCallException() { }

    /// <summary>For serializers.</summary>
    public ModelCallException(string message)
        : base(message) { }

    /// <summary>For serializers.</summary>
    public ModelCallException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>What kind of failure it is.</summary>
    public ModelFault Fault { get; } = ModelFault.ProviderFailed;

    /// <summary>The HTTP status; null where there was none.</summary>
    public int? Status { get; init; }

    /// <summary>How long the provider asks to wait; null where it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Which model; null where it was none in particular.</summary>
    public ConnectionName? Model { get; init; }

    /// <summary>Whether the same call may work a little later.</summary>
    public bool IsTransient =>
        Fault switch
        {
            ModelFault.Unreachable
            or ModelFault.TimedOut
            or ModelFault.Busy
            or ModelFault.ProviderFailed
            or ModelFault.BadAnswer => true,
            ModelFault.NoModel
            or ModelFault.NotAllowed
            or ModelFault.NothingLeft
            or ModelFault.NotFound
            or ModelFault.ContextOverflow
            or ModelFault.BadRequest
            or ModelFault.Cut => false,
        };
}

/// <summary>A call that a model wrote and that cannot be made. The message is for the model: it says what to write instead.</summary>
public sealed class CallFaultException : Exception
{
    /// <summary>With what the model is told.</summary>
    public CallFaultException(string message)
        : base(message) { }

    /// <summary>With what the model is told.</summary>
    public CallFaultException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>For serializers.</summary>
    public CallFaultException() { }
}
