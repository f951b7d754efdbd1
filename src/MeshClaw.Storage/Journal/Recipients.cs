using MeshClaw.Core.Journal;

namespace MeshClaw.Storage.Journal;

/// <summary>Who was sent something before, by the journal.</summary>
internal static class Recipients
{
    /// <summary>The labels of a call, told apart where it goes to somebody to whom no action that was done went before.</summary>
    public static CallLabels Mark(Session session, CallLabels labels) =>
        labels.Destinations.Any(d => !IsKnown(session, d)) ? labels.ToNewRecipient() : labels;

    // Looks through all that was done, but only where something is to be sent: files that nobody sends from never pay for it.
    private static bool IsKnown(Session session, string destination) =>
        session.Scalar(
            """
            SELECT 1 FROM actions, json_each(actions.labels, '$.destinations') AS sent
            WHERE actions.state IN ('done', 'undone') AND sent.value = $destination LIMIT 1
            """,
            ("$destination", destination)
        )
            is not null;
}
