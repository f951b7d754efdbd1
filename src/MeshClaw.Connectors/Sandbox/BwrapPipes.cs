using System.IO.Pipes;
using System.Runtime.Versioning;
using System.Text;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>
/// What goes between the gateway and one bubblewrap: the program's three streams, and by further pipes what nobody else shall read
/// (arguments with secrets in them), what the kernel takes (the filter), how it goes, and the gate that the program waits at.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class BwrapPipes : IDisposable
{
    public const int ArgumentsAt = 3;
    public const int FilterAt = 4;
    public const int StatusAt = 5;
    public const int GateAt = 6;
    public const int ReadyAt = 7;
    public const int UsersAt = 8;
    public const int GroupsAt = 9;

    private readonly AnonymousPipeServerStream[] _all;

    public BwrapPipes()
    {
        _all =
        [
            Input = To(),
            Output = From(),
            Error = From(),
            Arguments = To(),
            Filter = To(),
            Status = From(),
            Gate = To(),
            Ready = From(),
            Users = To(),
            Groups = To(),
        ];
        StatusLines = new StreamReader(Status, leaveOpen: true);
    }

    public AnonymousPipeServerStream Input { get; }

    public AnonymousPipeServerStream Output { get; }

    public AnonymousPipeServerStream Error { get; }

    public AnonymousPipeServerStream Arguments { get; }

    public AnonymousPipeServerStream Filter { get; }

    public AnonymousPipeServerStream Status { get; }

    /// <summary><see cref="Status"/> by lines.</summary>
    public StreamReader StatusLines { get; }

    public AnonymousPipeServerStream Gate { get; }

    public AnonymousPipeServerStream Ready { get; }

    public AnonymousPipeServerStream Users { get; }

    public AnonymousPipeServerStream Groups { get; }

    /// <summary>The program's ends, in the order of their numbers.</summary>
    public IReadOnlyList<int> Theirs => [.. _all.Select(p => (int)p.ClientSafePipeHandle.DangerousGetHandle())];

    /// <summary>Once the program has them: while they are open here too, nothing ever ends.</summary>
    public void LetGo()
    {
        foreach (var pipe in _all)
        {
            pipe.DisposeLocalCopyOfClientHandle();
        }
    }

    /// <summary>Writes all that one pipe is for, and ends it.</summary>
    public static async Task FillAsync(Stream pipe, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await using (pipe.ConfigureAwait(false))
        {
            await pipe.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Arguments as bubblewrap reads them: each ends with a zero.</summary>
    public static byte[] ToBytes(IEnumerable<string> arguments) =>
        Encoding.UTF8.GetBytes(string.Concat(arguments.Select(a => a + '\0')));

    /// <inheritdoc />
    public void Dispose()
    {
        StatusLines.Dispose();
        foreach (var pipe in _all)
        {
            pipe.DisposeLocalCopyOfClientHandle();
            pipe.Dispose();
        }
    }

    private static AnonymousPipeServerStream To() => new(PipeDirection.Out, HandleInheritability.None);

    private static AnonymousPipeServerStream From() => new(PipeDirection.In, HandleInheritability.None);
}
