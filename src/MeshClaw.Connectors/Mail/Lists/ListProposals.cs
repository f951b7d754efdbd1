using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Urls;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>
/// Describes leaving a list, whole: the newest message of the list is read, and what it says becomes the call's values. So the owner sees
/// where it goes, the call's hash binds it, and describing it again either gives the same or is refused.
/// </summary>
internal sealed class ListProposals(ListContext context)
{
    // Of a list's newest messages, so that one that was just moved does not stand in the way.
    private const int MostTried = 5;

    private const int MaxMessage = 4 * 1024 * 1024;
    private const int MaxShown = 300;

    private static readonly MailTool s_tool = MailListTools.All.First(t => t.Name == MailTools.Unsubscribe);
    private readonly ListSignature _signature = new(context);

    /// <summary>A call that leaves a list.</summary>
    /// <exception cref="ToolException">Bad arguments, or it cannot be left by itself; the message says what the owner can do.</exception>
    public async Task<ProposedCall> LeaveAsync(ToolRequest asked, CancellationToken cancellationToken)
    {
        var request = ListRequest.Parse(asked.Arguments);
        var (at, raw) = await MessageAsync(request, cancellationToken);
        var headers = HeadersOf(raw);
        var ways = ListUnsubscribe.Of(headers);
        var fault = ways.OneClick is null ? null : await _signature.FaultAsync(raw, headers, cancellationToken);
        var whole = Choose(request with { Folder = at.Folder, Id = at.Id, Version = at.Version }, ways, fault, headers);
        if (request.Address is not null && request != whole)
        {
            throw new ToolException(
                "The message says otherwise than this call: name the list alone, and see what it says now."
            );
        }

        var facts = (await context.Store.DescribeAsync([at], cancellationToken))[0];
        var arguments = whole.ToJson();
        var place = whole.By == ListRequest.OneClick ? PlaceOf(ways.OneClick!) : whole.Address!; // By Choose.
        return new ProposedCall(
            context.Account.Connection,
            s_tool.Name,
            s_tool.Effect,
            Verbs.Unsubscribe,
            arguments,
            [
                new Target(
                    context.Account.Connection,
                    at.Folder,
                    at.Id,
                    at.Version,
                    facts with
                    {
                        Title = Cut($"Leave the list {whole.List ?? "of"} by {place}: {facts.Title}"),
                    }
                ),
            ],
            [
                whole.By == ListRequest.OneClick
                    ? new Destination("host", ways.OneClick!.IdnHost)
                    : new Destination("mail", whole.Address!),
            ],
            ListValues.Of(context.Account.Connection, arguments, at),
            warnings: WarningsOf(whole, fault)
        );
    }

    private async Task<(MailLocation At, byte[] Raw)> MessageAsync(
        ListRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.Message is { } named)
        {
            if (request.Version is null)
            {
                var version = (await context.Store.StateAsync(named.Folder, cancellationToken))?.Version ?? "";
                named = named with { Version = version };
            }

            return await context.Store.RawAsync(named, MaxMessage, cancellationToken) is { } bytes
                ? (named, bytes)
                : throw new ToolException(
                    $"There is no message {named.Id} in '{named.Folder}' any more, or it is longer than {MaxMessage / 1024 / 1024} MiB: list the folder again."
                );
        }

        var newest = await context.Lists.NewestOfListAsync(
            context.Account.Connection,
            request.List!, // Parse: a list or a message.
            MostTried,
            cancellationToken
        );
        foreach (var place in newest)
        {
            if (await context.Store.RawAsync(place, MaxMessage, cancellationToken) is { } bytes)
            {
                return (place, bytes);
            }
        }

        throw new ToolException(
            newest.Count == 0
                ? $"No list '{request.List}' has written to {context.Account.Connection}, as far as the index knows. See: meshclaw mail lists. Bring the index up to date: meshclaw mail sync"
                : $"The newest messages of '{request.List}' are gone. Bring the index up to date: meshclaw mail sync"
        );
    }

    private ListRequest Choose(ListRequest request, ListUnsubscribe ways, string? fault, HeaderList headers)
    {
        if (ways.OneClick is { } click && fault is null && request.By is null or ListRequest.OneClick)
        {
            return request with
            {
                By = ListRequest.OneClick,
                Address = click.AbsoluteUri,
                Subject = null,
                Body = null,
                From = null,
            };
        }

        var why = fault is null ? "" : $"It was not done by one click. {fault} ";
        if (request.By == ListRequest.OneClick)
        {
            var otherwise = ways.Mail is null ? Page(ways) : $"It can be left by a mail to {ways.Mail.To}: by = mail.";
            throw new ToolException($"{(why.Length > 0 ? why : "The list takes no single request. ")}{otherwise}");
        }

        if (ways.Mail is not { } mail)
        {
            throw new ToolException($"{why}{Page(ways)}");
        }

        if (context.Sending is not { Submission: not null } sending)
        {
            throw new ToolException(
                $"{why}The list can be left by a mail to {mail.To}, and {context.Account.Connection} cannot send: it has no server for it (smtp: in config.yaml)."
            );
        }

        return request with
        {
            By = ListRequest.Mail,
            Address = mail.To,
            Subject = mail.Subject,
            Body = mail.Body,
            From = WrittenTo(headers, sending),
        };
    }

    // Only ever given to the owner as text: nothing here opens a page.
    private static string Page(ListUnsubscribe ways) =>
        ways.Page is { } page
            ? $"It can be left on its own page only, which is not opened by itself. If you trust it, open: {page}"
            : "The message does not say how its list can be left.";

    /// <summary>The address of the owner's that the list writes to, where it stands in the message; else the account's own.</summary>
    private static string WrittenTo(HeaderList headers, SendContext sending)
    {
        var read = MailHeaders.Read(headers);
        return read.To.Concat(read.Cc).Select(p => p.Address).OfType<string>().FirstOrDefault(sending.Own.Contains)
            ?? sending.Identity.Address;
    }

    private static ImmutableArray<CallWarning> WarningsOf(ListRequest whole, string? fault)
    {
        var warnings = ImmutableArray.CreateBuilder<CallWarning>();
        if (fault is not null)
        {
            warnings.Add(new CallWarning("not-one-click", $"It is not done by one click but by a mail. {fault}"));
        }

        if (whole.By == ListRequest.OneClick && LooksAlike(whole.Address!))
        {
            warnings.Add(
                new CallWarning(
                    "look-alike",
                    "The address has letters of another script, which look like those of another name."
                )
            );
        }

        warnings.Add(
            new CallWarning("for-good", "Leaving a list cannot be taken back. To come back, subscribe to it anew.")
        );
        return warnings.ToImmutable();
    }

    private static bool LooksAlike(string address) =>
        (UrlReading.Read(address).Findings & (UrlFindings.Confusable | UrlFindings.MixedScript)) != 0;

    private static string PlaceOf(Uri click) => $"one click at {click.IdnHost}{click.AbsolutePath}";

    private static HeaderList HeadersOf(byte[] raw)
    {
        try
        {
            using var stream = new MemoryStream(raw, writable: false);
            return HeaderList.Load(stream);
        }
        catch (Exception malformed) when (MailParser.IsMalformed(malformed))
        {
            throw new ToolException("The message cannot be read.", malformed);
        }
    }

    private static string Cut(string title) =>
        title.Length <= MaxShown ? title : string.Concat(title.AsSpan(0, MaxShown - 1), "…");
}
