using CsCheck;
using MeshClaw.Cli.Chat;
using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Tests.Chat;

public sealed class LineBufferTests
{
    private readonly LineBuffer _line = new(["/stop", "/undo", "/help"]);

    [Fact]
    public void What_is_typed_is_edited_as_in_a_shell()
    {
        Type("hello wrold");
        Press(ConsoleKey.W, ConsoleModifiers.Control);
        Type("world");
        Press(ConsoleKey.A, ConsoleModifiers.Control);
        Type("> ");
        Press(ConsoleKey.RightArrow, ConsoleModifiers.Control);
        Press(ConsoleKey.K, ConsoleModifiers.Control);

        Assert.Equal(("> hello", 7), (_line.Text, _line.Cursor));
    }

    [Fact]
    public void A_character_of_several_parts_goes_as_one()
    {
        Type("a👩‍🚀é");
        Press(ConsoleKey.Backspace);
        Press(ConsoleKey.Backspace);

        Assert.Equal("a", _line.Text);
    }

    [Fact]
    public void Lines_of_before_come_back_and_what_was_begun_is_kept()
    {
        Type("one");
        _line.Take();
        Type("two");
        _line.Take();
        Type("thr");

        Press(ConsoleKey.UpArrow);
        Press(ConsoleKey.UpArrow);
        Press(ConsoleKey.UpArrow);
        Assert.Equal("one", _line.Text);
        Press(ConsoleKey.DownArrow);
        Press(ConsoleKey.DownArrow);
        Press(ConsoleKey.DownArrow);
        Assert.Equal("thr", _line.Text);
    }

    [Fact]
    public void A_line_end_in_what_is_pasted_sends_nothing()
    {
        Type("first");
        Assert.False(_line.Press(Enter, more: true));
        Type("second");
        Assert.True(_line.Press(Enter, more: false));

        Assert.Equal("first\nsecond", _line.Take());
    }

    [Fact]
    public void Tab_completes_a_command_that_is_the_only_one()
    {
        Type("/st");
        Press(ConsoleKey.Tab);

        Assert.Equal("/stop ", _line.Text);
    }

    [Fact]
    public void The_part_around_the_cursor_is_shown()
    {
        Type(new string('a', 30));
        _line.Press(Enter, more: true);
        Type("王");
        var (end, endColumn) = _line.Visible(10);
        Press(ConsoleKey.Home);
        var (start, startColumn) = _line.Visible(10);

        Assert.Equal(("aaaaaa⏎王", 9), (end, endColumn));
        Assert.Equal((10, 0), (start.Length, startColumn));
    }

    [Fact]
    public void No_keys_break_it() =>
        Gen.Select(Gen.Enum<ConsoleKey>(), Gen.Char, Gen.Int[0, 7], Gen.Bool)
            .Array[0, 80]
            .Sample(
                keys =>
                {
                    var line = new LineBuffer(["/stop"]);
                    foreach (var (key, c, modifiers, more) in keys)
                    {
                        var pressed = new ConsoleKeyInfo(
                            c,
                            key,
                            (modifiers & 1) > 0,
                            (modifiers & 2) > 0,
                            (modifiers & 4) > 0
                        );
                        if (line.Press(pressed, more))
                        {
                            line.Take();
                        }

                        Assert.InRange(line.Cursor, 0, line.Text.Length);
                        var (shown, column) = line.Visible(20);
                        Assert.InRange(column, 0, 20);
                        Assert.InRange(Columns.Width(shown), 0, 20);
                        Assert.DoesNotContain(shown, char.IsControl);
                    }
                },
                iter: 500
            );

    private static ConsoleKeyInfo Enter { get; } = new('\r', ConsoleKey.Enter, false, false, false);

    private void Type(string text)
    {
        foreach (var c in text)
        {
            _line.Press(new ConsoleKeyInfo(c, ConsoleKey.None, false, false, false), more: false);
        }
    }

    private void Press(ConsoleKey key, ConsoleModifiers modifiers = default) =>
        _line.Press(
            new ConsoleKeyInfo(
                '\0',
                key,
                modifiers.HasFlag(ConsoleModifiers.Shift),
                modifiers.HasFlag(ConsoleModifiers.Alt),
                modifiers.HasFlag(ConsoleModifiers.Control)
            ),
            more: false
        );
}
