using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.History;

namespace MeshClaw.Models.Triage;

/// <summary>Reads the features of <see cref="CategoryEvidence"/> off a message: RFC 2919, 2369, 8058, 3834 headers, sender, words, history.</summary>
internal static class FeatureReader
{
    private static readonly string[] s_noReply =
    [
        "noreply",
        "no-reply",
        "donotreply",
        "do-not-reply",
        "no_reply",
        "nicht-antworten",
        "nepasrepondre",
        "bounce",
        "mailer-daemon",
    ];

    private static readonly (Feature Feature, string[] Words)[] s_senders =
    [
        (
            Feature.NewsletterSender,
            [
                "newsletter",
                "news",
                "weekly",
                "editor",
                "editors",
                "hello-news",
                "marketing",
                "offers",
                "promo",
                "promotions",
                "updates-news",
                "mailing",
                "campaign",
            ]
        ),
        (
            Feature.BuildSender,
            [
                "ci",
                "build",
                "builds",
                "jenkins",
                "buildbot",
                "deploy",
                "deploys",
                "deployments",
                "deploybot",
                "pipeline",
                "pipelines",
                "alerts",
                "alert",
                "alertmanager",
                "monitoring",
                "monitor",
                "uptime",
                "cron",
                "root",
                "status",
                "nagios",
                "grafana",
                "ops",
            ]
        ),
        (
            Feature.ReceiptSender,
            [
                "receipt",
                "receipts",
                "billing",
                "invoice",
                "invoices",
                "order",
                "orders",
                "payments",
                "payment",
                "rechnung",
                "facturation",
                "facturas",
                "bestellung",
                "kasse",
                "faturas",
                "fatura",
                "faturacao",
                "facturacion",
                "facturas",
                "recibos",
                "encomendas",
                "pedidos",
                "rechnungen",
                "belege",
                "factures",
                "commandes",
                "dingdan",
            ]
        ),
        (
            Feature.TravelSender,
            [
                "booking",
                "bookings",
                "reservation",
                "reservations",
                "checkin",
                "tickets",
                "travel",
                "itinerary",
                "trips",
                "buchung",
                "reservas",
                "eticket",
                "confirmation",
                "bilhetes",
                "bilhete",
                "billetes",
                "billets",
                "fahrkarten",
                "buchungen",
                "reservierung",
                "reservierungen",
                "reserva",
                "biglietti",
                "prenotazioni",
                "boekingen",
            ]
        ),
        (
            Feature.NotificationSender,
            [
                "notifications",
                "notification",
                "notify",
                "reminder",
                "reminders",
                "updates",
                "activity",
                "wiki",
                "messages-noreply",
                "jira",
                "issues",
                "calendar",
                "community",
                "team-notifications",
                "invitations",
                "alerts-noreply",
            ]
        ),
    ];

    private static readonly string[] s_buildHeaders =
    [
        "x-jenkins-job",
        "x-jenkins-result",
        "x-buildkite",
        "x-travis",
        "x-circleci",
        "x-gitlab-pipeline-id",
        "x-azure-devops-build",
        "x-teamcity",
        "x-buildbot",
        "x-cron-env",
    ];
    private static readonly string[] s_trackerHeaders =
    [
        "x-jira-fingerprint",
        "x-gitlab-issue-id",
        "x-gitlab-mergerequest-id",
        "x-redmine-issue-id",
        "x-bugzilla-type",
        "x-gitea-reason",
        "x-phabricator-mail-id",
        "x-asana",
        "x-trello",
        "x-linkedin-class",
    ];
    private static readonly string[] s_campaignHeaders =
    [
        "x-campaign",
        "x-campaignid",
        "x-mc-user",
        "x-mailgun-tag",
        "x-csa-complaints",
        "x-rpcampaign",
        "x-mailer-campaign",
        "x-job",
    ];
    private static readonly string[] s_mailingPrograms =
    [
        "newsletter",
        "rundbrief",
        "mailing",
        "campaign",
        "bulk",
        "phplist",
        "sendy",
        "listmonk",
        "mailchimp",
    ];
    private static readonly string[] s_travelTypes = ["Reservation", "Flight", "BoardingPass"];
    private static readonly string[] s_orderTypes = ["Order", "Invoice", "ParcelDelivery", "Receipt"];

    public static CategoryEvidence Read(
        MailMessage message,
        MailReading subject,
        MailReading text,
        MailboxHistory history,
        Owner owner
    )
    {
        var evidence = new CategoryEvidence();
        Headers(message, evidence);
        Sender(message, evidence);
        WordFeatures.Read(subject, text, evidence);
        Structure(message, evidence);
        History(message, history, owner, evidence);
        return evidence;
    }

