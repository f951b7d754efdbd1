using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MeshClaw.Core.Sandbox;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>
/// A file or folder that is held, so that what was checked and what is mounted can be compared: its name may come to mean something else
/// in between, by a program in another sandbox that writes there.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PinnedPath : IDisposable
{
    private readonly int _descriptor;

    private PinnedPath(int descriptor, string path, FileIdentity identity)
    {
        _descriptor = descriptor;
        Path = path;
        Identity = identity;
    }

    /// <summary>Where it really is: no part of it is a link.</summary>
    public string Path { get; }

    /// <summary>Which file it is.</summary>
    public FileIdentity Identity { get; }

    /// <exception cref="SandboxException">There is no such thing, or it cannot be seen.</exception>
    public static PinnedPath Open(string path)
    {
        if (!System.IO.Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new SandboxException($"'{path}' is no full path.");
        }

        var descriptor = Native.open(path, Native.PathOnly | Native.CloseOnExec);
        if (descriptor < 0)
        {
            throw new SandboxException(
                $"{path} cannot be given to a program: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}."
            );
        }

        var link = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}");
        if (
            new FileInfo(link).LinkTarget is { } real
            && System.IO.Path.IsPathFullyQualified(real)
            && Native.IdentityOf(descriptor) is { } identity
            && Native.IdentityOf(real) == identity
        )
        {
            return new PinnedPath(descriptor, real, identity);
        }

        _ = Native.close(descriptor);
        throw new SandboxException($"{path} cannot be given to a program: it was moved or removed meanwhile.");
    }

    /// <inheritdoc />
    public void Dispose() => _ = Native.close(_descriptor);
}
