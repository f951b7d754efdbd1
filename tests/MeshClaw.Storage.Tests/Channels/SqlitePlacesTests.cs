using MeshClaw.Core.Channels;
using MeshClaw.Core.Turns;
using MeshClaw.Policy;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Storage.Tests.Channels;

public sealed class SqlitePlacesTests
{
    private static readonly ChatPlace s_direct = new("direct");
    private static readonly ChatPlace s_thread = new("direct", "7");

    [Fact]
    public async Task A_place_keeps_who_answers_and_what_was_asked_apart_from_its_threads()
    {
        await using var home = await Home.CreateAsync();
        var places = new SqlitePlaces(home.Database);
        var question = new PlaceQuestion(QuestionKind.Code, new ApprovalId(12), "hash", 3, Home.Start.AddMinutes(10));
        Assert.Equal(new PlaceState(null, null, null, null), await places.ReadAsync(Talk.Chat, s_direct, Home.None));

        await places.TalkAsync(Talk.Chat, s_direct, Home.Inbox, new ConversationId(5), Home.None);
        await places.AskAsync(Talk.Chat, s_direct, question, Home.None);

        await home.ReopenAsync();
        places = new SqlitePlaces(home.Database);
        Assert.Equal(
            new PlaceState(Home.Inbox, new ConversationId(5), null, question),
            await places.ReadAsync(Talk.Chat, s_direct, Home.None)
        );
        Assert.Equal(new PlaceState(null, null, null, null), await places.ReadAsync(Talk.Chat, s_thread, Home.None));
        Assert.Equal(new PlaceState(null, null, null, null), await places.ReadAsync(Talk.Other, s_direct, Home.None));

        await places.AskAsync(Talk.Chat, s_direct, null, Home.None);
        await places.TalkAsync(Talk.Chat, s_direct, null, null, Home.None);
        Assert.Equal(new PlaceState(null, null, null, null), await places.ReadAsync(Talk.Chat, s_direct, Home.None));
    }

    [Fact]
    public async Task A_place_knows_when_its_people_last_wrote()
    {
        await using var home = await Home.CreateAsync();
        var deliveries = new SqliteDeliveries(home.Database);
        await deliveries.AddAsync(Talk.Chat, [(Talk.Says("Hello"), 1)], null, Home.None);
        home.Time.Advance(TimeSpan.FromMinutes(1));
        await deliveries.AddAsync(Talk.Chat, [(Talk.Says("Hello"), 1)], null, Home.None);

        var place = await new SqlitePlaces(home.Database).ReadAsync(Talk.Chat, s_direct, Home.None);

        Assert.Equal(Home.Start.AddMinutes(1), place.Heard);
    }
}
