namespace MeshClaw.Models.Chat;

/// <summary>What telemetry of model calls is called. It holds no prompt and no answer, whoever listens.</summary>
public static class ModelTelemetry
{
    /// <summary>The name of the source of spans and of the meter.</summary>
    public const string Name = "MeshClaw.Models";

    /// <summary>The version of the semantic conventions. Another one is another decision: names in it change.</summary>
    public const string Conventions = "1.37.0";
}
