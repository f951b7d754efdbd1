namespace MeshClaw.Policy.Shell.Syntax;

/// <summary>How much a script may ask of its reader, over all the code nested in it. What goes beyond is not read, and says so.</summary>
internal sealed class ParseBudget
{
    public const int MaxLength = 65_536;
    public const int MaxDepth = 40;
    private const int MaxSteps = 100_000;

    private int _steps;

    public int Depth { get; private set; }

    public bool IsSpent { get; private set; }

    /// <summary>Whether one more step is allowed.</summary>
    public bool Step()
    {
        IsSpent |= ++_steps > MaxSteps;
        return !IsSpent;
    }

    /// <summary>Counts work that grows with what is known so far.</summary>
    public void Charge(int steps)
    {
        _steps += steps;
        IsSpent |= _steps > MaxSteps;
    }

    /// <summary>Goes one level deeper; false where that is too deep, and then <see cref="Leave"/> is still due.</summary>
    public bool Enter()
    {
        IsSpent |= ++Depth > MaxDepth;
        return Step();
    }

    public void Leave() => Depth--;
}
