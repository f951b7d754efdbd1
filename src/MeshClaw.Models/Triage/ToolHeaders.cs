using MeshClaw.Core.Mail;

namespace MeshClaw.Models.Triage;

/// <summary>
/// Reads what tools call their own headers: <c>X-Vendor-Pipeline: …</c>, <c>X-Vendor-Event: run.failed</c>, whoever the vendor is. Headers of mail
/// servers and spam filters are left out.
/// </summary>
internal static class ToolHeaders
{
    private const int LongestValue = 60;

    private static readonly string[] s_infrastructure =
    [
        "x-spam",
        "x-virus",
        "x-ms-",
        "x-microsoft",
        "x-exchange",
        "x-google",
        "x-gm-",
        "x-received",
        "x-mailer",
        "x-originat",
        "x-priority",
        "x-forefront",
        "x-proofpoint",
        "x-barracuda",
        "x-amavis",
        "x-scan",
        "x-rspamd",
        "x-antiabuse",
        "x-authenticated",
        "x-envelope",
        "x-delivered",
        "x-forwarded",
        "x-sg-",
        "x-ses-",
        "x-mailgun",
        "x-report-abuse",
        "x-sender",
        "x-face",
        "x-pm-",
        "x-beenthere",
        "x-loop",
        "x-auto-response",
    ];

    private static readonly HashSet<string> s_builds = new(StringComparer.Ordinal)
    {
        "pipeline",
        "build",
        "builds",
        "run",
        "deploy",
        "deployment",
        "deployments",
        "monitor",
        "monitoring",
        "check",
        "ci",
        "env",
        "incident",
        "alert",
        "release",
        "nightly",
    };

    private static readonly HashSet<string> s_activity = new(StringComparer.Ordinal)
    {
        "issue",
        "issues",
        "ticket",
        "task",
        "board",
        "card",
        "wiki",
        "page",
        "thread",
        "follow",
        "follower",
        "followers",
        "mention",
        "mentions",
        "mentioned",
        "comment",
        "commented",
        "agenda",
        "reminder",
        "activity",
        "reaction",
        "assigned",
        "review",
        "digest",
        "notification",
        "missed",
    };

    /// <summary>Builds, deployments, monitoring.</summary>
    public static bool TellOfBuilds(MailMessage message) => Any(message, s_builds);

    /// <summary>Issues, comments, reminders, digests.</summary>
    public static bool TellOfActivity(MailMessage message) => Any(message, s_activity);

    private static bool Any(MailMessage message, HashSet<string> words)
    {
        foreach (var (name, values) in message.Headers)
        {
            if (!name.StartsWith("x-", StringComparison.Ordinal) || IsInfrastructure(name))
            {
                continue;
            }

            // The first part is the vendor's name.
            var parts = name.Split('-', '_');
            if (
                parts.Skip(2).Any(words.Contains)
                || (!values.IsDefaultOrEmpty && values[0].Length <= LongestValue && HasWord(values[0], words))
            )
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasWord(string value, HashSet<string> words)
    {
        foreach (var part in value.Split('.', '_', '-', ':', '/', ' '))
        {
            if (words.Contains(CharFolding.FoldWord(part)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInfrastructure(string name)
    {
        foreach (var prefix in s_infrastructure)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
