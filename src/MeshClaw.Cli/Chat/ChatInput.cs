using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Chat;

/// <summary>What the owner types in a chat: whole lines, with editing where there is a keyboard.</summary>
internal abstract class ChatInput
{
    /// <summary>Told of a line that was typed while nobody waited for one: during a turn.</summary>
    public Action<string> Meanwhile { get; set; } = _ => { };

    /// <summary>The next line; null where there will be none any more.</summary>
    public abstract Task<string?> ReadLineAsync(string prompt, CancellationToken cancellationToken);

    /// <summary>Adds to what the arrow keys bring back.</summary>
    public virtual void Remember(string line) { }
}

/// <summary>Lines from a pipe or a terminal that cannot move its cursor.</summary>
internal sealed class PlainChatInput(Screen screen) : ChatInput
{
    public override Task<string?> ReadLineAsync(string prompt, CancellationToken cancellationToken)
    {
        if (screen.Interactive)
        {
            screen.Output.Write(prompt);
        }

        return screen.ReadLineAsync(cancellationToken);
    }
}

/// <summary>
/// Keys of a terminal. One thread waits for them for as long as the program lives, since a console can only be read by a thread that waits;
/// what is typed while no line is asked for is kept for the next, and handed to <see cref="ChatInput.Meanwhile"/> where Enter ends it.
/// </summary>
/// <param name="screen">Where the line is drawn.</param>
/// <param name="commands">What Tab completes.</param>
/// <param name="read">Waits for a key, and says whether more are there already; null at the end.</param>
internal sealed class KeyChatInput(
    Screen screen,
    IReadOnlyList<string> commands,
    Func<(ConsoleKeyInfo Key, bool More)?> read
) : ChatInput
{
    private readonly Lock _lock = new();
    private readonly LineBuffer _line = new(commands);
    private TaskCompletionSource<string?>? _asked;
    private string _prompt = "";
    private bool _ended;
    private bool _started;

    public override async Task<string?> ReadLineAsync(string prompt, CancellationToken cancellationToken)
    {
        Task<string?> answer;
        lock (_lock)
        {
            if (_ended)
            {
                return null;
            }

            _asked = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _prompt = prompt;
            answer = _asked.Task;
            Draw();
            if (!_started)
            {
                _started = true;
                new Thread(Pump) { IsBackground = true, Name = "keyboard" }.Start();
            }
        }

        return await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Remember(string line)
    {
        lock (_lock)
        {
            _line.Remember(line);
        }
    }

    private void Pump()
    {
        while (read() is { } pressed)
        {
            if (OnKey(pressed.Key, pressed.More) is { } meanwhile)
            {
                Meanwhile(meanwhile);
            }
        }

        End();
    }

    // A line that nobody asked for, if the key ended one.
    private string? OnKey(ConsoleKeyInfo key, bool more)
    {
        lock (_lock)
        {
            var isEnd = key.Key == ConsoleKey.D && key.Modifiers.HasFlag(ConsoleModifiers.Control);
            if (isEnd && _line.Text.Length == 0)
            {
                Answer(null);
                return null;
            }

            if (!_line.Press(key, more))
            {
                if (_asked is not null && !more)
                {
                    Draw();
                }

                return null;
            }

            if (_asked is not null)
            {
                Draw(); // What came at once, such as what is pasted, was not drawn before.
            }

            var line = _line.Take();
            if (_asked is null)
            {
                return line;
            }

            Answer(line);
            return null;
        }
    }

    private void Answer(string? line)
    {
        if (_asked is not { } asked)
        {
            return;
        }

        _asked = null;
        screen.Output.WriteLine();
        asked.SetResult(line);
    }

    private void End()
    {
        lock (_lock)
        {
            _ended = true;
            _asked?.SetResult(null);
            _asked = null;
        }
    }

    private void Draw()
    {
        var room = Math.Max(8, screen.Traits.Width - Columns.Width(_prompt) - 1);
        var (shown, column) = _line.Visible(room);
        var back = Columns.Width(shown) - column;
        screen.Output.Write($"\r\u001b[K{_prompt}{shown}{(back > 0 ? $"\u001b[{back}D" : "")}");
        screen.Output.Flush();
    }
}
