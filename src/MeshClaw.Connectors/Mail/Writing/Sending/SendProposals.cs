using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing.Composing;
using MeshClaw.Connectors.Mail.Writing.Recipients;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>
/// Describes messages that are to be sent, whole: names become addresses, an answer's recipients and subject are filled in, files get
/// their hashes. So the owner sees all of it, the call's hash binds it, and describing it again gives the same.
/// </summary>
internal sealed class SendProposals(SendContext context)
{
    /// <summary>A call that sends.</summary>
    public async Task<ProposedCall> SendAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        if (context.Submission is null)
        {
            throw new ToolException(
                $"{context.Account.Connection} cannot send: it has no server for it. Write it into config.yaml beside imap: smtp: submission://smtp.corp.example"
            );
        }

        var tool = MailWritingTools.All.First(t => t.Name == MailTools.Send);
        var (whole, original) = await CompleteAsync(SendRequest.Parse(tool, request.Arguments), cancellationToken);
        var mail = MailOf(whole, original);
        if (!mail.Recipients.Any())
        {
            throw new ToolException("A message needs at least one recipient: give 'to'.");
        }

        var arguments = whole.ToArguments().ToJson();
        return new ProposedCall(
            context.Account.Connection,
            tool.Name,
            tool.Effect,
            VerbsOf(whole.Mode),
            arguments,
            await TargetsAsync(whole.Original, cancellationToken),
            mail.Recipients.Select(r => new Destination("mail", r)),
            SendValues.Of(context.Account.Connection, arguments, whole.Original, leaves: true),
            warnings: await WarningsAsync(mail, !whole.Files.IsEmpty, cancellationToken)
        );
    }

    /// <summary>The request with nothing left open, and the message that it answers.</summary>
    public async Task<(SendRequest Whole, MailMessage? Original)> CompleteAsync(
        SendRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.Original is { Version: "" } at)
        {
            // A person types no version: the folder's of this moment is meant, and the call then holds it.
            var version = (await context.Store.StateAsync(at.Folder, cancellationToken))?.Version ?? "";
            request = request with { Original = at with { Version = version } };
        }

        var original = await context.OriginalAsync(request.Original, cancellationToken);
        var (contacts, writtenTo) = (context.Writing.Contacts(), ImmutableArray<string>.Empty);
        if (request.To.Concat(request.Cc).Concat(request.Bcc).Any(r => !r.Contains('@', StringComparison.Ordinal)))
        {
            writtenTo = await context.Correspondents.RecentAsync(cancellationToken);
        }

        var to = RecipientResolver.All(request.To, contacts, writtenTo);
        var cc = RecipientResolver.All(request.Cc, contacts, writtenTo);
        if (to.IsEmpty && original is not null && request.Mode is not (MailMode.New or MailMode.Forward))
        {
            var answered = ReplyRecipients.Of(original, request.Mode, context.Own);
            (to, cc) = (answered.To, [.. cc.Concat(answered.Cc).Distinct(StringComparer.Ordinal)]);
        }

        cc = [.. cc.Except(to, StringComparer.Ordinal)];
        var bcc = RecipientResolver.All(request.Bcc, contacts, writtenTo);
        var files = new List<AttachedFile>(request.Files.Length);
        foreach (var file in request.Files)
        {
            files.Add(file.Sha256.Length > 0 ? file : await context.Files.HashAsync(file, cancellationToken));
        }

        return (
            request with
            {
                To = to,
                Cc = cc,
                Bcc = [.. bcc.Except(to.Concat(cc), StringComparer.Ordinal)],
                Subject = request.Subject ?? SubjectOf(request.Mode, original),
                Files = [.. files],
            },
            original
        );
    }

    /// <summary>As the composer takes it, without the files' bytes.</summary>
    public static OutgoingMail MailOf(SendRequest request, MailMessage? original) =>
        new()
        {
            Mode = request.Mode,
            To = request.To,
            Cc = request.Cc,
            Bcc = request.Bcc,
            Subject = request.Subject ?? "",
            Body = request.Body,
            Original = original,
        };

    private static string SubjectOf(MailMode mode, MailMessage? original) =>
        mode switch
        {
            MailMode.New => "",
            MailMode.Forward => ReplySubject.Forward(original?.Subject ?? ""),
            MailMode.Reply or MailMode.ReplyAll or MailMode.ReplyList => ReplySubject.Reply(original?.Subject ?? ""),
        };

    private static Verbs VerbsOf(MailMode mode) =>
        mode switch
        {
            MailMode.New => Verbs.Send,
            MailMode.Forward => Verbs.Send | Verbs.Forward,
            MailMode.Reply or MailMode.ReplyAll or MailMode.ReplyList => Verbs.Send | Verbs.Reply,
        };

    private async Task<IEnumerable<Target>> TargetsAsync(MailLocation? at, CancellationToken cancellationToken)
    {
        if (at is null)
        {
            return [];
        }

        var facts = (await context.Store.DescribeAsync([at], cancellationToken))[0];
        return [new Target(context.Account.Connection, at.Folder, at.Id, at.Version, facts)];
    }

    private async Task<ImmutableArray<CallWarning>> WarningsAsync(
        OutgoingMail mail,
        bool hasFiles,
        CancellationToken cancellationToken
    )
    {
        var contacts = context.Writing.Contacts().Values.SelectMany(a => a).ToHashSet(StringComparer.Ordinal);
        var strangers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var recipient in mail.Recipients.Where(r => !contacts.Contains(r)))
        {
            if (!await context.Correspondents.HasWrittenToAsync(recipient, cancellationToken))
            {
                strangers.Add(recipient);
            }
        }

        var by = new WarningContext(
            context.Own,
            context.Identity.Address,
            contacts,
            await context.Correspondents.RecentAsync(cancellationToken),
            strangers,
            hasFiles
        );
        return RecipientWarnings.Of(mail, by);
    }
}
