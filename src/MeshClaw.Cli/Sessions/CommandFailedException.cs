namespace MeshClaw.Cli.Sessions;

/// <summary>A command cannot go on. The message and <see cref="Todo"/> are shown to the owner as they are.</summary>
public sealed class CommandFailedException : Exception
{
    /// <summary>What went wrong and what to do.</summary>
    /// <param name="code">For scripts: <c>not-found</c>, <c>usage</c> …</param>
    /// <param name="message">One sentence.</param>
    /// <param name="todo">What to do; null where there is nothing to say.</param>
    /// <param name="inner">The failure behind it.</param>
    public CommandFailedException(string code, string message, string? todo = null, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Todo = todo;
    }

    /// <summary>With a message alone.</summary>
    public CommandFailedException(string message)
        : this("failed", message) { }

    /// <summary>With the failure behind it.</summary>
    public CommandFailedException(string message, Exception inner)
        : this("failed", message, null, inner) { }

    /// <summary>For serializers.</summary>
    public CommandFailedException() { }

    /// <summary>For scripts.</summary>
    public string Code { get; } = "failed";

    /// <summary>What to do.</summary>
    public string? Todo { get; }
}
