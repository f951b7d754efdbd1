using MeshClaw.Connectors.Files;
using MeshClaw.Connectors.Tests.Sandbox;

namespace MeshClaw.Connectors.Tests.Local;

/// <summary>A workspace with its holding folder, and secrets around them.</summary>
internal sealed class FilesHome : IAsyncDisposable
{
    public FilesHome()
    {
        Sandbox = new SandboxHome();
        Driver = new LocalDriver(Connector());
    }

    public SandboxHome Sandbox { get; }

    public LocalDriver Driver { get; }

    public string Root => Sandbox.Workspace;

    public string Holding => Sandbox.Home.HoldingFolder;

    /// <summary>As after a restart.</summary>
    public FilesConnector Connector() => new(FilesTools.Connection, Root, Holding, TimeProvider.System);

    public string At(string path) => Path.Join(Root, path);

    public string? Text(string path) => File.Exists(At(path)) ? File.ReadAllText(At(path)) : null;

    public void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!); // It lies in the workspace.
        File.WriteAllText(At(path), text);
    }

    public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
}
