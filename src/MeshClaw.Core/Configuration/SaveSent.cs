namespace MeshClaw.Core.Configuration;

/// <summary>Whether a copy of what was sent is put into the folder of sent mail.</summary>
public enum SaveSent
{
    /// <summary>Unless the provider is known to do it itself.</summary>
    Auto,

    /// <summary>Where it is missing there, whoever the provider is.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}