    private static void Headers(MailMessage message, CategoryEvidence evidence)
    {
        if (message.Headers.IsEmpty)
        {
            return;
        }

        AddIf(evidence, Feature.ListId, message.ListId() is not null);
        AddIf(
            evidence,
            Feature.ListPost,
            message.Header("list-post") is { } post && post.Contains("mailto:", StringComparison.OrdinalIgnoreCase)
        );
        AddIf(evidence, Feature.ListUnsubscribe, message.Headers.ContainsKey("list-unsubscribe"));
        AddIf(evidence, Feature.OneClick, message.Headers.ContainsKey("list-unsubscribe-post"));
        var bulk = message.Header("precedence")?.Trim().ToLowerInvariant() is "bulk" or "list" or "junk";
        AddIf(evidence, Feature.BulkPrecedence, bulk);
        AddIf(
            evidence,
            Feature.AutoGenerated,
            message.Header("auto-submitted")?.Trim().StartsWith("auto-generated", StringComparison.OrdinalIgnoreCase)
                == true
        );
        AddIf(evidence, Feature.AutoSuppress, message.Headers.ContainsKey("x-auto-response-suppress"));
        AddIf(evidence, Feature.FeedbackId, message.Headers.ContainsKey("feedback-id"));
        AddIf(
            evidence,
            Feature.Campaign,
            Any(message, s_campaignHeaders) || IsMailingProgram(message.Header("x-mailer"))
        );
        var github = message.Header("x-github-reason");
        var build = github == "ci_activity" || Any(message, s_buildHeaders);
        build |= ToolHeaders.TellOfBuilds(message);
        AddIf(evidence, Feature.BuildTool, build);
        var tracker = github is not null || Any(message, s_trackerHeaders) || ToolHeaders.TellOfActivity(message);
        AddIf(evidence, Feature.TrackerTool, !build && tracker);
        AddIf(evidence, Feature.BulkOnly, bulk && !build && !tracker && !message.Headers.ContainsKey("auto-submitted"));
    }

    private static bool IsMailingProgram(string? mailer) =>
        mailer is not null && s_mailingPrograms.Any(p => mailer.Contains(p, StringComparison.OrdinalIgnoreCase));

    private static bool Any(MailMessage message, string[] prefixes)
    {
        foreach (var name in message.Headers.Keys)
        {
            foreach (var prefix in prefixes)
            {
                if (name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Sender(MailMessage message, CategoryEvidence evidence)
    {
        var address = message.SenderAddress();
        var at = address.LastIndexOf('@');
        if (at <= 0)
        {
            return;
        }

        var local = address.AsSpan(0, at);
        foreach (var word in s_noReply)
        {
            if (local.Contains(word, StringComparison.Ordinal))
            {
                evidence.Add(Feature.NoReply);
                break;
            }
        }

        // The address's own words, or those of its subdomain: news@x, billing-noreply@x, x@newsletter.shop.example.
        var labels = MailFacts.DomainOf(address).Split('.');
        var parts = address[..at]
            .Split('-', '.', '_', '+')
            .Concat(labels.Take(Math.Max(0, labels.Length - 2)))
            .Prepend(address[..at])
            .ToList();
        foreach (var (feature, words) in s_senders)
        {
            if (parts.Exists(p => words.Contains(p)))
            {
                evidence.Add(feature);
            }
        }
    }

    private static void Structure(MailMessage message, CategoryEvidence evidence)
    {
        AddIf(evidence, Feature.Calendar, message.CalendarMethod is "REQUEST" or "CANCEL" or "COUNTER" or "ADD");
        if (!message.SchemaTypes.IsDefaultOrEmpty)
        {
            AddIf(evidence, Feature.TravelSchema, message.SchemaTypes.Any(t => s_travelTypes.Any(t.Contains)));
            AddIf(evidence, Feature.OrderSchema, message.SchemaTypes.Any(t => s_orderTypes.Contains(t)));
        }
    }

    private static void History(MailMessage message, MailboxHistory history, Owner owner, CategoryEvidence evidence)
    {
        AddIf(evidence, Feature.KnownPerson, history.Correspondents.ContainsKey(message.SenderAddress()));
        AddIf(evidence, Feature.Unauthenticated, message.Authentication == MailAuthentication.Fail);
        AddIf(
            evidence,
            Feature.ReadNeverAnswered,
            history.HabitOf(message)?.ReadNeverAnswered == true
                && !history.Correspondents.ContainsKey(message.SenderAddress())
        );
        AddIf(evidence, Feature.ToOthers, !message.IsTo(owner) && !message.To.IsDefaultOrEmpty);
    }

    internal static void AddIf(CategoryEvidence evidence, Feature feature, bool present)
    {
        if (present)
        {
            evidence.Add(feature);
        }
    }
}
