using System.Runtime.Versioning;
using MeshClaw.Core.Sandbox;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>
/// Runs programs in namespaces of their own with bubblewrap: docs/sandbox.md says what that guarantees. Whether it works here is found out
/// when first asked, and again only while it does not.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class BubblewrapSandbox(SandboxPlaces places, TimeProvider time) : ISandbox
{
    private volatile string? _bwrap;

    /// <inheritdoc />
    public string? Missing
    {
        get
        {
            if (_bwrap is not null)
            {
                return null;
            }

            var (bwrap, why) = BwrapProbe.Look();
            _bwrap = bwrap;
            return why;
        }
    }

    /// <inheritdoc />
    public async Task<ISandboxedProcess> StartAsync(SandboxedProgram program, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (Missing is { } missing)
        {
            throw new SandboxException(missing);
        }

        var bwrap = _bwrap!; // Nothing is missing: it was found, and is not forgotten.
        var pins = new List<PinnedPath>();
        try
        {
            pins.Add(Pin(program.Workspace, writable: true));
            pins.AddRange(program.Readable.Select(r => Pin(r, writable: false)));
            var command = BwrapCommand.Of(program, pins[0], pins[1..], places.Hidden);
            return await BwrapStart
                .StartAsync(bwrap, command, program, pins, time, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            pins.ForEach(static p => p.Dispose());
        }
    }

    private PinnedPath Pin(string path, bool writable)
    {
        var pin = PinnedPath.Open(path);
        if (places.Refuses(pin.Path, writable) is { } why)
        {
            pin.Dispose();
            throw new SandboxException(why);
        }

        return pin;
    }
}
