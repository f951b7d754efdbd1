using MeshClaw.Core.Secrets;

namespace MeshClaw.Core.Sandbox;

/// <summary>
/// The only thing that starts a program on behalf of an agent: commands, scripts of skills, MCP servers over stdio. What runs in it sees
/// the system's programs read-only, an empty home and <see cref="SandboxedProgram.Workspace"/>; never the owner's files, secrets, or the
/// gateway's socket. Thread-safe.
/// </summary>
public interface ISandbox
{
    /// <summary>Null where programs can be run; else why not, and what the owner can do, as a sentence.</summary>
    string? Missing { get; }

    /// <summary>
    /// Starts <paramref name="program"/>. A <see cref="SandboxException"/> where there is no sandbox, or where the program names what it
    /// must not have: nothing was started then.
    /// </summary>
    Task<ISandboxedProcess> StartAsync(SandboxedProgram program, CancellationToken cancellationToken);
}

/// <summary>A program with all that it may have: what is not named here it does not get.</summary>
public sealed record SandboxedProgram
{
    /// <summary>Name looked up in the sandbox's own PATH, or an absolute path in it.</summary>
    public required string File { get; init; }

    /// <summary>Its arguments, each handed over as it is: no shell reads them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Absolute folder, where it starts and alone may write; it stands at the same path inside.</summary>
    public required string Workspace { get; init; }

    /// <summary>Absolute files and folders that it may read as well, such as the folder of a skill.</summary>
    public IReadOnlyList<string> Readable { get; init; } = [];

    /// <summary>Whether it reaches the network. Without it there is not even loopback of this machine.</summary>
    public bool Network { get; init; }

    /// <summary>Its environment beside PATH, HOME, LANG and TMPDIR; nothing is inherited.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Secrets that the owner granted to this very program, as environment variables; never on a command line.</summary>
    public IReadOnlyDictionary<string, Secret> Secrets { get; init; } = new Dictionary<string, Secret>();

    /// <summary>After this long it is killed, with all that it started; null for a server, which lives until disposed.</summary>
    public TimeSpan? TimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Memory in bytes that each of its processes may have.</summary>
    public long MemoryLimit { get; init; } = 2L << 30;

    /// <summary>How many processes and threads it may have at once, beside others of the same user.</summary>
    public int ProcessLimit { get; init; } = 256;
}

/// <summary>A program that runs in the sandbox. Disposing kills it and all that it started.</summary>
public interface ISandboxedProcess : IAsyncDisposable
{
    /// <summary>What it reads.</summary>
    Stream Input { get; }

    /// <summary>What it writes.</summary>
    Stream Output { get; }

    /// <summary>What it complains of.</summary>
    Stream Error { get; }

    /// <summary>
    /// Its exit code (128 and the number where a signal ended it). Cancelling kills it. A <see cref="TimeoutException"/> where its time was
    /// up.
    /// </summary>
    Task<int> WaitForExitAsync(CancellationToken cancellationToken);
}

/// <summary>A program was not started; the message says why and what to do, and may reach the owner and the model.</summary>
public sealed class SandboxException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Where there is no sandbox: refuses, and says why.</summary>
public sealed class DisabledSandbox(string why) : ISandbox
{
    /// <inheritdoc />
    public string? Missing => why;

    /// <inheritdoc />
    public Task<ISandboxedProcess> StartAsync(SandboxedProgram program, CancellationToken cancellationToken) =>
        throw new SandboxException(why);
}
