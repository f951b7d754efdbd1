using MeshClaw.Core.Agents;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>What the model holds of a message.</summary>
/// <param name="Folder">Where it would go; <see cref="TriageModel.Inbox"/> for what stays.</param>
/// <param name="Confidence">How likely that is right by the record of predictions; 0 where <paramref name="Abstains"/> says why there is none.</param>
/// <param name="Abstains">Why it says nothing, in words; null where it does.</param>
/// <param name="Reason">The strongest features in words.</param>
public sealed record TriageOpinion(string Folder, double Confidence, string? Abstains, string Reason)
{
    /// <summary>Sure enough to act on.</summary>
    public bool Acts => Abstains is null && Confidence >= TriageModel.Threshold;
}

/// <summary>
/// What one owner does with mail, learnt from the owner's acts alone: a linear model, exact counts by sender, and a record of how often it was right.
/// Deterministic; no text of mail is kept, only hashes and the names of folders. Judging is thread-safe as long as nobody teaches.
/// </summary>
public sealed class TriageModel
{
    /// <summary>The place of what stays.</summary>
    public const string Inbox = "INBOX";

    /// <summary>Below this confidence nothing is done.</summary>
    public const double Threshold = 0.95;

    /// <summary>The most folders that are told apart; further ones teach nothing.</summary>
    public const int MaxFolders = 100;

    /// <summary>Examples from which the model's word replaces the plain count of habits.</summary>
    public const int Grown = 150;

    private const int Never = -1;

    [ThreadStatic]
    private static FeatureVector? t_vector;

    private readonly List<string> _folders;
    private readonly LinearLearner _learner;
    private readonly OwnerHabits _habits;
    private readonly Calibration _calibration;
    private readonly Calibration _stays;

    /// <summary>A model that knows nothing.</summary>
    public TriageModel()
        : this([Inbox], new LinearLearner(), new OwnerHabits(), new Calibration(), new Calibration())
    {
        _learner.AddClass();
    }

    internal TriageModel(
        List<string> folders,
        LinearLearner learner,
        OwnerHabits habits,
        Calibration calibration,
        Calibration stays
    ) => (_folders, _learner, _habits, _calibration, _stays) = (folders, learner, habits, calibration, stays);

    /// <summary>The folders that it knows, the inbox first.</summary>
    public IReadOnlyList<string> Folders => _folders;

    /// <summary>How many acts it learnt from.</summary>
    public int Examples => _learner.Examples;

    /// <summary>The acts that it learnt from, so that the next run does not count them again.</summary>
    internal LearntActs Acts { get; init; } = new();

    internal LinearLearner Learner => _learner;

    internal OwnerHabits Habits => _habits;

    /// <summary>The record of what it would have filed.</summary>
    internal Calibration Calibration => _calibration;

    /// <summary>The record of what it would have left.</summary>
    internal Calibration Stays => _stays;

    /// <summary>Learns from an act. The prediction that it would have made first goes into the record that confidence comes from.</summary>
    public void Learn(TriageExample example, MailboxHistory history, Owner owner)
    {
        ArgumentNullException.ThrowIfNull(example);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(owner);
        if (PlaceOf(example.Folder, add: example.Signal != OwnerSignal.Stood) is not (>= 0 and var place))
        {
            return;
        }

        var view = MailAspects.Of(example.Message, history, owner);
        var keys = HabitKeys.Of(view);
        var vector = Vector(view, keys, named: false);
        if (Novelty.WhyUnknown(view, keys, _habits) is null)
        {
            Record(example, vector, place);
        }

        if (example.Signal == OwnerSignal.Stood)
        {
            return;
        }

        Teach(example, vector, place);
        Remember(example, view, keys, place);
    }

    /// <summary>Judges a message that was read already.</summary>
    internal TriageOpinion Judge(MailAspects view)
    {
        var keys = HabitKeys.Of(view);
        var vector = Vector(view, keys, named: false);
        var (place, logOdds) = Guess(vector);
        var folder = _folders[place];
        if (Novelty.WhyUnknown(view, keys, _habits) is { } unknown)
        {
            return new TriageOpinion(folder, 0, unknown, "");
        }

        if (place != 0 && _habits.Of(keys.TakenBack(folder)).Total > 0)
        {
            return new TriageOpinion(folder, 0, $"you took mail like it back from {CleanText.Line(folder, 40)}", "");
        }

        if (place != 0 && IsLittleKnownPerson(view, keys))
        {
            return new TriageOpinion(folder, 0, "a person of whom you have filed little", "");
        }

        if (view.Guarded is not null && place != 0 && !_habits.Of(keys.Guarded).OnlyTo(place, Novelty.Shown))
        {
            return new TriageOpinion(folder, 0, "you have not shown where such mail goes", "");
        }

        var confidence = (place == 0 ? _stays : _calibration).Of(logOdds, place);
        return new TriageOpinion(folder, confidence, null, confidence < Threshold ? "" : Explain(view, keys, place));
    }

    /// <summary>How often the owner brought mail like it back from a folder since putting it there last.</summary>
    internal int TakenBack(MailAspects view, string folder) => _habits.Of(HabitKeys.Of(view).TakenBack(folder)).Total;

    // Of people it is not enough that their employer is known.
    private bool IsLittleKnownPerson(MailAspects view, HabitKeys keys) =>
        view.Category == MailCategory.Person && view.List is null && _habits.Of(keys.Address).Total < Novelty.Shown;

