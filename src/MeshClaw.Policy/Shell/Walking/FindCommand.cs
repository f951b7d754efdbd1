using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Shell.Expansion;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary><c>find</c>: reads, unless its expression runs, deletes or writes.</summary>
internal static class FindCommand
{
    public static void Run(Walker walker, CommandReader commands, List<ShellWord> arguments, Scope scope, Frame frame)
    {
        walker.Outcome.Reads();
        var starts = arguments
            .TakeWhile(a => !(a.Text.StartsWith('-') && a.Text.Length > 1) && a.Text is not ("(" or "!"))
            .ToList();
        starts = starts.Count == 0 ? [ShellWord.Of(".")] : starts;
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i].Text)
            {
                case "-exec" or "-execdir" or "-ok" or "-okdir":
                    var via = $"find {arguments[i].Text}";
                    var command = arguments.Skip(i + 1).TakeWhile(a => a.Text is not (";" or "+")).ToList();
                    i += command.Count + 1;
                    if (command.Count > 0)
                    {
                        var filled = command.ConvertAll(a =>
                            a.Text.Contains("{}", StringComparison.Ordinal)
                                ? a with
                                {
                                    Kind = ShellWordKind.Computed,
                                }
                                : a
                        );
                        commands.Run(filled, scope.WithoutFunctions(), frame with { Via = via }, []);
                    }

                    break;
                case "-delete":
                    walker.Outcome.Acts(EffectTraits.Destroys);
                    starts.ForEach(s => FileUses.Note(walker, s, ShellFileUse.Destroy));
                    break;
                case "-fprint" or "-fprint0" or "-fprintf" or "-fls":
                    walker.Outcome.Acts(EffectTraits.Destroys);
                    FileUses.Note(
                        walker,
                        i + 1 < arguments.Count ? arguments[i + 1] : ShellWord.Of(""),
                        ShellFileUse.Write
                    );
                    break;
                default:
                    // An expansion may become any of these.
                    if (
                        arguments[i].Kind == ShellWordKind.Computed
                        || (arguments[i].Kind == ShellWordKind.Pattern && arguments[i].Text[0] is '*' or '?' or '[')
                    )
                    {
                        walker.Found(
                            ShellFindingKind.Option,
                            $"“find” is given “{arguments[i].Text}”, which may become an action."
                        );
                    }

                    break;
            }
        }
    }
}
