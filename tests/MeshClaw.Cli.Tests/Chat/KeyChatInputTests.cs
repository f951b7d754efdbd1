using System.Collections.Concurrent;
using MeshClaw.Cli.Chat;
using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Tests.Chat;

public sealed class KeyChatInputTests : IDisposable
{
    private readonly BlockingCollection<ConsoleKeyInfo?> _keys = [];
    private readonly StringWriter _output = new();

    public void Dispose()
    {
        _keys.Add(null);
        _output.Dispose();
    }

    [Fact]
    public async Task A_line_is_read_and_what_comes_while_none_is_asked_for_is_told_of()
    {
        var input = Open();
        var meanwhile = new TaskCompletionSource<string>();
        input.Meanwhile = meanwhile.SetResult;
        var asked = input.ReadLineAsync("› ", TestContext.Current.CancellationToken);

        Type("hello\n");
        Assert.Equal("hello", await asked);
        Type("/stop\nand then");
        Assert.Equal("/stop", await meanwhile.Task);
        var next = input.ReadLineAsync("› ", TestContext.Current.CancellationToken);
        Type(" this\n");

        Assert.Equal("and then this", await next);
    }

    [Fact]
    public async Task The_end_of_the_input_ends_the_chat()
    {
        var input = Open();
        var asked = input.ReadLineAsync("› ", TestContext.Current.CancellationToken);
        _keys.Add(new ConsoleKeyInfo('\u0004', ConsoleKey.D, false, false, true));

        Assert.Null(await asked);
        var again = input.ReadLineAsync("› ", TestContext.Current.CancellationToken);
        _keys.Add(null);
        Assert.Null(await again);
        Assert.Null(await input.ReadLineAsync("› ", TestContext.Current.CancellationToken));
    }

    private KeyChatInput Open() =>
        new(
            new Screen(_output, _output, TextReader.Null, new TerminalTraits { Width = 80 }),
            [],
            () => _keys.Take() is { } key ? (key, false) : null
        );

    private void Type(string text)
    {
        foreach (var c in text)
        {
            var key = c == '\n' ? ConsoleKey.Enter : ConsoleKey.None;
            _keys.Add(new ConsoleKeyInfo(c, key, false, false, false));
        }
    }
}