    private (int Place, float LogOdds) Guess(FeatureVector vector)
    {
        Span<float> scores = stackalloc float[_folders.Count];
        _learner.Score(vector.Features, scores);
        LinearLearner.Softmax(scores);
        var best = 0;
        for (var k = 1; k < scores.Length; k++)
        {
            best = scores[k] > scores[best] ? k : best;
        }

        var p = Math.Clamp(scores[best], 1e-6f, 1 - 1e-6f);
        return (best, MathF.Log(p / (1 - p)));
    }

    /// <summary>What it would have said before it knew. Of what an agent filed, only what it would say again counts: it may have learnt since.</summary>
    private void Record(TriageExample example, FeatureVector vector, int place)
    {
        var (guess, logOdds) = Guess(vector);
        var said =
            example.Signal == OwnerSignal.Stood ? guess == place
            : example.NotIn is { } wrong ? _folders[guess] == wrong
            : true;
        if (said)
        {
            (guess == 0 ? _stays : _calibration).Note(logOdds, guess, guess == place);
        }
    }

    private void Teach(TriageExample example, FeatureVector vector, int place)
    {
        var weight = TriageExample.WeightOf(example.Signal);
        if (example.NotIn is { } wrong && PlaceOf(wrong, add: false) is >= 0 and var not && not != place)
        {
            _learner.Unlearn(vector.Features, not, weight);
        }

        _learner.Learn(vector.Features, place, weight);
    }

    private void Remember(TriageExample example, MailAspects view, HabitKeys keys, int place)
    {
        Span<(HabitKind Kind, ulong Key)> all = stackalloc (HabitKind, ulong)[HabitKeys.Features];
        keys.ForFeatures(all);
        var times = example.Signal is OwnerSignal.Undone or OwnerSignal.Corrected ? 2 : 1;
        foreach (var (_, key) in all)
        {
            for (var i = 0; key != 0 && i < times; i++)
            {
                _habits.Note(key, place);
            }
        }

        if (keys.Guarded != 0)
        {
            _habits.Note(keys.Guarded, place);
        }

        Novelty.Remember(view, keys, _habits);
        if (example.NotIn is { } wrong && example.Signal != OwnerSignal.UndoneInBulk)
        {
            _habits.Note(keys.TakenBack(wrong), place);
        }
        else if (example.Signal == OwnerSignal.Filed)
        {
            _habits.Forget(keys.TakenBack(example.Folder)); // The owner's newest word about this folder.
        }
    }

    private FeatureVector Vector(MailAspects view, HabitKeys keys, bool named)
    {
        var vector = named ? new FeatureVector(named: true) : t_vector ??= new FeatureVector();
        vector.Clear();
        AddHabits(view, keys, vector, named);
        MailFeatureHasher.Read(view, vector);
        vector.Seal();
        return vector;
    }

    /// <summary>What the owner did with mail of the same sender, conversation, … is a feature by itself: it holds for senders that are new to the weights.</summary>
    private void AddHabits(MailAspects view, HabitKeys keys, FeatureVector vector, bool named)
    {
        Span<(HabitKind Kind, ulong Key)> all = stackalloc (HabitKind, ulong)[HabitKeys.Features];
        Span<char> digit = stackalloc char[1];
        keys.ForFeatures(all);
        foreach (var (kind, key) in all)
        {
            var habit = key == 0 ? default : _habits.Of(key);
            digit[0] = (char)('a' + (int)kind);
            if (habit.Count == 0)
            {
                vector.Add(FeatureKind.Habit, digit, "new", 0.5f);
                continue;
            }

            for (var i = 0; i < habit.Count; i++)
            {
                var place = habit[i];
                if (place < _folders.Count && FirstAt(habit, i))
                {
                    var share = habit.Of(place) / (habit.Count + 0.7f);
                    var folder = _folders[place];
                    vector.Add(FeatureKind.Habit, digit, folder, 1.3f * share);
                    if (named)
                    {
                        Name(vector, view, kind, habit, place, FeatureHash.Of(FeatureKind.Habit, digit, folder));
                    }
                }
            }
        }
    }

    private static bool FirstAt(Habit habit, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (habit[i] == habit[index])
            {
                return false;
            }
        }

        return true;
    }

    private static void Name(FeatureVector vector, MailAspects view, HabitKind kind, Habit habit, int place, ulong hash)
    {
        if (HabitWords.Of(kind, view, habit.Of(place), habit.Count) is { } words)
        {
            vector.Name(hash, words);
        }
    }

    private string Explain(MailAspects view, HabitKeys keys, int place)
    {
        var vector = Vector(view, keys, named: true);
        Span<float> scores = stackalloc float[_folders.Count];
        _learner.Score(vector.Features, scores);
        var rival = place == 0 ? 1 : 0;
        for (var k = 0; k < scores.Length; k++)
        {
            rival = k != place && scores[k] > scores[rival] ? k : rival;
        }

        var strongest = new List<(float Weight, string Words)>();
        foreach (var feature in vector.Features)
        {
            var weight =
                _learner.Weight(feature, place) - (rival < scores.Length ? _learner.Weight(feature, rival) : 0);
            if (weight > 0 && vector.NameOf(feature.Bucket) is { } words)
            {
                strongest.Add((weight, words));
            }
        }

        return HabitWords.Join(
            strongest.OrderByDescending(s => s.Weight).ThenBy(s => s.Words, StringComparer.Ordinal).Select(s => s.Words)
        );
    }

    private int PlaceOf(string folder, bool add)
    {
        var place = _folders.IndexOf(folder);
        if (place >= 0 || !add || _folders.Count >= MaxFolders)
        {
            return place >= 0 ? place : Never;
        }

        _folders.Add(folder);
        _learner.AddClass();
        return _folders.Count - 1;
    }
}
