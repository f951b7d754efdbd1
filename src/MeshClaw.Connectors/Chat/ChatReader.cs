using System.Globalization;
using MeshClaw.Connectors.Chat.Labels;
using MeshClaw.Connectors.Chat.Stores;
using MeshClaw.Connectors.Chat.Tools;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Connectors.Chat;

/// <summary>Answers reads. Marks nothing as seen: that stays for the owner's own eyes.</summary>
internal sealed class ChatReader(ChatContext context)
{
    private const int MostUnread = 20;
    private const int MostPeoplePages = 10;
    private const int PageOfPeople = 200;
    private const int MostMembers = 200;
    private readonly ChatLabels _labels = new(context.Connection);

    /// <summary>Answers one.</summary>
    public Task<ToolResult> ReadAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        var arguments = ChatArguments.Parse(ChatTools.All.First(t => t.Name == call.Tool), call.Arguments);
        return call.Tool == ChatTools.Search ? SearchAsync(arguments, cancellationToken)
            : call.Tool == ChatTools.Read ? ReadAsync(arguments, cancellationToken)
            : call.Tool == ChatTools.Unread ? UnreadAsync(arguments, cancellationToken)
            : call.Tool == ChatTools.People ? PeopleAsync(arguments, cancellationToken)
            : call.Tool == ChatTools.Drafts ? DraftsAsync(cancellationToken)
            : throw new ToolException($"{call.Tool} is not a read.");
    }

    private async Task<ToolResult> SearchAsync(ChatArguments arguments, CancellationToken cancellationToken)
    {
        var query = arguments.Need("query");
        var page = 1;
        if (
            arguments.Text("cursor") is { } cursor
            && (
                !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out page) || page is < 1 or > 100
            )
        )
        {
            throw new ToolException("That cursor is none that chat.search gave.");
        }

        var limit = arguments.Number("limit", ChatTools.UsualPage);
        var found = await context.Store.SearchAsync(query, page, limit, cancellationToken).ConfigureAwait(false);
        var records = await MessagesAsync(found.Messages, cancellationToken).ConfigureAwait(false);
        return new ToolResult(found, ChatLabels.Of(records, found.Next, query));
    }

    private async Task<ToolResult> ReadAsync(ChatArguments arguments, CancellationToken cancellationToken)
    {
        var place = await context.PlaceAsync(arguments.Need("channel"), cancellationToken).ConfigureAwait(false);
        var (thread, before) = (arguments.Text("thread"), arguments.Text("cursor"));
        if ((thread ?? before) is { } id && !(ChatContext.IsMessage(id) && ChatContext.IsMessage(before ?? id)))
        {
            throw new ToolException("'thread' and 'cursor' are ids of messages, such as 1732345678.000100.");
        }

        var range = new ChatRange(arguments.Number("limit", ChatTools.UsualPage)) { Thread = thread, Before = before };
        var found = await context.Store.ReadAsync(place.Id, range, cancellationToken).ConfigureAwait(false);
        var records = await MessagesAsync(found.Messages, cancellationToken).ConfigureAwait(false);
        // The channel is not what was looked for: that a message stands in it does not mean that the owner asked for that one.
        return new ToolResult(found, ChatLabels.Of(records, found.Next, null));
    }

    private async Task<ToolResult> UnreadAsync(ChatArguments arguments, CancellationToken cancellationToken)
    {
        var limit = arguments.Number("limit", ChatTools.UsualPlaces);
        var places = await context
            .Store.ListPlacesAsync(arguments.Text("cursor"), limit, cancellationToken)
            .ConfigureAwait(false);
        var me = await context.Store.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        var records = new List<SeenRecord>();
        foreach (var listed in places.Items)
        {
            var place = await context.Store.FindPlaceAsync(listed.Id, cancellationToken).ConfigureAwait(false);
            if (place?.LastRead is not { } seen)
            {
                continue; // Gone meanwhile, or Slack keeps no mark for it.
            }

            var range = new ChatRange(MostUnread) { After = seen };
            var page = await context.Store.ReadAsync(place.Id, range, cancellationToken).ConfigureAwait(false);
            var unread = page.Messages.Where(m => !m.IsNotice && m.Author != me.User).ToList();
            if (unread.Count > 0)
            {
                var count = unread.Count.ToString(CultureInfo.InvariantCulture) + (page.Next is null ? "" : " or more");
                records.Add(ChatLabels.Of(place, count, unread.Count(m => m.MentionsOwner)));
                records.AddRange(await MessagesAsync(unread, cancellationToken).ConfigureAwait(false));
            }
        }

        return new ToolResult(records, ChatLabels.Of(records, places.Next, null));
    }

    private async Task<ToolResult> PeopleAsync(ChatArguments arguments, CancellationToken cancellationToken)
    {
        var (query, channel) = (arguments.Text("query"), arguments.Text("channel"));
        var limit = arguments.Number("limit", ChatTools.UsualPage);
        var me = await context.Store.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        var (people, next) = channel is null
            ? await OfWorkspaceAsync(query, arguments.Text("cursor"), limit, cancellationToken).ConfigureAwait(false)
            : (await OfChannelAsync(channel, query, limit, cancellationToken).ConfigureAwait(false), null);
        return new ToolResult(people, ChatLabels.Of(people.Select(p => ChatLabels.Of(p, me.Team)), next, query));
    }

    private async Task<(List<ChatPerson> People, string? Next)> OfWorkspaceAsync(
        string? query,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var found = new List<ChatPerson>();
        for (var page = 0; page < MostPeoplePages && found.Count < limit; page++)
        {
            // With a name a whole page is gone through; where it has more than was asked for, all of them are given.
            var some = await context
                .Store.ListPeopleAsync(cursor, query is null ? limit : PageOfPeople, cancellationToken)
                .ConfigureAwait(false);
            found.AddRange(some.Items.Where(p => IsCalled(p, query)));
            cursor = some.Next;
            if (cursor is null || query is null)
            {
                break;
            }
        }

        return (found, cursor);
    }

    private async Task<List<ChatPerson>> OfChannelAsync(
        string channel,
        string? query,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var place = await context.PlaceAsync(channel, cancellationToken).ConfigureAwait(false);
        var members = await context
            .Store.ListMembersAsync(place.Id, MostMembers, cancellationToken)
            .ConfigureAwait(false);
        if (members.Count > MostMembers)
        {
            throw new ToolException($"The channel has more than {MostMembers} members; look for a name without it.");
        }

        var found = new List<ChatPerson>();
        foreach (var member in members.TakeWhile(_ => found.Count < limit))
        {
            var person = await context.PersonAsync(member, cancellationToken).ConfigureAwait(false);
            if (person is not null && IsCalled(person, query))
            {
                found.Add(person);
            }
        }

        return found;
    }

    private async Task<ToolResult> DraftsAsync(CancellationToken cancellationToken)
    {
        var drafts = context.Drafts ?? throw new ToolException("Drafts are not kept here.");
        var found = await drafts
            .ListAsync(context.Connection, ChatTools.MaxPage, cancellationToken)
            .ConfigureAwait(false);
        var records = found.Select(d => ChatLabels.Of(d, DraftWords.Read(d.Content)));
        return new ToolResult(found, ChatLabels.Of(records, null, null));
    }

    private async Task<List<SeenRecord>> MessagesAsync(
        IEnumerable<ChatMessage> messages,
        CancellationToken cancellationToken
    )
    {
        var records = new List<SeenRecord>();
        foreach (var message in messages)
        {
            records.Add(
                _labels.Of(message, await context.PersonAsync(message.Author, cancellationToken).ConfigureAwait(false))
            );
        }

        return records;
    }

    private static bool IsCalled(ChatPerson person, string? query) =>
        query is null
        || person.Name.Contains(query, StringComparison.CurrentCultureIgnoreCase)
        || person.RealName.Contains(query, StringComparison.CurrentCultureIgnoreCase);
}
