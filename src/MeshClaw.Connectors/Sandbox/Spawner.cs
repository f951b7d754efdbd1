using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>
/// Starts programs with the descriptors that they are given and no others. All of them are started by one thread that never ends: Linux
/// takes "die with your parent" to mean the thread that started a program, and those of the pool come and go.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class Spawner
{
    // The C libraries' own structures are smaller: 80 and 336 bytes with glibc, less with musl.
    private const int ActionsSize = 512;
    private const int AttributesSize = 1024;
    private const int SignalsSize = 128;
    private const short SetDefaults = 0x04;
    private const short SetMask = 0x08;

    private static readonly BlockingCollection<Order> s_orders = [];
    private static readonly Lazy<Thread> s_thread = new(static () =>
    {
        var thread = new Thread(Work) { IsBackground = true, Name = "sandbox starter" };
        thread.Start();
        return thread;
    });

    /// <summary>Starts a program without any environment; its process id.</summary>
    /// <param name="file">Full path.</param>
    /// <param name="arguments">The first is its own name.</param>
    /// <param name="descriptors">What it gets as 0, 1, 2 and so on.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static Task<int> StartAsync(string file, IReadOnlyList<string> arguments, IReadOnlyList<int> descriptors)
    {
        var order = new Order(file, arguments, descriptors);
        _ = s_thread.Value;
        s_orders.Add(order);
        return order.Started.Task;
    }

    private static void Work()
    {
        foreach (var order in s_orders.GetConsumingEnumerable())
        {
            try
            {
                order.Started.SetResult(Start(order));
            }
            catch (Exception failure)
            {
                order.Started.SetException(failure);
            }
        }
    }

    private static int Start(Order order)
    {
        var actions = stackalloc byte[ActionsSize];
        var attributes = stackalloc byte[AttributesSize];
        var all = stackalloc byte[SignalsSize];
        var none = stackalloc byte[SignalsSize];
        new Span<byte>(all, SignalsSize).Fill(0xff);
        new Span<byte>(none, SignalsSize).Clear();
        var moved = new List<int>();
        var arguments = Strings(order.Arguments);
        var environment = Strings([]);
        var file = (byte*)Marshal.StringToCoTaskMemUTF8(order.File);
        _ = Native.posix_spawn_file_actions_init(actions);
        _ = Native.posix_spawnattr_init(attributes);
        try
        {
            // .NET ignores SIGPIPE, and a program inherits what is ignored: `yes | head` would not end.
            _ = Native.posix_spawnattr_setsigdefault(attributes, all);
            _ = Native.posix_spawnattr_setsigmask(attributes, none);
            _ = Native.posix_spawnattr_setflags(attributes, SetDefaults | SetMask);
            foreach (var (number, descriptor) in order.Descriptors.Index())
            {
                // Out of the way first: a number that is given could be one that another is still to come from.
                var source = Native.Duplicate(descriptor, 100);
                moved.Add(source >= 0 ? source : throw new Win32Exception(Marshal.GetLastPInvokeError()));
                _ = Native.posix_spawn_file_actions_adddup2(actions, source, number);
            }

            foreach (var inherited in Inherited(order.Descriptors.Count))
            {
                _ = Native.posix_spawn_file_actions_addclose(actions, inherited);
            }

            var failed = Native.posix_spawn(out var process, file, actions, attributes, arguments, environment);
            return failed == 0 ? process : throw new Win32Exception(failed);
        }
        finally
        {
            moved.ForEach(static d => _ = Native.close(d));
            _ = Native.posix_spawn_file_actions_destroy(actions);
            _ = Native.posix_spawnattr_destroy(attributes);
            Free(arguments);
            Free(environment);
            Marshal.FreeCoTaskMem((nint)file);
        }
    }

    /// <summary>
    /// What this process got from its own parent without the mark that keeps it from programs; all that .NET opens has the mark. A list
    /// that is old by the time it is used: such descriptors are not made any more.
    /// </summary>
    private static List<int> Inherited(int from) =>
        Directory
            .EnumerateFileSystemEntries("/proc/self/fd")
            .Select(static path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
            .Where(d => d >= from && Native.IsInherited(d))
            .ToList();

    private static byte** Strings(IReadOnlyList<string> strings)
    {
        var block = (byte**)NativeMemory.AllocZeroed((nuint)strings.Count + 1, (nuint)sizeof(byte*));
        foreach (var (index, text) in strings.Index())
        {
            block[index] = (byte*)Marshal.StringToCoTaskMemUTF8(text);
        }

        return block;
    }

    private static void Free(byte** strings)
    {
        for (var at = strings; *at != null; at++)
        {
            Marshal.FreeCoTaskMem((nint)(*at));
        }

        NativeMemory.Free(strings);
    }

    private sealed record Order(string File, IReadOnlyList<string> Arguments, IReadOnlyList<int> Descriptors)
    {
        public TaskCompletionSource<int> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
