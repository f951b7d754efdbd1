namespace MeshClaw.Core.Tests.Configuration;

/// <summary>A folder of a test's own, gone afterwards.</summary>
internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meshclaw-tests-");

    public string Path => _folder.FullName;

    public string File(string name) => System.IO.Path.Join(Path, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
