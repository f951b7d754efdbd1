using System.Runtime.CompilerServices;
using MeshClaw.Core.Channels;
using MeshClaw.Testing;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Channels.Tests.Contract;

/// <summary>What every channel must do, whatever its platform: a new one's proof is a one-line subclass. Receiving.</summary>
public abstract partial class ChannelContract : IAsyncLifetime
{
    private readonly CancellationTokenSource _ending = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private Task _listening = Task.CompletedTask;

    private protected HeldInbox Inbox { get; } = new();

    private protected IChatPlatform Platform { get; private set; } = null!; // InitializeAsync sets it.

    private protected IChannel Channel { get; private set; } = null!; // The same.

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<IChatPlatform> StartPlatformAsync();

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        Platform = await StartPlatformAsync();
        Channel = Platform.NewChannel(_time);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await HangUpAsync();
        await Channel.DisposeAsync();
        await Platform.DisposeAsync();
        _ending.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task It_tells_who_it_is()
    {
        var account = await Channel.CheckAsync(Token);

        Assert.NotEmpty(account.Id);
        Assert.NotEmpty(account.Name);
    }

    [Fact]
    public async Task What_a_person_says_arrives_whole()
    {
        Listen();
        var message = await Platform.SayAsync(new Said("Grüße 👋 from *here* & <there>\nsecond line"));

        var got = await OneAsync();

        Assert.Equal("Grüße 👋 from *here* & <there>\nsecond line", got.Text);
        Assert.Equal(
            (DeliveryKind.Message, Platform.Person, Platform.Direct, (string?)message),
            (got.Kind, got.Sender, got.Place, got.Message)
        );
        Assert.Equal((false, true, false), (got.IsGroup, got.IsAddressed, got.IsCut));
        await AcknowledgedAsync(1);
    }

    [Fact]
    public async Task A_message_of_64_KB_and_an_empty_one_arrive()
    {
        Listen();
        var large = string.Concat(Enumerable.Repeat("0123456789abcde\n", 4096))[..^1] + ".";
        await Platform.SayAsync(new Said(large));
        await Platform.SayAsync(new Said(""));
        await Platform.SayAsync(new Said("after"));

        await Eventually.HoldsAsync(() => Inbox.Distinct.Any(d => d.Text == "after"));

        Assert.Equal(large, Inbox.Distinct[0].Text);
        Assert.All(Inbox.Distinct, d => Assert.False(d.IsCut));
    }

    [Fact]
    public async Task What_is_longer_is_cut_and_says_so()
    {
        Listen();
        await Platform.SayAsync(new Said(new string('x', Delivery.MaxText + 10)));

        var got = await OneAsync();

        Assert.Equal((Delivery.MaxText, true), (got.Text.Length, got.IsCut));
    }

    [Fact]
    public async Task What_comes_twice_has_one_id()
    {
        Listen();
        await Platform.SayAsync(new Said("once"));
        await OneAsync();
        await Platform.AgainAsync();
        await Platform.SayAsync(new Said("twice"));
        await Eventually.HoldsAsync(() => Inbox.Distinct.Any(d => d.Text == "twice"));

        Assert.Equal(["once", "twice"], Inbox.Distinct.Select(d => d.Text));
    }

    [Fact]
    public async Task What_comes_in_another_order_keeps_its_times()
    {
        Listen();
        await Platform.SayReorderedAsync(new Said("first"), new Said("second"));
        await Eventually.HoldsAsync(() => Inbox.Distinct.Count == 2);

        Assert.Equal(["first", "second"], Inbox.Distinct.OrderBy(d => d.Sent).Select(d => d.Text));
    }

    [Fact]
    public async Task What_was_not_stored_is_not_acknowledged_and_comes_again()
    {
        Inbox.Fails = true;
        Listen();
        var saying = Platform.SayAsync(new Said("keep me"));
        await PassAsync(() => Inbox.Refused > 0);
        Assert.Equal(0, Platform.Acknowledged);
        Inbox.Fails = false;
        await saying;
        await PassAsync(() => Inbox.Accepted.Count > 0);

        Assert.Equal("keep me", Inbox.Accepted[0].Text);
        await AcknowledgedAsync(1);
    }

    [Fact]
    public async Task In_a_group_it_tells_who_speaks_and_whether_to_the_agent()
    {
        if (Platform.Group is not { } group)
        {
            return; // The platform knows no groups with agents.
        }

        Listen();
        await Platform.SayAsync(new Said("among us") { Place = group });
        var message = await Platform.SayAsync(
            new Said("do it")
            {
                Place = group,
                Mentions = true,
                By = Platform.Other,
            }
        );
        await Eventually.HoldsAsync(() => Inbox.Distinct.Any(d => d.Text.Contains("do it", StringComparison.Ordinal)));

        var named = Inbox.Distinct.Single(d => d.Text.Contains("do it", StringComparison.Ordinal));
        Assert.Equal(
            (true, true, Platform.Other, Platform.AnswersTo(group, message)),
            (named.IsGroup, named.IsAddressed, named.Sender, named.Place)
        );
        Assert.Equal("do it", named.Text); // The agent's name is not part of what was said.
        Assert.All(
            Inbox.Distinct.Where(d => d.Text == "among us"),
            d => Assert.Equal((true, false), (d.IsGroup, d.IsAddressed))
        );
    }

