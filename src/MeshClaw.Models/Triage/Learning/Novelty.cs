using MeshClaw.Core.Mail;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>
/// When a message is no case for what was learnt: its sender is new to the owner, or not who the name says. The names in a message are whoever sent it
/// to choose, so that looking like a known list is no evidence: authentication must be as it was, and who writes on it.
/// </summary>
internal static class Novelty
{
    /// <summary>How many of the owner's acts show a place for sensitive mail.</summary>
    public const int Shown = 3;

    private const int KnownSender = 2;
    private const int KnownOrganisation = 5;
    private const int OpenList = 3;

    /// <summary>Why nothing is to be said about it, in words; null where it is of a kind that the owner has dealt with.</summary>
    public static string? WhyUnknown(MailAspects view, HabitKeys keys, OwnerHabits habits)
    {
        var known =
            habits.Of(keys.Sender).Total >= KnownSender
            || (view.List is null && keys.Organisation != 0 && habits.Of(keys.Organisation).Total >= KnownOrganisation);
        if (!known)
        {
            return "mail from somebody new";
        }

        if (!AuthenticatesAsBefore(view, habits.Of(keys.Authentication)))
        {
            return "its sender could not be verified as before";
        }

        // A list where only its owner writes, and now somebody else does.
        var stranger =
            keys.ListOrigin != 0
            && habits.Of(keys.ListOrigin).Total == 0
            && habits.Of(keys.ListOrigins).Total < OpenList;
        return stranger ? "its sender never wrote on this list" : null;
    }

    /// <summary>Takes what <see cref="WhyUnknown"/> asks for.</summary>
    public static void Remember(MailAspects view, HabitKeys keys, OwnerHabits habits)
    {
        habits.Note(keys.Authentication, (int)view.Message.Authentication);
        if (keys.ListOrigin == 0)
        {
            return;
        }

        if (habits.Of(keys.ListOrigin).Total == 0)
        {
            habits.Note(keys.ListOrigins, 0);
        }

        habits.Note(keys.ListOrigin, 0);
    }

    private static bool AuthenticatesAsBefore(MailAspects view, Habit before) =>
        view.Message.Authentication switch
        {
            MailAuthentication.Pass => true,
            // Lists break signatures: where the owner files mail of a list that fails, failing is no news.
            MailAuthentication.Fail => view.List is not null && before.Of((int)MailAuthentication.Fail) >= Shown,
            MailAuthentication.None => before.Of((int)MailAuthentication.Pass) < Shown
                || before.Of((int)MailAuthentication.None) > 0,
        };
}
