namespace MeshClaw.Core.Runs;

/// <summary>A run that goes on only if the owner says so. The message is for the owner and says how.</summary>
public sealed class RunPausedException : Exception
{
    /// <summary>With why, and what to do.</summary>
    public RunPausedException(string message)
        : base(message) { }

    /// <summary>For serializers.</summary>
    public RunPausedException()
        : this("The run is paused.") { }

    /// <summary>For serializers.</summary>
    public RunPausedException(string message, Exception inner)
        : base(message, inner) { }
}
