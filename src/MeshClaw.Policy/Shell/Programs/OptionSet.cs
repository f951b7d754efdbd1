namespace MeshClaw.Policy.Shell.Programs;

/// <summary>Options, written as they are given and separated by blanks: <c>-o --output -exec</c>.</summary>
internal sealed class OptionSet
{
    public static readonly OptionSet None = new("");

    private readonly string _short;
    private readonly string[] _long;
    private readonly string[] _words;

    public OptionSet(string options)
    {
        var all = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _short = string.Concat(all.Where(o => o.Length == 2 && o[0] == '-' && o[1] != '-').Select(o => o[1]));
        _long = [.. all.Where(o => o.StartsWith("--", StringComparison.Ordinal))];
        _words = [.. all.Where(o => o.Length > 2 && !o.StartsWith("--", StringComparison.Ordinal))];
    }

    public bool IsEmpty => _short.Length + _long.Length + _words.Length == 0;

    public bool HasShort(char letter) => _short.Contains(letter, StringComparison.Ordinal);

    /// <summary>Whether a long option is in it; programs accept any beginning of one.</summary>
    public bool HasLong(string name) => name.Length > 2 && _long.Any(o => o.StartsWith(name, StringComparison.Ordinal));

    public bool HasWord(string word) => _words.Contains(word);

    /// <summary>Whether an argument is or may be one of them: a cluster of letters that has one counts.</summary>
    public bool MayMatch(string argument)
    {
        if (argument.Length < 2 || argument[0] is not ('-' or '+'))
        {
            return false;
        }

        var name = argument.Split('=', 2)[0];
        return name.StartsWith("--", StringComparison.Ordinal)
            ? HasLong(name)
            : HasWord(name) || (argument[0] == '-' && argument.Skip(1).Any(HasShort));
    }
}
