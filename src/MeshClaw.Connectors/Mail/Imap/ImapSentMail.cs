using System.Globalization;
using MailKit;
using MailKit.Search;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Core.Mail;
using MeshClaw.Policy.Calls;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Imap;

/// <summary>Sent mail on an IMAP server.</summary>
internal sealed class ImapSentMail(ImapSession session) : ISentMail
{
    private const int MostAnswers = 50;

    /// <inheritdoc />
    public Task<MailLocation?> AppendAsync(
        string folder,
        ReadOnlyMemory<byte> message,
        CancellationToken cancellationToken
    ) =>
        session.RunAsync<MailLocation?>(
            async () =>
            {
                var target = await session.FindOrMakeAsync(folder, cancellationToken);
                using var stream = new MemoryStream(message.ToArray(), writable: false);
                using var parsed = await MimeMessage.LoadAsync(stream, persistent: true, cancellationToken);
                var uid = await target.AppendAsync(
                    Writing.Composing.MailComposer.Format,
                    new AppendRequest(parsed, MessageFlags.Seen),
                    cancellationToken
                );
                return uid is { } at
                    ? new MailLocation(
                        ImapSession.NameOf(target),
                        at.Id.ToString(CultureInfo.InvariantCulture),
                        ImapFetcher.Text(at.Validity)
                    )
                    : null;
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<bool> HoldsAsync(string folder, string messageId, CancellationToken cancellationToken) =>
        session.RunAsync(
            async () =>
                (await FindAsync(folder, SearchQuery.HeaderContains("Message-ID", $"<{messageId}>"), cancellationToken))
                    .Uids
                    .Count > 0,
            cancellationToken
        );

    /// <inheritdoc />
    public Task<bool> HoldsRecipientAsync(string folder, string address, CancellationToken cancellationToken) =>
        session.RunAsync(
            async () =>
            {
                var query = SearchQuery
                    .ToContains(address)
                    .Or(SearchQuery.CcContains(address))
                    .Or(SearchQuery.BccContains(address));
                var (opened, found) = await FindAsync(folder, query, cancellationToken);
                if (opened is null || found.Count == 0)
                {
                    return false;
                }

                // A server finds ana@corp.example in diana@corp.example too.
                var latest = found.TakeLast(MostAnswers).ToList();
                var summaries = await opened.FetchAsync(latest, MessageSummaryItems.Envelope, cancellationToken);
                return summaries
                    .Select(s => s.Envelope)
                    .OfType<Envelope>()
                    .SelectMany(e => e.To.Mailboxes.Concat(e.Cc.Mailboxes).Concat(e.Bcc.Mailboxes))
                    .Any(m => MailAddress.Normalize(m.Address) == address);
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> AnswerersAsync(
        string folder,
        string messageId,
        CancellationToken cancellationToken
    ) =>
        session.RunAsync<IReadOnlyList<string>>(
            async () =>
            {
                var query = SearchQuery
                    .HeaderContains("In-Reply-To", $"<{messageId}>")
                    .Or(SearchQuery.HeaderContains("References", $"<{messageId}>"));
                var (opened, found) = await FindAsync(folder, query, cancellationToken);
                if (opened is null || found.Count == 0)
                {
                    return [];
                }

                var latest = found.TakeLast(MostAnswers).ToList();
                var summaries = await opened.FetchAsync(latest, MessageSummaryItems.Envelope, cancellationToken);
                return
                [
                    .. summaries
                        .SelectMany(s => s.Envelope?.From.Mailboxes ?? [])
                        .Select(m => MailAddress.Normalize(m.Address))
                        .OfType<string>(),
                ];
            },
            cancellationToken
        );

    private async Task<(IMailFolder? Folder, IList<UniqueId> Uids)> FindAsync(
        string name,
        SearchQuery query,
        CancellationToken cancellationToken
    )
    {
        var folder = await session.OpenAsync(name, FolderAccess.ReadOnly, cancellationToken);
        return folder is null ? (null, []) : (folder, await folder.SearchAsync(query, cancellationToken));
    }
}
