namespace MeshClaw.Models.Triage.Evaluation;

/// <summary>How decisions stood against what the owner did.</summary>
public sealed record TriageScore
{
    /// <summary>Messages that were judged.</summary>
    public int Messages { get; set; }

    /// <summary>Of these, what the owner files somewhere.</summary>
    public int Filable { get; set; }

    /// <summary>What triage filed.</summary>
    public int Filed { get; set; }

    /// <summary>Of the filed, what went where the owner wants it.</summary>
    public int Right { get; set; }

    /// <summary>Filed, though the owner keeps it in the inbox.</summary>
    public int ShouldStay { get; set; }

    /// <summary>Filed into another folder than the owner's.</summary>
    public int OtherFolder { get; set; }

    /// <summary>Left in the inbox, where the owner keeps it too.</summary>
    public int RightlyLeft { get; set; }

    /// <summary>Left in the inbox, though the owner files it: what triage abstained from.</summary>
    public int LeftToOwner { get; set; }

    /// <summary>Right where it acts; 1 where it never did.</summary>
    public double Accuracy => Filed == 0 ? 1 : (double)Right / Filed;

    /// <summary>How much of what the owner files it filed, rightly or not.</summary>
    public double Coverage => Filable == 0 ? 0 : (double)(Right + OtherFolder) / Filable;

    /// <summary>How much of all mail is where the owner wants it without the owner.</summary>
    public double InPlace => Messages == 0 ? 0 : (double)(Right + RightlyLeft) / Messages;

    /// <summary>What it costs the owner, in moves: 1 for what is left to them, 3 for what lies in a wrong folder, 10 for what was to stay.</summary>
    public int Cost => LeftToOwner + (3 * OtherFolder) + (10 * ShouldStay);

    /// <summary>The same where nothing is filed.</summary>
    public int CostOfNothing => Filable;

    /// <summary>Counts a decision: null is what stays.</summary>
    public void Add(string? filed, string? wanted)
    {
        Messages++;
        Filable += wanted is null ? 0 : 1;
        if (filed is null)
        {
            _ = wanted is null ? RightlyLeft++ : LeftToOwner++;
            return;
        }

        Filed++;
        _ =
            filed == wanted ? Right++
            : wanted is null ? ShouldStay++
            : OtherFolder++;
    }

    /// <summary>Adds what another counted.</summary>
    public void Add(TriageScore other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Messages += other.Messages;
        Filable += other.Filable;
        Filed += other.Filed;
        Right += other.Right;
        ShouldStay += other.ShouldStay;
        OtherFolder += other.OtherFolder;
        RightlyLeft += other.RightlyLeft;
        LeftToOwner += other.LeftToOwner;
    }
}

/// <summary>A message that was filed wrongly.</summary>
/// <param name="MessageId">Which.</param>
/// <param name="Subject">Its subject; third-party text.</param>
/// <param name="Filed">Where it went.</param>
/// <param name="Wanted">Where the owner wants it.</param>
/// <param name="Confidence">How sure triage was.</param>
/// <param name="Reason">Why, in triage's words.</param>
public sealed record TriageMistake(
    string MessageId,
    string Subject,
    string Filed,
    string Wanted,
    double Confidence,
    string Reason
);

/// <summary>Predictions of one range of confidence, of all that the model would file, acted on or not.</summary>
public sealed record CalibrationBin(double From, double To, int Predictions, double Stated, double Right);

/// <summary>One day.</summary>
public sealed record TriageDay(DateOnly Day, bool Test, TriageScore Score);

/// <summary>What an evaluation came to.</summary>
public sealed record TriageEvaluationResult
{
    /// <summary>Messages learnt from before anything is counted.</summary>
    public required int Trained { get; init; }

    /// <summary>Where the test begins.</summary>
    public required DateTimeOffset TestFrom { get; init; }

    /// <summary>The test.</summary>
    public required TriageScore Test { get; init; }

    /// <summary>The test against the owner's own filings with their slips, where what they meant is known too; else the same as <see cref="Test"/>.</summary>
    public required TriageScore AgainstLabels { get; init; }

    /// <summary>The same messages by the habits of folders alone, without the model.</summary>
    public required TriageScore WithoutModel { get; init; }

    /// <summary>By the owner's folder.</summary>
    public required IReadOnlyDictionary<string, TriageScore> ByFolder { get; init; }

    /// <summary>Why mail of the test that the owner files was left to the owner.</summary>
    public required IReadOnlyDictionary<string, int> Abstained { get; init; }

    /// <summary>Every day, the training too.</summary>
    public required IReadOnlyList<TriageDay> Days { get; init; }

    /// <summary>Stated confidence against truth, in the test.</summary>
    public required IReadOnlyList<CalibrationBin> Calibration { get; init; }

    /// <summary>The surest mistakes of the test.</summary>
    public required IReadOnlyList<TriageMistake> Mistakes { get; init; }

    /// <summary>Decisions a second of one processor's time, reading of the mail excluded.</summary>
    public required double DecisionsPerSecond { get; init; }

    /// <summary>The same without the model.</summary>
    public required double DecisionsPerSecondWithoutModel { get; init; }

    /// <summary>Examples learnt a second of the same.</summary>
    public required double ExamplesPerSecond { get; init; }

    /// <summary>Bytes of the model at the end.</summary>
    public required int ModelBytes { get; init; }
}
