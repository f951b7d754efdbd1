using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Learning;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Evaluation;

/// <summary>A message with what the owner did with it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Folder">Where the owner put it; <see cref="TriageModel.Inbox"/> for what stays.</param>
/// <param name="Meant">Where it belongs, where that is known beside what the owner did; else the same.</param>
public sealed record LabelledMail(MailMessage Message, string Folder, string Meant);

/// <summary>
/// Plays a labelled mailbox through triage in the order of time, a day at a time. Up to the split the owner files all by hand and triage learns at each
/// day's end. From there triage files: what it files rightly the owner sees and leaves (it teaches nothing), what it files wrongly the owner corrects in the evening, and what it
/// leaves the owner files. Nothing of a day is known before its end. Deterministic but for the times measured.
/// </summary>
public sealed class TriageEvaluation(Owner owner, DateTimeOffset testFrom)
{
    private const int MaxMistakes = 20;
    private const int Timed = 1_000;
    private const int Rounds = 5;
    private static readonly double[] s_bins = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.99, 1.0001];

    private readonly MailboxHistoryBuilder _builder = new(owner);
    private readonly TriageModel _model = new();
    private readonly List<(LabelledMail Mail, string? Filed)> _today = [];
    private readonly List<TriageDay> _days = [];
    private readonly SortedDictionary<string, TriageScore> _byFolder = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _abstained = new(StringComparer.Ordinal);
    private readonly List<TriageMistake> _mistakes = [];
    private readonly (int Count, double Stated, int Right)[] _calibration = new (int, double, int)[s_bins.Length - 1];
    private readonly TriageScore _test = new();
    private readonly TriageScore _againstLabels = new();
    private readonly TriageScore _withoutModel = new();
    private MailboxHistory _history = MailboxHistory.Empty;
    private LearnedTriage _learned = new(new TriageModel(), []);
    private DateOnly? _day;
    private int _sinceBuilt;
    private int _known;
    private int _trained;
    private TimeSpan _learning;
    private readonly Queue<MailMessage> _newest = [];
    private int _learnt;

    /// <summary>Takes a message that the owner sent.</summary>
    public void AddSent(MailMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Turn(message.Received);
        _builder.AddSent(message);
        _sinceBuilt++;
    }

    /// <summary>Takes the next message; they come in the order of time.</summary>
    public void Add(LabelledMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        Turn(mail.Message.Received);
        var filed = Decide(mail);
        _today.Add((mail, filed));
    }

    /// <summary>Ends the last day and gives what came out.</summary>
    public TriageEvaluationResult Finish()
    {
        EndDay();
        return new TriageEvaluationResult
        {
            Trained = _trained,
            TestFrom = testFrom,
            Test = _test,
            AgainstLabels = _againstLabels,
            WithoutModel = _withoutModel,
            ByFolder = _byFolder,
            Abstained = _abstained,
            Days = _days,
            Calibration =
            [
                .. _calibration.Select(
                    (b, i) =>
                        new CalibrationBin(
                            s_bins[i],
                            Math.Min(1, s_bins[i + 1]),
                            b.Count,
                            b.Count == 0 ? 0 : b.Stated / b.Count,
                            b.Count == 0 ? 0 : (double)b.Right / b.Count
                        )
                ),
            ],
            Mistakes = [.. _mistakes.OrderByDescending(m => m.Confidence).Take(MaxMistakes)],
            DecisionsPerSecond = Speed(_learned),
            DecisionsPerSecondWithoutModel = Speed(null),
            ExamplesPerSecond = Rate(_learnt, _learning),
            ModelBytes = TriageModelFile.Save(_model).Length,
        };
    }

    // The newest messages again and again, the best round counts: the first ones pay for compiling. In time of the processor, which others share.
    private double Speed(LearnedTriage? learned)
    {
        var best = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            var begun = Environment.CpuUsage.TotalTime;
            foreach (var message in _newest)
            {
                TriageClassifier.Decide(message, _history, [], owner, message.Received, learned);
            }

            best = Math.Max(best, Rate(_newest.Count, Environment.CpuUsage.TotalTime - begun));
        }

        return best;
    }

    private static double Rate(int count, TimeSpan took) => took > TimeSpan.Zero ? count / took.TotalSeconds : 0;

    private static string? Place(string folder) => folder == TriageModel.Inbox ? null : folder;

    private string? Decide(LabelledMail mail)
    {
        var message = mail.Message;
        var decision = TriageClassifier.Decide(message, _history, [], owner, message.Received, _learned);
        _newest.Enqueue(message);
        if (_newest.Count > Timed)
        {
            _newest.Dequeue();
        }

        var filed = FolderOf(decision);
        var score = _days[^1].Score;
        score.Add(filed, Place(mail.Meant));
        if (message.Received < testFrom)
        {
            return filed;
        }

        Count(mail, decision, filed);
        return filed;
    }

    private void Count(LabelledMail mail, TriageDecision decision, string? filed)
    {
        var (message, wanted) = (mail.Message, Place(mail.Meant));
        _test.Add(filed, wanted);
        _againstLabels.Add(filed, Place(mail.Folder));
        var without = TriageClassifier.Decide(message, _history, [], owner, message.Received);
        _withoutModel.Add(FolderOf(without), wanted);
        if (!_byFolder.TryGetValue(mail.Meant, out var folder))
        {
            _byFolder[mail.Meant] = folder = new TriageScore();
        }

        folder.Add(filed, wanted);
        Calibrate(mail, filed);
        if (filed is not null && filed != wanted)
        {
            _mistakes.Add(
                new TriageMistake(
                    message.MessageId ?? "",
                    CleanText.Line(message.Subject, 80),
                    filed,
                    mail.Meant,
                    Math.Round(decision.Confidence, 3),
                    decision.Reason
                )
            );
        }
    }

    // All that the model holds, acted on or not: otherwise only the best of its confidence would be seen.
    private void Calibrate(LabelledMail mail, string? filed)
    {
        var opinion = _model.Judge(MailAspects.Of(mail.Message, _history, owner));
        if (filed is null && Place(mail.Meant) is not null)
        {
            var why =
                opinion.Abstains is { } abstains ? Cut(abstains)
                : !opinion.Acts ? "not sure enough"
                : opinion.Folder == TriageModel.Inbox ? "sure that it stays"
                : "kept by another rule of triage";
            _abstained[why] = _abstained.GetValueOrDefault(why) + 1;
        }

        if (opinion.Abstains is not null || opinion.Folder == TriageModel.Inbox)
        {
            return;
        }

        var bin = Array.FindLastIndex(s_bins, b => b <= opinion.Confidence);
        ref var at = ref _calibration[Math.Clamp(bin, 0, _calibration.Length - 1)];
        at = (at.Count + 1, at.Stated + opinion.Confidence, at.Right + (opinion.Folder == mail.Meant ? 1 : 0));
    }

    // "you took mail like it back from X": one line for all folders.
    private static string Cut(string why) =>
        why.IndexOf(" back from ", StringComparison.Ordinal) is > 0 and var at ? why[..(at + 5)] : why;

    private static string? FolderOf(TriageDecision decision) =>
        decision.Disposition switch
        {
            TriageDisposition.File => decision.Folder,
            TriageDisposition.Archive => "archive",
            TriageDisposition.Delete => "delete",
            TriageDisposition.Keep or TriageDisposition.Hold => null,
        };

    private void Turn(DateTimeOffset received)
    {
        var day = DateOnly.FromDateTime(received.UtcDateTime);
        if (_day == day)
        {
            return;
        }

        EndDay();
        _day = day;
        _days.Add(new TriageDay(day, received >= testFrom, new TriageScore()));
    }

    /// <summary>The owner's evening: what triage left is filed, what it got wrong is put right.</summary>
    private void EndDay()
    {
        var begun = Environment.CpuUsage.TotalTime;
        foreach (var (mail, filed) in _today)
        {
            var place = mail.Folder;
            if (mail.Message.Received < testFrom || filed is null)
            {
                Learn(
                    mail.Message,
                    place,
                    place == TriageModel.Inbox ? OwnerSignal.ReadAndLeft : OwnerSignal.Filed,
                    null
                );
            }
            else if (filed != mail.Meant)
            {
                place = mail.Meant;
                Learn(
                    mail.Message,
                    place,
                    place == TriageModel.Inbox ? OwnerSignal.Undone : OwnerSignal.Corrected,
                    filed
                );
            }
            else
            {
                place = filed;
                Learn(mail.Message, place, OwnerSignal.Stood, null);
            }

            Remember(mail.Message, place);
            _trained += mail.Message.Received < testFrom ? 1 : 0;
        }

        _learning += Environment.CpuUsage.TotalTime - begun;
        _today.Clear();
        // Freezing all that is known each evening would make twenty years of mail take hours.
        if (_sinceBuilt > 0 && _sinceBuilt * 50 >= _known)
        {
            _known += _sinceBuilt;
            _sinceBuilt = 0;
            _history = _builder.Build();
        }

        _learned = new LearnedTriage(_model, _model.Folders);
    }

    private void Learn(MailMessage message, string place, OwnerSignal signal, string? notIn)
    {
        _model.Learn(new TriageExample(message, place, signal, notIn), _history, owner);
        _learnt++;
    }

    private void Remember(MailMessage message, string place)
    {
        _sinceBuilt++;
        if (place == TriageModel.Inbox)
        {
            _builder.AddInbox(message);
        }
        else
        {
            _builder.AddFiled(message, place);
        }
    }
}
