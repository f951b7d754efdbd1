using System.Collections.Immutable;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Safety;

/// <summary>One thing that speaks for a finding.</summary>
/// <param name="Words">In plain words.</param>
/// <param name="Points">How much; 60 together hold a message.</param>
public sealed record Evidence(string Words, double Points);

/// <summary>Whether a message gives the agent orders.</summary>
/// <param name="Held">Enough speaks for it.</param>
/// <param name="Points">The sum.</param>
/// <param name="Order">The order in the message's own words, cleaned, at most 80 characters; empty where there is none.</param>
/// <param name="Evidence">What speaks for it, strongest first.</param>
public sealed record InjectionFinding(bool Held, double Points, string Order, ImmutableArray<Evidence> Evidence)
{
    /// <summary>Nothing found.</summary>
    public static InjectionFinding None { get; } = new(false, 0, "", []);
}

/// <summary>
/// Tells messages that address an assistant with orders from messages that merely speak of such things. It looks for an addressee, an order, and
/// signs of bad faith (override, secrecy, forged markup), each worth points; what a reader cannot see weighs more. It protects nobody by itself:
/// what it misses still meets the guard. Work is linear in the message's size. Thread-safe.
/// </summary>
public static class InjectionDetector
{
    /// <summary>Points from which a message is held.</summary>
    public const double Threshold = 60;

    private const double HiddenFactor = 1.6;
    private const int MaxSubject = 1_024;
    private const int MaxNames = 4_096;

    /// <summary>Judges a message that was sent to <paramref name="owner"/>.</summary>
    public static InjectionFinding Examine(MailMessage message, Owner owner)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Examine(
            message,
            owner,
            FoldedText.Of(message.Subject, MaxSubject),
            FoldedText.Of(message.Text, MailMessage.MaxText)
        );
    }

    /// <summary>As the other; for a caller that has folded subject and text already.</summary>
    internal static InjectionFinding Examine(MailMessage message, Owner owner, FoldedText subject, FoldedText text)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var name = FirstName(owner);
        var signals = new List<Signal>();
        Add(signals, subject, name, hidden: false);
        Add(signals, text, name, hidden: false);
        Add(signals, FoldedText.Of(message.HiddenText, MailMessage.MaxText), name, hidden: true);
        Add(signals, FoldedText.Of(message.AttachedText, MailMessage.MaxText), name, hidden: false);
        Add(signals, FoldedText.Of(Names(message), MaxNames), name, hidden: false);
        foreach (
            var wrapped in (ReadOnlySpan<string>)
                [message.Subject, message.Text, message.HiddenText, message.AttachedText]
        )
        {
            var plain = Concealment.Unwrap(wrapped.AsSpan(0, Math.Min(wrapped.Length, MailMessage.MaxText)));
            Add(signals, FoldedText.Of(plain, Concealment.MaxDecoded), name, hidden: true);
        }

        return signals.Count == 0 ? InjectionFinding.None : Sum(signals);
    }

    private static void Add(List<Signal> signals, FoldedText text, string ownerName, bool hidden)
    {
        if (text.Count > 0)
        {
            OrderSignals.Find(new MarkedText(text, ownerName), hidden, hidden ? HiddenFactor : 1, signals);
        }
    }

    private static InjectionFinding Sum(List<Signal> signals)
    {
        // Each kind of sign counts once at its strongest; a second order half.
        var strongest = signals.GroupBy(s => s.Kind).Select(g => g.MaxBy(s => s.Points)).ToList();
        var second = signals
            .Where(s => s.Kind == SignalKind.Order)
            .OrderByDescending(s => s.Points)
            .Skip(1)
            .FirstOrDefault();
        var points = strongest.Sum(s => s.Points) + (second.Points / 2);
        var quoted = signals
            .Where(s => s.Points > 0)
            .OrderByDescending(s => s.Kind == SignalKind.Order)
            .ThenByDescending(s => s.Kind == SignalKind.Override)
            .ThenByDescending(s => s.Points)
            .FirstOrDefault();
        return new InjectionFinding(
            points >= Threshold,
            points,
            quoted.Words ?? "",
            [
                .. strongest
                    .Where(s => s.Points >= 1)
                    .OrderByDescending(s => s.Points)
                    .Select(s => new Evidence(Describe(s), Math.Round(s.Points))),
            ]
        );
    }

    private static string Describe(Signal signal)
    {
        var what = signal.Kind switch
        {
            SignalKind.Address => "speaks to an assistant",
            SignalKind.Order => "gives orders",
            SignalKind.Override => "asks to drop earlier instructions",
            SignalKind.Conceal => "asks for secrecy",
            SignalKind.Authority => "claims permission",
            SignalKind.Task => "announces instructions",
            SignalKind.Markup => "imitates a program's markup",
        };
        return signal.Hidden ? what + ", hidden from the reader" : what;
    }

    private static string Names(MailMessage message)
    {
        var files = message.Attachments.IsDefault ? [] : message.Attachments;
        var senders = message.From.IsDefault ? [] : message.From;
        var names = files.Select(a => a.FileName).Concat(senders.Select(p => p.Name)).Take(64);
        return string.Join(
            "\n\n",
            names.Select(n => n.Length > 256 ? n[..256] : n).Select(n => n.Replace('_', ' ').Replace('.', ' '))
        );
    }

    private static string FirstName(Owner owner)
    {
        var name = owner.Name.Trim();
        var end = name.IndexOf(' ', StringComparison.Ordinal);
        return CharFolding.FoldWord(end > 0 ? name[..end] : name);
    }
}
