namespace MeshClaw.Core.Mail.Index;

/// <summary>What an owner typed is no search; the message says what is wrong, all of it, and what is allowed. May be shown.</summary>
public sealed class MailQueryException : FormatException
{
    /// <summary>With what is wrong.</summary>
    public MailQueryException(string message)
        : base(message) { }

    /// <summary>For serializers.</summary>
    public MailQueryException() { }

    /// <summary>For serializers.</summary>
    public MailQueryException(string message, Exception inner)
        : base(message, inner) { }
}
