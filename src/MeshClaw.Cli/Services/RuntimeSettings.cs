namespace MeshClaw.Cli.Services;

/// <summary>
/// What the .NET runtime of a gateway in the background is told by its environment, because it takes it from nowhere else.
/// </summary>
internal static class RuntimeSettings
{
    /// <summary>
    /// The youngest generation gets 8 MB. By default its size is that of the processor's cache, which servers share out as a whole: with one
    /// of 260 MB a gateway grew by 60 MB before it collected anything.
    /// </summary>
    public static IReadOnlyDictionary<string, string> All { get; } =
        new Dictionary<string, string> { ["DOTNET_GCgen0size"] = "0x800000" };
}
