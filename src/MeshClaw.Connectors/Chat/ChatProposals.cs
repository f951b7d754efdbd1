using MeshClaw.Connectors.Chat.Labels;
using MeshClaw.Connectors.Chat.Stores;
using MeshClaw.Connectors.Chat.Tools;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Chat;

/// <summary>Describes what requests would do, from what the platform itself says of the place and the message.</summary>
internal sealed class ChatProposals(ChatContext context)
{
    /// <summary>The kind of chat's destinations: <c>chat:C0123@T0123</c>, a place and its workspace.</summary>
    public const string DestinationKind = "chat";

    private const int MaxTitle = 120;
    private static readonly TimeSpan s_soonest = TimeSpan.FromMinutes(1);
    private readonly ChatWarnings _warnings = new(context);

    /// <summary>Describes one.</summary>
    public async Task<ProposedCall> DescribeAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        if (request.Connection != context.Connection)
        {
            throw new ToolException($"This is {context.Connection}, not {request.Connection}.");
        }

        var tool =
            ChatTools.All.FirstOrDefault(t => t.Name == request.Tool)
            ?? throw new ToolException(
                $"There is no tool '{request.Tool}'. There are: {string.Join(", ", ChatTools.All.Select(t => t.Name))}."
            );
        var arguments = ChatArguments.Parse(tool, request.Arguments);
        if (tool.Effect.IsPureRead)
        {
            return new ProposedCall(
                context.Connection,
                tool.Name,
                tool.Effect,
                Verbs.None,
                request.Arguments,
                [],
                values: arguments.Values(null)
            );
        }

        var place = await context.PlaceAsync(arguments.Need("channel"), cancellationToken).ConfigureAwait(false);
        if (place.IsArchived)
        {
            throw new ToolException($"The channel {place.Id} is archived: nothing can be said there.");
        }

        return tool.Name == ChatTools.Draft
            ? await DraftAsync(tool, request, arguments, place, cancellationToken).ConfigureAwait(false)
            : await ActionAsync(tool, request, arguments, place, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ProposedCall> ActionAsync(
        ChatTool tool,
        ToolRequest request,
        ChatArguments arguments,
        ChatPlace place,
        CancellationToken cancellationToken
    )
    {
        var me = await context.Store.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        var message = await MessageAsync(tool, arguments, place, me, cancellationToken).ConfigureAwait(false);
        if (tool.Name == ChatTools.Schedule && arguments.Time("at") < context.Time.GetUtcNow() + s_soonest)
        {
            throw new ToolException("'at' is at least a minute from now: until then it can be taken back.");
        }

        var says = arguments.Text("text") is not null;
        var warnings = says
            ? await _warnings.OfAsync(place, arguments.Text("notify"), cancellationToken).ConfigureAwait(false)
            : [];
        return new ProposedCall(
            context.Connection,
            tool.Name,
            tool.Effect,
            VerbsOf(tool, arguments),
            request.Arguments,
            [await TargetAsync(arguments, place, message, me, cancellationToken).ConfigureAwait(false)],
            [new Destination(DestinationKind, $"{place.Id}@{me.Team}")],
            arguments.Values(ChatKinds.MessageIn(context.Connection, place.Id)),
            warnings: arguments.Switch("markup")
                ? [.. warnings, new CallWarning("markup", "Mentions and links in the text take effect.")]
                : warnings
        );
    }

    private async Task<ProposedCall> DraftAsync(
        ChatTool tool,
        ToolRequest request,
        ChatArguments arguments,
        ChatPlace place,
        CancellationToken cancellationToken
    )
    {
        var drafts = context.Drafts ?? throw new ToolException("Drafts are not kept here.");
        if (
            arguments.Text("draft") is { } given
            && !(
                DraftId.TryParse(given, out var id)
                && await drafts.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } draft
                && draft.Connection == context.Connection
            )
        )
        {
            throw new ToolException($"There is no draft {given} of {context.Connection}.");
        }

        return new ProposedCall(
            context.Connection,
            tool.Name,
            tool.Effect,
            Verbs.Any, // It stays here: no verb of orders is meant by it.
            request.Arguments,
            [
                new Target(
                    context.Connection,
                    place.Id,
                    arguments.Text("draft") ?? "",
                    "",
                    new TargetFacts { From = [], Title = Cut($"Draft for {LabelOf(place)}: {arguments.Text("text")}") }
                ),
            ],
            values: arguments.Values(ChatKinds.MessageIn(context.Connection, place.Id))
        );
    }

    private async Task<ChatMessage?> MessageAsync(
        ChatTool tool,
        ChatArguments arguments,
        ChatPlace place,
        ChatAccount me,
        CancellationToken cancellationToken
    )
    {
        if ((arguments.Text("message") ?? arguments.Text("thread")) is not { } id)
        {
            return null;
        }

        var message = await context.MessageAsync(place, id, cancellationToken).ConfigureAwait(false);
        if ((tool.Name == ChatTools.Edit || tool.Name == ChatTools.Delete) && message.Author != me.User)
        {
            throw new ToolException($"The message {id} is not yours: only your own can be changed or deleted.");
        }

        return message;
    }

    private async Task<Target> TargetAsync(
        ChatArguments arguments,
        ChatPlace place,
        ChatMessage? message,
        ChatAccount me,
        CancellationToken cancellationToken
    )
    {
        if (message is null)
        {
            var title = arguments.Text("text") is { } text ? $"{LabelOf(place)}: {text}" : LabelOf(place);
            var id = arguments.Text("id") ?? "";
            return new Target(context.Connection, place.Id, id, "", Facts(place, title, null));
        }

        var author = await context.PersonAsync(message.Author, cancellationToken).ConfigureAwait(false);
        var name = author is null ? message.Author : ChatLabels.NameOf(author);
        // People of chat have no mail address that an order could name, but for the owner, who is nobody that orders protect.
        IReadOnlyList<string>? from = message.Author == me.User ? [] : null;
        return new Target(
            context.Connection,
            place.Id,
            message.Id,
            message.Version,
            Facts(place, $"{LabelOf(place)}, {name}: {message.Text}", from) with
            {
                Received = message.At,
            }
        );
    }

    private static TargetFacts Facts(ChatPlace place, string title, IReadOnlyList<string>? from) =>
        new()
        {
            Folder = place.Name.Length > 0 ? place.Name : place.Id,
            Title = Cut(title),
            From = from,
            Kinds = TargetKinds.None,
        };

    private static Verbs VerbsOf(ChatTool tool, ChatArguments arguments) =>
        tool.Name == ChatTools.Reply || (tool.Name == ChatTools.Schedule && arguments.Text("thread") is not null)
            ? Verbs.Send | Verbs.Reply
        : tool.Effect.Traits.HasFlag(EffectTraits.Destroys) ? Verbs.Delete
        : Verbs.Send;

    private static string LabelOf(ChatPlace place) => place.Name.Length > 0 ? $"#{place.Name}" : place.Id;

    private static string Cut(string text)
    {
        var line = Text.TextCleaner.Line(text, MaxTitle);
        return line.Length < text.Length ? line + "…" : line;
    }
}