    [Fact]
    public async Task What_is_said_in_a_thread_is_of_that_thread()
    {
        if (Platform.ThreadIn(Platform.Group ?? Platform.Direct) is not { } thread)
        {
            return; // The platform knows no threads.
        }

        Listen();
        await Platform.SayAsync(new Said("in here") { Place = thread, Mentions = true });
        var got = await OneAsync();
        var message = await Channel.SendAsync(Text("answer") with { Place = thread }, Token);

        Assert.Equal(thread, got.Place);
        Assert.Equal([message], Platform.SeenIn(thread).Select(s => s.Message));
    }

    [Fact]
    public async Task A_change_of_what_was_said_arrives_as_one()
    {
        Listen();
        var message = await Platform.SayAsync(new Said("delete all"));
        await OneAsync();
        await Platform.ChangeAsync(message, "delete nothing");
        if (!Changes)
        {
            return;
        }

        await Eventually.HoldsAsync(() => Inbox.Distinct.Count == 2);
        var changed = Inbox.Distinct[1];
        Assert.Equal(
            (DeliveryKind.Edited, "delete nothing", (string?)message, Platform.Person),
            (changed.Kind, changed.Text, changed.Message, changed.Sender)
        );
    }

    [Fact]
    public async Task A_file_arrives_and_can_be_fetched()
    {
        Listen();
        byte[] content = [0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 255];
        await Platform.SayAsync(new Said("look") { File = ("photo.png", "image/png", content) });
        var got = await OneAsync();
        var file = Assert.Single(got.Files);

        Assert.Equal("look", got.Text);
        Assert.Equal(content, await Channel.ReadFileAsync(file, 1024, Token));
        var refused = await Assert.ThrowsAsync<ChannelException>(() => Channel.ReadFileAsync(file, 4, Token));
        Assert.Equal(ChannelFault.Invalid, refused.Fault);
    }

    [Fact]
    public async Task After_an_outage_it_listens_again_and_loses_nothing()
    {
        Listen();
        await Platform.SayAsync(new Said("before"));
        await OneAsync();
        await Platform.BreakAsync();
        var saying = Platform.SayAsync(new Said("during"));
        await PassAsync(() => !ListensAlways || Inbox.Trouble is not null);
        await Platform.MendAsync();
        await PassAsync(() => saying.IsCompleted && Inbox.Distinct.Any(d => d.Text == "during"));
        await Platform.SayAsync(new Said("after"));
        await PassAsync(() => Inbox.Distinct.Any(d => d.Text == "after"));

        Assert.Equal(["before", "during", "after"], Inbox.Distinct.Select(d => d.Text));
        Assert.Null(Inbox.Trouble);
    }

    [Fact]
    public async Task A_secret_that_is_no_good_any_more_ends_it_with_what_to_do()
    {
        if (!IsElsewhere)
        {
            return;
        }

        await Platform.RevokeAsync();

        var refused = await Assert.ThrowsAsync<ChannelException>(() => Channel.CheckAsync(Token));

        Assert.Equal(ChannelFault.Refused, refused.Fault);
        if (ListensAlways)
        {
            Listen();
            await PassAsync(() => _listening.IsCompleted);
            refused = await Assert.ThrowsAsync<ChannelException>(() => _listening);
            Assert.Equal(ChannelFault.Refused, refused.Fault);
            _listening = Task.CompletedTask;
        }
    }

    /// <summary>Whether the platform tells of changed messages.</summary>
    private protected virtual bool Changes => true;

    /// <summary>Whether we call the platform to listen; false where it calls us.</summary>
    private protected virtual bool ListensAlways => true;

    /// <summary>
    /// Whether the platform is another's machine, which can be away, limit and block us, take back a secret, and talk nonsense. False for one that is an
    /// object of this process: there is nothing between it and the channel that could fail in these ways.
    /// </summary>
    private protected virtual bool IsElsewhere => true;

    private protected void Listen() => _listening = Task.Run(() => Channel.ListenAsync(Inbox, _ending.Token), Token);

    private protected async Task HangUpAsync()
    {
        await _ending.CancelAsync();
        try
        {
            await _listening;
        }
        catch (OperationCanceledException)
        {
            // As it should end.
        }
    }

    private protected Outbound Text(string text) =>
        new()
        {
            Key = "t/1",
            Place = Platform.Direct,
            Text = text,
        };

    private async Task<Delivery> OneAsync()
    {
        await Eventually.HoldsAsync(() => Inbox.Accepted.Count > 0);
        return Assert.Single(Inbox.Distinct);
    }

    private Task AcknowledgedAsync(int count) => PassAsync(() => Platform.Acknowledged >= count);

    // What waits for the clock (a pause before the next attempt) goes on, since time passes while we look.
    private Task PassAsync(Func<bool> until, [CallerArgumentExpression(nameof(until))] string what = "") =>
        Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return until();
            },
            what
        );
}
